import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { within } from "../support/docker";
import { accessToken } from "../support/oidc/access-tokens";
import type { Json } from "../support/oidc/bent-tokens";
import { newBrowser } from "../support/oidc/browser";
import type { Known } from "../support/oidc/certified-configuration";
import { type OwnSite, ownSettings, startOwnSite } from "../support/oidc/own-site";
import { somebody } from "../support/oidc/plan-site";
import { signOn } from "../support/oidc/sign-on";
import { aroundChange, statusesEverywhere, statusOf } from "../support/people";
import { startSecondGateway } from "../support/second-gateway";
import { bearer, INVALID, refusalOf } from "../support/tokens";

/** Access tokens of people whose account was removed here. */
const stack = inject("stack");
const lab = inject("lab");
let site: OwnSite;
let studies: string;

beforeAll(async () => {
  site = await startOwnSite(stack, lab, {});
  studies = `${site.origin}/pacs/studies?limit=1`;
});
afterAll(async () => site.stop());

const token = (more: Json = {}): string => accessToken(site.provider, more);

/** Somebody who has logged in once, with an access token that gives a role by its own claims. */
const comeOnce = async (more: Partial<Known> = {}): Promise<{ name: string; given: string; sub: string }> => {
  Object.assign(site.provider, { who: somebody(more) });
  await signOn(newBrowser(lab.ca), site.origin, "/account", "");
  const { sub, preferred_username: name } = site.provider.who;
  return { name, given: token({ sub }), sub };
};
const remove = async (name: string): Promise<unknown> => control(stack, "/users/remove", { name });

test("an access token of a removed person opens nothing within a second on both gateways, and never becomes the client's", async () => {
  const { name, given, sub } = await comeOnce();
  const second = await startSecondGateway(stack, {
    settings: ownSettings(site.provider.issuer, {}),
    extraCa: lab.caFile,
  });
  try {
    const there = `http://127.0.0.1:${second.httpPort}/pacs/studies?limit=1`;
    expect(await statusesEverywhere(there, bearer(given))).toEqual([200]);
    const seen = await aroundChange(studies, bearer(given), async () => remove(name));
    expect([seen, await statusesEverywhere(there, bearer(given))]).toEqual([{ before: [200], after: [401] }, [401]]);
    const refused = [401, "token-account-removed", INVALID];
    expect(await refusalOf(studies, bearer(given))).toEqual(refused);
    expect(await refusalOf(there, bearer(token({ sub, client_id: "another" })))).toEqual(refused);
  } finally {
    await second.stop();
  }
  const log = await site.gateway.log();
  const since = log.slice(log.findIndex(({ message, user }) => message === "account removed" && user === name));
  expect(since.filter(({ user }) => String(user).startsWith("client:another"))).toEqual([]);
});

test("an access token of a removed person does not pass to the next account of the same name, local or not", async () => {
  const { name, given } = await comeOnce();
  await remove(name);
  await control(stack, "/users/create", { name, roles: ["admin"] });
  expect(await refusalOf(studies, bearer(given))).toEqual([401, "token-account-removed", INVALID]);
  await remove(name);
  const other = await comeOnce({ preferred_username: name });
  expect([other.name, await statusOf(studies, bearer(other.given))]).toEqual([name, 200]);
  expect(await refusalOf(studies, bearer(given))).toEqual([401, "token-account-removed", INVALID]);
});

test("an access token of a removed person is valid again once they have logged in again", async () => {
  const { name, given } = await comeOnce();
  await remove(name);
  expect(await statusOf(studies, bearer(given))).toBe(401);
  await signOn(newBrowser(lab.ca), site.origin, "/account", "");
  // What was found of the token is good for a second.
  await within("the account", 5, async () => ((await statusOf(studies, bearer(given))) === 200 ? true : undefined));
});
