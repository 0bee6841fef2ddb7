import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { randomUUID } from "node:crypto";
import { control } from "../support/control";
import { logIn } from "../support/forms";
import { newBrowser } from "../support/oidc/browser";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { RELYING } from "../support/oidc/relying";
import { signOn, userOf } from "../support/oidc/sign-on";
import { makePerson, newName, PASSWORD } from "../support/people";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;
let provider: CertifiedProvider;

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url } });
});
afterAll(async () => provider.stop());

function known(name: string): string {
  const sub = randomUUID();
  provider.know({ sub, preferred_username: name, name: "Pat Example", groups: ["radiology"] });
  return sub;
}

/** The name of the account that somebody logs in to. */
async function accountOf(sub: string): Promise<string | undefined> {
  const browser = newBrowser(lab.ca);
  await signOn(browser, url, "/account", sub);
  return userOf(url, browser.cookies(url));
}

async function shown(name: string): Promise<unknown> {
  return (await control<{ user?: unknown }>(stack, "/users/show", { name })).body.user;
}

test("a provider's user name does not take over a local account's", async () => {
  const local = await makePerson(stack, "auditor");
  const sub = known(local.name.toUpperCase());
  for (const round of [1, 2]) expect([round, await accountOf(sub)]).toEqual([round, `${local.name}-2`]);
  expect(await shown(local.name)).toMatchObject({ issuer: "", roles: ["auditor"] });
  expect(await userOf(url, local.cookie)).toBe(local.name);
  expect(await shown(`${local.name}-2`)).toMatchObject({ issuer: provider.issuer, roles: ["viewer"] });
  // Nor does anybody get in there by a password.
  expect((await logIn(stack, PASSWORD, { user: `${local.name}-2` })).status).toBe(401);
});

test("a provider's name of eighty letters is cut, with room for a number", async () => {
  const name = newName() + "x".repeat(80);
  const names = [await accountOf(known(name)), await accountOf(known(name))];
  expect(names).toEqual([name.slice(0, 60), `${name.slice(0, 60)}-2`]);
});

test.each([
  ["Jürgen Müller", "juergen-mueller"],
  ["ÉLODIE/../Ågren", "elodie-..-agren"],
  ["<b>Ann</b>&\"'", "b-ann-b"],
  ["p@ACCOUNTS.example", "p@accounts.example"],
  ["山田 健司", undefined],
])("a provider's name %j becomes %j", async (name, expected) => {
  const sub = known(name);
  const end = newName();
  provider.know({ sub, preferred_username: `${name} ${end}`, name, groups: ["radiology"] });
  const account = await accountOf(sub);
  expect(account).toBe(expected === undefined ? end : `${expected}-${end}`);
  expect(await shown(account ?? "")).toMatchObject({ displayName: name });
});
