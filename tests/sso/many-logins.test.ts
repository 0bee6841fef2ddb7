import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Browser, newBrowser, type Page } from "../support/oidc/browser";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { inTurn } from "../support/in-turn";
import { RELYING } from "../support/oidc/relying";
import { userOf } from "../support/oidc/sign-on";
import { memoryOf, stateWritten } from "../support/oidc/weight";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;
const BROWSERS = 20;
const TABS = 20;
/** At a time; more would measure this machine. */
const AT_ONCE = 40;
let provider: CertifiedProvider;

/** One login among many: a tab of a browser, which belongs to one person. */
interface Tab {
  readonly browser: Browser;
  readonly sub: string;
  readonly user: string;
  readonly target: string;
}

function tabs(): Tab[] {
  const people = Array.from({ length: BROWSERS }, () => ({ browser: newBrowser(lab.ca), sub: randomUUID() }));
  for (const { sub } of people) {
    provider.know({ sub, preferred_username: `m-${sub}`, name: "Many Example", groups: ["radiology"] });
  }
  // Tab by tab through all browsers, so that neighbours are different people.
  return Array.from({ length: TABS }, (_, tab) =>
    people.map(({ browser, sub }) => ({
      ...{ browser, sub, user: `m-${sub}` },
      target: `/viewer?StudyInstanceUIDs=1.2.${tab}&of=${sub}`,
    })),
  ).flat();
}

const leads = (to: string) => (next: string) => next.startsWith(to);

/** What became of a tab: the answer that leads to its target, and whose the session was that came with it. */
interface Ended {
  readonly tab: Tab;
  readonly page: Page;
  readonly user: string | undefined;
}

/** The tab on its way to the provider. */
async function begin({ browser, target }: Tab): Promise<Page> {
  return browser.open(`${url}/oidc/login?to=${encodeURIComponent(target)}`, leads(provider.issuer));
}

/** Through the provider, which may ask who it is, and back to where the tab wanted to be: the answer that leads there. */
async function finish({ browser, sub, target }: Tab, begun: Page): Promise<Page> {
  const there = leads(url + target);
  const page = await browser.follow(begun, there);
  return page.text.includes('name="login"') ? browser.submit(page, { login: sub }, undefined, there) : page;
}

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url } });
});
afterAll(async () => provider.stop());

describe("400 logins at once, of 20 people in 20 tabs each", () => {
  test("400 logins at once each return to their page, in the session of the person who began them", async () => {
    const all = tabs();
    // A browser's first tab comes first, as with people: it gets the cookie that ties the others' logins to the browser.
    const [first, rest] = [all.slice(0, BROWSERS), all.slice(BROWSERS)];
    const begun = new Map<Tab, Page>();
    for (const some of [first, rest]) {
      await inTurn(some, AT_ONCE, async (tab) => begun.set(tab, await begin(tab)));
    }
    const complete = async (tab: Tab): Promise<Ended> => {
      const page = await finish(tab, begun.get(tab) as Page);
      const session = page.headers["set-cookie"]?.find((line) => line.startsWith("collimator-local="))?.split(";")[0];
      return { tab, page, user: await userOf(url, session ?? "") };
    };
    // And it is where the provider asks who it is.
    const ended = [
      ...(await inTurn(first, AT_ONCE, complete)),
      ...(await inTurn(rest.toReversed(), AT_ONCE, complete)),
    ];
    for (const { tab, page, user } of ended) {
      expect([page.status, page.next]).toEqual([303, url + tab.target]);
      // Another tab's login may have taken the session's place already; it is nobody else's in any case.
      expect([tab.user, undefined]).toContain(user);
    }
    expect(ended.filter(({ user }) => user !== undefined).length).toBeGreaterThanOrEqual(BROWSERS);
    for (const { browser, user } of all.slice(0, BROWSERS)) {
      expect(await userOf(url, browser.cookies(url))).toBe(user);
    }
  });
});

describe("2,000 logins that are begun and never finished", () => {
  test("2,000 logins never finished leave nothing behind", async () => {
    const before = { written: await stateWritten(stack), memory: await memoryOf(`${stack.project}-gateway-1`) };
    const statuses = await inTurn(Array.from({ length: 2000 }), AT_ONCE, async () => {
      const answer = await fetch(`${url}/oidc/login?to=/`, { redirect: "manual" });
      await answer.arrayBuffer();
      return answer.status;
    });
    expect([...new Set(statuses)]).toEqual([303]);
    const after = { written: await stateWritten(stack), memory: await memoryOf(`${stack.project}-gateway-1`) };
    // What the gateways write by themselves meanwhile.
    expect(after.written - before.written).toBeLessThan(2000);
    expect(after.memory - before.memory).toBeLessThan(16_000_000);
  });
});
