import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { control } from "../support/control";
import { docker, within } from "../support/docker";
import { ADMIN_PASSWORD, logIn } from "../support/forms";
import { codeOf, inviteBy, useLink } from "../support/invitations";
import { newBrowser } from "../support/oidc/browser";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { type OwnSite, startOwnSite } from "../support/oidc/own-site";
import { RELYING } from "../support/oidc/relying";
import { signOn, userOf } from "../support/oidc/sign-on";
import { logInAgain, makePerson, newName, PASSWORD, statusOf } from "../support/people";
import { bearer, makeToken } from "../support/tokens";

const stack = inject("stack");
const lab = inject("lab");
let provider: CertifiedProvider;

/** The same accounts by other settings: another provider, and no local accounts but the admin's. */
let moved: OwnSite;

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: stack.url } });
  moved = await startOwnSite(stack, lab, { LOCAL_ACCOUNTS: "admin" });
});
afterAll(async () => {
  await moved.stop();
  await provider.stop();
});

/** The stack as forms of the other gateway's go to it. */
const there = (): typeof stack => ({ ...stack, url: moved.origin });

describe("LOCAL_ACCOUNTS=admin", () => {
  test("with LOCAL_ACCOUNTS=admin, only ADMIN_NAME logs in with a password", async () => {
    const person = await makePerson(stack, "viewer");
    const refused = await logInAgain(there(), person);
    expect(refused.status).toBe(401);
    expect(refused.headers.getSetCookie().join()).not.toContain("collimator-local=");
    expect(refused.text).toContain(texts["login.error.wrong"]);
    expect((await logInAgain(stack, person)).status).toBe(303);
    const { status, cookie = "" } = await logIn(there(), ADMIN_PASSWORD);
    expect([status, await userOf(moved.origin, cookie)]).toEqual([303, stack.adminName]);
  });

  test("with LOCAL_ACCOUNTS=admin, other local accounts' sessions are over, and their tokens are not", async () => {
    const person = await makePerson(stack, "viewer");
    const { secret } = await makeToken(stack, person.name);
    expect(await userOf(stack.url, person.cookie)).toBe(person.name);
    expect(await userOf(moved.origin, person.cookie)).toBeUndefined();
    expect(await statusOf(`${moved.origin}/pacs/studies?limit=1`, bearer(secret))).toBe(200);
    expect(await userOf(stack.url, person.cookie)).toBe(person.name);
  });

  test("with LOCAL_ACCOUNTS=admin, earlier links open nothing, and none are made", async () => {
    const name = newName();
    const code = codeOf(await inviteBy(stack, name, "viewer"));
    const page = await fetch(`${moved.origin}/invite?code=${code}`);
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining(texts["invite.unknown.title"])]);
    expect(await useLink(there(), code, PASSWORD)).toMatchObject({ status: 404, cookie: undefined });
    const { cookie = "" } = await logIn(there(), ADMIN_PASSWORD);
    const made = await fetch(`${moved.origin}/people/invite`, {
      method: "POST",
      headers: { Origin: moved.origin, Cookie: cookie },
      body: new URLSearchParams({ name: newName(), "role.viewer": "on" }),
    });
    expect([made.status, await made.text()]).toEqual([
      422,
      expect.stringContaining(texts["accounts.error.local-accounts"]),
    ]);
    for (const words of [["invite"], ["add"]]) {
      const { container } = moved.gateway;
      const { status, stderr } = await docker("exec", container, "collimator", "user", ...words, newName());
      expect([words, status, stderr]).toEqual([words, 1, expect.stringContaining("LOCAL_ACCOUNTS")]);
    }
    // Nothing has used it up.
    expect((await useLink(stack, code, PASSWORD)).status).toBe(303);
  });

  test("with LOCAL_ACCOUNTS=admin, the login page shows the provider's button, with the password form folded", async () => {
    const text = await (await fetch(`${moved.origin}/login`)).text();
    expect(text).toMatch(/<details\s*>[\s\S]*name="password"[\s\S]*<\/details>/);
    expect(text.indexOf('href="/oidc/login?to=')).toBeLessThan(text.indexOf("<details"));
  });
});

describe("accounts of a previous provider", () => {
  test("an account of the previous provider can't log in, has none of its roles, and is not the new provider's person", async () => {
    const [sub, name] = [randomUUID(), newName()];
    provider.know({ sub, preferred_username: name, name: "Pat Example", groups: ["radiology", "pacs-admins"] });
    const browser = newBrowser(lab.ca);
    await signOn(browser, stack.url, "/account", sub);
    const cookie = browser.cookies(stack.url);
    expect(await userOf(stack.url, cookie)).toBe(name);
    const { secret } = await makeToken(stack, name);
    const studies = "/pacs/studies?limit=1";
    expect(await statusOf(stack.url + studies, bearer(secret))).toBe(200);

    expect(await userOf(moved.origin, cookie)).toBeUndefined();
    expect(await statusOf(moved.origin + studies, bearer(secret))).toBe(403);
    // The same subject and the same name, but somebody else's word.
    Object.assign(moved.provider, { who: { sub, preferred_username: name, name: "Pat", groups: ["radiology"] } });
    const other = newBrowser(lab.ca);
    await signOn(other, moved.origin, "/account", "");
    expect(await userOf(moved.origin, other.cookies(moved.origin))).toBe(`${name}-2`);
    const { body } = await control<{ user: object }>(stack, "/users/show", { name });
    expect(body.user).toMatchObject({ issuer: provider.issuer, roles: ["admin", "viewer"] });
    // What is given here counts still, for the token.
    await control(stack, "/users/roles", { name, roles: ["viewer"] });
    await within("the role", 5, async () =>
      (await statusOf(moved.origin + studies, bearer(secret))) === 200 ? true : undefined,
    );
    expect(await userOf(moved.origin, cookie)).toBeUndefined();
  });
});

test("a provider's admin may give up the local admin role, as long as the provider gives it", async () => {
  const [sub, name] = [randomUUID(), newName()];
  provider.know({ sub, preferred_username: name, name: "Pat Example", groups: ["pacs-admins"] });
  const browser = newBrowser(lab.ca);
  await signOn(browser, stack.url, "/account", sub);
  await control(stack, "/users/roles", { name, roles: ["admin"] });
  const path = `${stack.url}/people/person?name=${name}`;
  const page = await browser.submit(await browser.open(path), { login: sub });
  expect([page.status, page.url]).toEqual([200, path]);
  const given = await browser.post(path, { do: "roles" });
  expect([given.status, given.url]).toEqual([200, `${path}&notice=roles`]);
  const { body } = await control<{ user: object }>(stack, "/users/show", { name });
  expect(body.user).toMatchObject({ roles: ["admin"], ownRoles: [] });
  // What is the provider's is not given up here.
  expect((await browser.post(path, { do: "disable" })).status).toBe(409);
});
