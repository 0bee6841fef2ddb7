import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { until } from "../support/docker";
import { type Browser, newBrowser, type Page } from "../support/oidc/browser";
import { type CertifiedProvider, type Deed, startCertifiedProvider } from "../support/oidc/certified-provider";
import { RELYING } from "../support/oidc/relying";
import { signOff, signOn, toProvider, userOf } from "../support/oidc/sign-on";
import { statusesEverywhere, untilVerdictsAreOver } from "../support/people";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;
let provider: CertifiedProvider;
let replica: SecondGateway;

/** Logs somebody new in. */
async function person(sub: string = randomUUID()): Promise<Browser & { sub: string; user: string | undefined }> {
  provider.know({ sub, preferred_username: `p-${sub.slice(0, 8)}`, name: "Pat Example", groups: ["radiology"] });
  const browser = newBrowser(lab.ca);
  await signOn(browser, url, "/account", sub);
  return { ...browser, sub, user: await userOf(url, browser.cookies(url)) };
}

/** The logout at the provider's own page, which does not come from here. */
async function leaveProvider(browser: Browser): Promise<Page> {
  return browser.submit(await browser.open(`${provider.issuer}/session/end`), { logout: "yes" });
}

/** What every worker of both gateways says of a session. */
async function everywhere(browser: Browser): Promise<number[][]> {
  const headers = { Cookie: browser.cookies(url), Host: new URL(url).host };
  const gateways = [url, `http://127.0.0.1:${replica.httpPort}`];
  return Promise.all(gateways.map(async (origin) => statusesEverywhere(`${origin}/pacs/studies?limit=1`, headers)));
}

const told = (): Deed[] => provider.deeds.filter(({ what }) => what === "back-channel");

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url } });
  replica = await startSecondGateway(stack, { settings: {}, isReplica: true });
});
afterAll(async () => {
  await replica.stop();
  await provider.stop();
});

describe("logout begun here", () => {
  test("a logout begun here ends the session here and at the provider, and returns to the login", async () => {
    const browser = await person();
    expect(browser.user).toBeDefined();
    const { cookies } = browser;
    const cookie = cookies(url);
    const first = await signOff(browser, url, () => true);
    expect([first.status, first.headers["refresh"]]).toEqual([200, expect.stringContaining(provider.issuer)]);
    expect(first.headers["clear-site-data"]).toBe('"cache"');
    const asks = await browser.follow(first);
    expect(asks.url).toContain("/session/end?");
    const page = await browser.submit(asks, { logout: "yes" });
    expect([page.status, page.url]).toEqual([200, `${url}/login?notice=logged-out`]);
    expect(await userOf(url, cookie)).toBeUndefined();
    // The provider's own announcement comes when nothing is left to end.
    expect(told().at(-1)).toMatchObject({ ok: true, which: RELYING.clientId });
    expect((await toProvider(browser, url, "/account")).text).toContain('name="login"');
  });
});

describe("logout begun at the provider", () => {
  test("a logout begun at the provider takes effect within a second, on every worker of every gateway, for that browser only", async () => {
    const [leaving, staying] = [await person(), await person()];
    const other = await person(leaving.sub);
    expect(await everywhere(leaving)).toEqual([[200], [200]]);
    await leaveProvider(leaving);
    expect(told().at(-1)).toMatchObject({ ok: true });
    // The bound itself is what is tested: nothing else tells that it has passed.
    await untilVerdictsAreOver();
    expect(await everywhere(leaving)).toEqual([[401], [401]]);
    expect(await everywhere(other)).toEqual([[200], [200]]);
    expect(await everywhere(staying)).toEqual([[200], [200]]);
  });

  test("a logout begun at the provider is accepted by the gateway that did not serve the login", async () => {
    const browser = await person();
    await leaveProvider(browser);
    const again = await person();
    const token = await until("a logout token", async () => Promise.resolve(provider.logoutTokens.at(-1)));
    const tell = async (origin: string): Promise<number> => {
      const body = new URLSearchParams({ logout_token: token });
      return (await fetch(`${origin}/oidc/backchannel-logout`, { method: "POST", body })).status;
    };
    // Used up, wherever it comes again.
    expect([await tell(url), await tell(`http://127.0.0.1:${replica.httpPort}`)]).toEqual([400, 400]);
    expect(await userOf(url, again.cookies(url))).toBe(again.user);
  });

  test("a logout begun at the provider ends a login that is still under way", async () => {
    const sub = randomUUID();
    provider.know({ sub, preferred_username: `p-${sub.slice(0, 8)}`, name: "Pat Example", groups: ["radiology"] });
    const browser = newBrowser(lab.ca);
    const isCallback = (next: string): boolean => next.includes("/oidc/callback");
    const page = await toProvider(browser, url, "/account");
    const late = await browser.submit(page, { login: sub }, undefined, isCallback);
    expect(late.next).toContain("/oidc/callback");
    await leaveProvider(browser);
    const over = await browser.follow(late);
    expect(over.status).toBeGreaterThanOrEqual(400);
    expect(await userOf(url, browser.cookies(url))).toBeUndefined();
  });
});
