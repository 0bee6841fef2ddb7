import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { cells, collimator, collimatorJson } from "../support/collimator";
import { control } from "../support/control";
import { until, within } from "../support/docker";
import { postForm } from "../support/forms";
import { type Browser, newBrowser, type Page } from "../support/oidc/browser";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { INVITE } from "../support/oidc/confirming";
import { reasonOf } from "../support/oidc/plan-site";
import { RELYING } from "../support/oidc/relying";
import { signOn, userOf } from "../support/oidc/sign-on";
import { aroundChange, makePerson, newName, PASSWORD, statusOf } from "../support/people";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;
let provider: CertifiedProvider;

/** An account as the control API and the command line show it. */
interface Account {
  readonly name: string;
  readonly roles: readonly string[];
  readonly ownRoles: readonly string[];
  readonly issuer: string;
  readonly status: string;
}

/** Registers a person at the provider, or replaces their claims; returns what they type in its login form. */
function register(name: string, groups: readonly string[], sub: string = randomUUID()): string {
  provider.know({ sub, preferred_username: name, name: "Pat Example", groups });
  return sub;
}

interface Visit extends Browser {
  readonly page: Page;
  readonly cookie: string;
  readonly user: string | undefined;
}

/** Logs in at the provider in a new browser, on the way to /account. */
async function visit(sub: string): Promise<Visit> {
  const browser = newBrowser(lab.ca);
  const page = await signOn(browser, url, "/account", sub);
  const cookie = browser.cookies(url);
  return { ...browser, page, cookie, user: await userOf(url, cookie) };
}

async function accountOf(name: string): Promise<Account | undefined> {
  return (await control<{ user?: Account }>(stack, "/users/show", { name })).body.user;
}

/** Changes an account through the control API: 200, or the reason of the refusal. */
async function change(what: string, call: object): Promise<unknown> {
  const { status, body } = await control(stack, `/users/${what}`, { ...call });
  return body["reason"] ?? status;
}

const peopleStatus = async (cookie: string): Promise<number> => statusOf(`${url}/people`, { Cookie: cookie });

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url } });
});
afterAll(async () => {
  await provider.stop();
  expect(provider.deeds.filter(({ what }) => what === "error")).toEqual([]);
});

describe("roles from the provider", () => {
  test("a provider login without any role is refused with a page and creates no account", async () => {
    const name = newName();
    const sub = register(name, ["kitchen"]);
    const { page, user } = await visit(sub);
    expect([page.status, reasonOf(page), user]).toEqual([403, "no-role", undefined]);
    expect(page.text).toContain(texts["oidc.no-role.text"]);
    expect(await accountOf(name)).toBeUndefined();
    register(name, ["kitchen", "radiology"], sub);
    expect((await visit(sub)).user).toBe(name);
  });

  test("roles from the provider change at the next login, and local roles stay and suffice to log in", async () => {
    const name = newName();
    const sub = register(name, ["radiology"]);
    const { cookie } = await visit(sub);
    expect(await change("roles", { name, roles: ["auditor"] })).toBe(200);
    expect(await accountOf(name)).toMatchObject({ roles: ["auditor", "viewer"], ownRoles: ["auditor"] });
    register(name, ["pacs-admins"], sub);
    await visit(sub);
    expect(await accountOf(name)).toMatchObject({ roles: ["auditor", "admin"], ownRoles: ["auditor"] });
    // The session of the first login has the new roles too.
    await within("the new roles", 5, async () => ((await peopleStatus(cookie)) === 200 ? true : undefined));
    register(name, [], sub);
    expect((await visit(sub)).user).toBe(name);
    expect(await accountOf(name)).toMatchObject({ roles: ["auditor"], ownRoles: ["auditor"] });
    await within("the roles to be gone", 5, async () => ((await peopleStatus(cookie)) === 403 ? true : undefined));
    expect(await change("roles", { name, roles: [] })).toBe(200);
    expect(reasonOf((await visit(sub)).page)).toBe("no-role");
  });

  test("roles from the provider change at the next token refresh, and local roles keep the session alive", async () => {
    const name = newName();
    const sub = register(name, ["pacs-admins"]);
    provider.setAccessSeconds(2);
    const { cookie } = await visit(sub);
    provider.setAccessSeconds(600);
    expect(await change("roles", { name, roles: ["viewer"] })).toBe(200);
    expect(await peopleStatus(cookie)).toBe(200);
    register(name, [], sub);
    await until("the refresh", async () => ((await peopleStatus(cookie)) === 403 ? true : undefined));
    expect(await accountOf(name)).toMatchObject({ roles: ["viewer"], ownRoles: ["viewer"] });
    expect(await userOf(url, cookie)).toBe(name);
  });
});

describe("accounts of a provider's people", () => {
  test("a disabled account of the provider loses access within a second and is refused at the login", async () => {
    const name = newName();
    const sub = register(name, ["radiology"]);
    const { cookie } = await visit(sub);
    const studies = `${url}/pacs/studies?limit=1`;
    const seen = await aroundChange(studies, { Cookie: cookie }, async () => change("disable", { name }));
    expect(seen).toEqual({ before: [200], after: [401] });
    const { page, user } = await visit(sub);
    expect([page.status, reasonOf(page), user]).toEqual([403, "account-disabled", undefined]);
    expect(page.text).toContain(texts["oidc.account-disabled.text"]);
    expect(await change("enable", { name })).toBe(200);
    expect((await visit(sub)).user).toBe(name);
    expect(await userOf(url, cookie)).toBeUndefined();
  });

  test("a removed account of the provider loses its sessions, and a login makes a new one without its local roles", async () => {
    const name = newName();
    const sub = register(name, ["radiology"]);
    const { cookie } = await visit(sub);
    await change("roles", { name, roles: ["auditor"] });
    expect(await change("remove", { name })).toBe(200);
    expect(await userOf(url, cookie)).toBeUndefined();
    expect((await visit(sub)).user).toBe(name);
    expect(await accountOf(name)).toMatchObject({ roles: ["viewer"], ownRoles: [] });
    expect(await userOf(url, cookie)).toBeUndefined();
  });

  test("an account of the provider gets another name if a local account has taken its name since", async () => {
    const name = newName();
    const sub = register(name, ["radiology"]);
    await visit(sub);
    await change("remove", { name });
    expect((await control(stack, "/users/create", { name, roles: ["admin"] })).status).toBe(200);
    expect((await visit(sub)).user).toBe(`${name}-2`);
    expect(await accountOf(name)).toMatchObject({ issuer: "", roles: ["admin"] });
    await change("remove", { name });
  });

  test("a provider's admin does not count as the last admin, and can be disabled", async () => {
    const name = newName();
    const { user, cookie } = await visit(register(name, ["pacs-admins"]));
    expect([user, await peopleStatus(cookie)]).toEqual([name, 200]);
    const admin = { name: stack.adminName };
    const { body } = await control<{ users: Account[] }>(stack, "/users/list", { offset: 0 });
    const admins = body.users.filter(({ issuer, ownRoles }) => issuer === "" && ownRoles.includes("admin"));
    expect(admins.map(({ name: local }) => local)).toEqual([stack.adminName]);
    expect(await change("disable", admin)).toBe("last-admin");
    expect(await change("remove", admin)).toBe("last-admin");
    expect(await change("roles", { ...admin, roles: ["viewer"] })).toBe("last-admin");
    expect(await change("disable", { name })).toBe(200);
  });

  test("an account of the provider gets no password by reset, change or invitation, by page or command", async () => {
    const name = newName();
    const { cookie } = await visit(register(name, ["radiology"]));
    const sub = register(newName(), ["pacs-admins"]);
    const admin = await visit(sub);
    await admin.submit(await admin.open(url + INVITE), { login: sub });
    const path = `${url}/people/person?name=${name}`;
    const page = await admin.open(path);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(provider.issuer)]);
    expect(page.text).not.toContain('value="reset"');
    const reset = await admin.post(path, { do: "reset" });
    expect([reset.status, reset.text]).toEqual([
      409,
      expect.stringContaining(texts["accounts.error.provider-account"]),
    ]);
    const refused = await collimator("user", "reset", name);
    expect(refused).toEqual({ status: 1, stdout: "", stderr: expect.stringContaining("no password here") as string });
    expect((await collimator("user", "invite", name)).status).toBe(1);
    const form = { current: "", password: PASSWORD, repeat: PASSWORD };
    const changed = await postForm(stack, "/password", form, { Cookie: cookie });
    expect([changed.status, changed.text]).toEqual([403, expect.stringContaining(texts["password.elsewhere.text"])]);
    expect(await userOf(url, cookie)).toBe(name);
  });

  test("an account of the provider is listed with its way of login, all its roles and its local roles", async () => {
    const [name, local] = [newName(), await makePerson(stack, "auditor")];
    await visit(register(name, ["radiology"]));
    await change("roles", { name, roles: ["auditor"] });
    const { stdout } = await collimator("user", "list");
    const [heading = "", ...rows] = stdout.trimEnd().split("\n");
    expect(cells(heading)[3]).toBe("LOGIN BY");
    const rowOf = (who: string): string[] => cells(rows.find((row) => row.startsWith(`${who} `)) ?? "").slice(0, 4);
    expect(rowOf(name)).toEqual([name, "active", "auditor,viewer", "provider"]);
    expect(rowOf(local.name)).toEqual([local.name, "active", "auditor", "password"]);
    const { users } = await collimatorJson<{ users: Account[] }>("user", "list");
    expect(users.find((user) => user.name === name)).toMatchObject({
      ...{ issuer: provider.issuer, roles: ["auditor", "viewer"], ownRoles: ["auditor"], status: "active" },
    });
    expect(users.find((user) => user.name === local.name)).toMatchObject({ issuer: "", ownRoles: ["auditor"] });
  });
});
