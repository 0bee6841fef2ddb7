import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Bend } from "../support/oidc/bend";
import { seconds } from "../support/oidc/bent-tokens";
import { type Browser, newBrowser, type Page } from "../support/oidc/browser";
import { DONE, expectNotConfirmed, expectUnchanged, invite, INVITE, LATE, sessionOf } from "../support/oidc/confirming";
import { type OwnSite, startOwnSite } from "../support/oidc/own-site";
import { without } from "../support/oidc/plan-case";
import { reasonOf, somebody } from "../support/oidc/plan-site";
import { signOn, userOf } from "../support/oidc/sign-on";
import { statusOf } from "../support/people";

const lab = inject("lab");

/** A gateway that wants an `acr`, before a provider that answers as it is told. */
let strict: OwnSite;

beforeAll(async () => {
  strict = await startOwnSite(inject("stack"), lab, { OIDC_CONFIRM_ACR: "phr mfa" });
});
afterAll(async () => strict.stop());

const saying = (more: () => object): Bend => ({ claims: (claims) => ({ ...claims, ...more() }) });
const HOUR_AGO = saying(() => ({ auth_time: seconds() - 3600, acr: "mfa" }));

/** Has an admin log in, and then confirm, while the provider says what it is told. */
async function confirm(atLogin: Bend, then: Bend): Promise<{ browser: Browser; before: string; page: Page }> {
  const { provider: bent, origin } = strict;
  Object.assign(bent, { who: somebody({ groups: ["pacs-admins"] }), bend: atLogin });
  const browser = newBrowser(lab.ca);
  const entered = await signOn(browser, origin, "/account", "");
  expect([entered.status, entered.url]).toEqual([200, `${origin}/account`]);
  const before = sessionOf(browser, origin);
  expect(await userOf(origin, before)).toBe(bent.who.preferred_username);
  expect(await invite(origin, before)).toEqual(LATE);
  bent.bend = then;
  return { browser, before, page: await browser.open(origin + INVITE) };
}

test.each([
  ["a login that is an hour old", HOUR_AGO, "confirm-auth_time"],
  ["no auth_time", { claims: (claims) => ({ ...without(claims, "auth_time"), acr: "mfa" }) }, "confirm-auth_time"],
  ["no acr", {}, "confirm-acr"],
  ["another acr", saying(() => ({ acr: "pwd" })), "confirm-acr"],
  ["both values in one", saying(() => ({ acr: "phr mfa" })), "confirm-acr"],
] satisfies [string, Bend, string][])("a step-up with %s is refused", async (_, bend, reason) => {
  const { browser, before, page } = await confirm(HOUR_AGO, bend);
  expectNotConfirmed(page, reason);
  await expectUnchanged(strict.origin, browser, before, strict.provider.who.preferred_username);
});

test("a step-up asks for the acr values, and one of them suffices", async () => {
  const { browser, before, page } = await confirm(
    HOUR_AGO,
    saying(() => ({ acr: "mfa" })),
  );
  expect([page.status, page.url]).toEqual([200, strict.origin + INVITE]);
  const request = strict.provider.received.findLast(({ path }) => path === "/auth");
  expect(request?.query.get("acr_values")).toBe("phr mfa");
  expect(sessionOf(browser, strict.origin)).not.toBe(before);
  expect(await invite(strict.origin, sessionOf(browser, strict.origin))).toEqual(DONE);
});

test("a recent login is no step-up without the acr value, and is one with it", async () => {
  // confirm() finds the session not confirmed.
  await confirm({}, {});
  const { provider: bent, origin } = strict;
  bent.bend = saying(() => ({ acr: "phr" }));
  const browser = newBrowser(lab.ca);
  await signOn(browser, origin, "/account", "");
  expect(await invite(origin, sessionOf(browser, origin))).toEqual(DONE);
});

test("a step-up that the provider refuses confirms nobody", async () => {
  const refusal = (parameters: URLSearchParams): void => {
    parameters.delete("code");
    parameters.set("error", "login_required");
  };
  const { browser, before, page } = await confirm(HOUR_AGO, { callback: refusal });
  expect([page.status, reasonOf(page)]).toEqual([403, "login_required"]);
  await expectUnchanged(strict.origin, browser, before, strict.provider.who.preferred_username);
  expect(await statusOf(`${strict.origin}/account`, { Cookie: before })).toBe(200);
});
