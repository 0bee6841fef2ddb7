import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until, within } from "../support/docker";
import type { Browser } from "../support/oidc/browser";
import { frameStatus, gatewaysOf, statusesEverywhere, underFrames } from "./debian-frames";
import { rotateDebianKeys } from "./debian-keys";
import { type DebianLab, startDebianLab, TOKEN_SECONDS } from "./debian-lab";
import { logInAtDebian, logOutAtDebian, renewLoginAtDebian } from "./debian-login";
import { tokenAnswers } from "./debian-provider";

/** LemonLDAP::NG as Debian has it: a provider that was made with no thought of this relying party. */
let lab: DebianLab;

beforeAll(async () => {
  lab = await startDebianLab();
});

afterAll(async () => lab.stop());

interface Person {
  readonly browser: Browser;
  /** The Cookie header of the session at the gateways. */
  readonly cookie: () => string;
}

/** Somebody who has gone to a page of the gateway and has logged in with the provider on the way. */
async function arrive(user: string, path = "/"): Promise<Person & { readonly url: string; readonly status: number }> {
  const { stack } = lab;
  const browser = lab.browser();
  const asked = await browser.open(`${stack.url}/oidc/login?to=${encodeURIComponent(path)}`);
  const { url, status } = await logInAtDebian(browser, asked, user);
  return { browser, url, status, cookie: () => browser.cookies(stack.url) };
}

/** Waits for both gateways to refuse a session, in every worker, for some seconds at most. */
async function ended(cookie: string, seconds: number): Promise<void> {
  await within("nothing but refusals", 2 * seconds + 3, async () => {
    const statuses = await statusesEverywhere(lab, cookie);
    return statuses.join() === "401" ? true : undefined;
  });
}

/** How many requests for tokens the provider has answered with tokens, and with a refusal. */
async function tokensAnswered(): Promise<[number, number]> {
  return [await tokenAnswers(lab.provider, 200), await tokenAnswers(lab.provider, 400)];
}

/** Waits for the provider to have answered one more request for tokens. */
async function nextAnswer(status: number, before: number): Promise<void> {
  await until(`an answer ${status} of the token endpoint`, async () =>
    (await tokenAnswers(lab.provider, status)) > before ? true : undefined,
  );
}

describe("login with LemonLDAP::NG", () => {
  test("a login with LemonLDAP::NG begins at a deep link and ends there", async () => {
    const { stack, series } = lab;
    const browser = lab.browser();
    const deep = `${stack.url}/viewer?StudyInstanceUIDs=${series.studyUid}`;
    const page = await browser.open(deep);
    expect(page.text).toContain("Continue with LemonLDAP");
    const link = /href="(\/oidc\/login\?[^"]*)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const asked = await browser.open(stack.url + link);
    const { url, status } = await logInAtDebian(browser, asked, "dwho");
    expect([url, status]).toEqual([deep, 200]);
    for (const port of gatewaysOf(lab)) expect(await frameStatus(lab, port, browser.cookies(stack.url))).toBe(200);
  });

  test("a login with LemonLDAP::NG gives the roles of its groups", async () => {
    const open = async (user: string): Promise<number> => {
      const { browser } = await arrive(user);
      return (await browser.open(`${lab.stack.url}/people`)).status;
    };
    expect([await open("dwho"), await open("rtyler")]).toEqual([200, 403]);
  });
});

describe("refresh with LemonLDAP::NG", () => {
  test("tokens of LemonLDAP::NG are refreshed once while both gateways serve 50 concurrent frame requests", async () => {
    const { cookie } = await arrive("dwho");
    const [good, bad] = await tokensAnswered();
    const statuses = await underFrames(lab, cookie(), async () => {
      await nextAnswer(200, good);
      // Who came second with the same token would be answered by now.
      for (let turn = 0; turn < 3; turn += 1) {
        for (const port of gatewaysOf(lab)) await frameStatus(lab, port, cookie());
      }
    });
    expect(await tokensAnswered()).toEqual([good + 1, bad]);
    expect(Object.keys(statuses)).toEqual(["200"]);
  });

  // LemonLDAP::NG's word for a refresh token that it does not know is not the one of RFC 6749, section 5.2.
  test.each([
    ["the session at the provider is over", "invalid_grant", ["--where", "uid=msmith"]],
    [
      "the refresh token is unknown to the provider",
      "invalid_request",
      ["--refresh-tokens", "--where", "_session_uid=msmith"],
    ],
  ])("a refresh refused by LemonLDAP::NG because %s ends the session here", async (_, error, which) => {
    const { cookie } = await arrive("msmith");
    expect(await statusesEverywhere(lab, cookie())).toEqual([200]);
    const before = await tokenAnswers(lab.provider, 400);
    await lab.provider.run("/usr/share/lemonldap-ng/bin/lemonldap-ng-sessions", "delete", ...which);
    await ended(cookie(), 2 * TOKEN_SECONDS);
    expect(await tokenAnswers(lab.provider, 400)).toBe(before + 1);
    expect(await lab.logs()).toContain(`exchange-refused ${error}`);
  });
});

describe("logout with LemonLDAP::NG", () => {
  test("a logout here is also one at LemonLDAP::NG, which leads back", async () => {
    const { stack } = lab;
    const { browser, cookie } = await arrive("rtyler");
    const session = cookie();
    const page = await browser.post(`${stack.url}/logout`, {});
    expect(page.trail.some((url) => url.startsWith(`${lab.provider.issuer}oauth2/logout?`))).toBe(true);
    expect([page.url, page.status]).toEqual([`${stack.url}/login?notice=logged-out`, 200]);
    expect(await statusesEverywhere(lab, session)).toEqual([401]);
    const asked = await browser.open(`${stack.url}/oidc/login?to=/`);
    expect(asked.text).toContain('name="password"');
  });

  test("a logout at LemonLDAP::NG takes effect within a second in every worker of both gateways", async () => {
    const [leaving, staying] = [await arrive("rtyler"), await arrive("rtyler")];
    for (const { cookie } of [leaving, staying]) expect(await statusesEverywhere(lab, cookie())).toEqual([200]);
    await logOutAtDebian(leaving.browser, lab.provider);
    await ended(leaving.cookie(), 1);
    // The same person's session in another browser is another one of the provider's, too.
    expect(await statusesEverywhere(lab, staying.cookie())).toEqual([200]);
  });
});

describe("step-up with LemonLDAP::NG", () => {
  test("a step-up is a new login at LemonLDAP::NG, and the session continues with its result", async () => {
    const { stack, provider } = lab;
    const { browser, cookie } = await arrive("dwho");
    const asked = await until("the provider to ask for a new login", async () => {
      const page = await browser.open(`${stack.url}/oidc/confirm?to=/account`);
      return page.url.startsWith(provider.issuer) ? page : undefined;
    });
    const { url, status } = await renewLoginAtDebian(browser, asked, "dwho");
    expect([url, status]).toEqual([`${stack.url}/account`, 200]);
    // The refresh token of the first login ended with the provider's first session.
    const [good, bad] = await tokensAnswered();
    expect(await statusesEverywhere(lab, cookie())).toEqual([200]);
    const statuses = await underFrames(lab, cookie(), () => nextAnswer(200, good));
    expect(Object.keys(statuses)).toEqual(["200"]);
    expect(await tokensAnswered()).toEqual([good + 1, bad]);
    await logOutAtDebian(browser, lab.provider);
    await ended(cookie(), 1);
  });
});

describe("new keys of LemonLDAP::NG", () => {
  test("new keys of LemonLDAP::NG fail no request, refresh, login or logout", async () => {
    const { provider } = lab;
    const { browser, cookie } = await arrive("dwho");
    const statuses = await underFrames(lab, cookie(), async () => {
      // After the second time a key is in use that the gateways have not seen.
      for (let turn = 0; turn < 2; turn += 1) await rotateDebianKeys(provider);
      await nextAnswer(200, await tokenAnswers(provider, 200));
      const other = await arrive("rtyler");
      for (const port of gatewaysOf(lab)) expect(await frameStatus(lab, port, other.cookie())).toBe(200);
    });
    expect(Object.keys(statuses)).toEqual(["200"]);
    await rotateDebianKeys(provider);
    await logOutAtDebian(browser, provider);
    await ended(cookie(), 1);
  });
});
