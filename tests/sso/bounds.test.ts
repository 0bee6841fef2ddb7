import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { docker } from "../support/docker";
import { type PlanSite, reasonOf, somebody, startPlanSite, TARGET } from "../support/oidc/plan-site";
import { userOf } from "../support/oidc/sign-on";

let site: PlanSite;

beforeAll(async () => {
  site = await startPlanSite(inject("stack"), inject("lab"));
});
afterAll(async () => site.stop());

/** The names of what the state has, by a pattern. */
async function namesOf(pattern: string): Promise<string[]> {
  const script = 'REDISCLI_AUTH=$(cat /secrets/password) valkey-cli "$@"';
  const valkey = `${site.stack.project}-valkey-1`;
  const { stdout } = await docker("exec", valkey, "sh", "-c", script, "-", "--scan", "--pattern", pattern);
  return stdout.split("\n").filter((line) => line !== "");
}

test("a code that the provider did not issue leaves nothing in the state and is not exchanged twice", async () => {
  const before = await namesOf("oidc-login:*");
  const browser = site.newBrowser();
  const out = await browser.open(`${site.origin}/oidc/login?to=/`, () => true);
  const state = new URL(out.next ?? "").searchParams.get("state") ?? "";
  const back = `${site.origin}/oidc/callback?state=${state}&code=${randomUUID()}&iss=${encodeURIComponent(site.provider.issuer)}`;
  site.provider.received.length = 0;
  const first = await browser.open(back);
  expect([first.status, reasonOf(first)]).toEqual([502, "exchange-refused"]);
  const again = await browser.open(back);
  expect([again.status, reasonOf(again)]).toEqual([400, "state-used"]);
  expect(site.provider.received.filter(({ method }) => method === "POST")).toHaveLength(1);
  expect(await namesOf("oidc-login:*")).toEqual(before);
});

test("a login leaves its id in the state", async () => {
  const before = await namesOf("oidc-login:*");
  await site.attempt({});
  expect(await namesOf("oidc-login:*")).toHaveLength(before.length + 1);
});

test("a step-up goes to the provider and back through a page", async () => {
  const { browser, who } = await site.attempt({}, { groups: ["pacs-admins"] });
  const page = await browser.open(`${site.origin}/confirm?to=/account`, (next) => next.includes("/oidc/confirm"));
  expect([page.status, page.headers["refresh"]]).toEqual([200, "0; url=/oidc/confirm?to=%2Faccount"]);
  const done = await browser.follow(page);
  expect([done.status, done.url]).toEqual([200, `${site.origin}/account`]);
  expect(await userOf(site.origin, browser.cookies(site.origin))).toBe(who.preferred_username);
});

test("a step-up that the provider refuses leaves the session and says so", async () => {
  const { browser, who } = await site.attempt({});
  site.provider.bend = {
    callback: (parameters) => {
      parameters.delete("code");
      parameters.set("error", "access_denied");
    },
  };
  const page = await browser.open(`${site.origin}/oidc/confirm?to=/account`);
  expect([page.status, reasonOf(page)]).toEqual([403, "access_denied"]);
  expect(page.text).toContain('href="/account"');
  expect(await userOf(site.origin, browser.cookies(site.origin))).toBe(who.preferred_username);
});

test("a silent provider holds few of the gateway's connections", async () => {
  const before = await fetch(`${site.origin}/readyz`);
  expect(before.status).toBe(200);
  Object.assign(site.provider, {
    who: somebody(),
    bend: {
      reply: async (path: string) => {
        if (!path.endsWith("/token")) return undefined;
        return new Promise<undefined>(() => undefined);
      },
    },
  });
  const callbacks = await Promise.all(
    Array.from({ length: 400 }, async () => {
      const browser = site.newBrowser();
      const out = await browser.open(`${site.origin}/oidc/login?to=${TARGET}`, () => true);
      const state = new URL(out.next ?? "").searchParams.get("state") ?? "";
      return {
        browser,
        url: `${site.origin}/oidc/callback?state=${state}&code=x&iss=${encodeURIComponent(site.provider.issuer)}`,
      };
    }),
  );
  const started = callbacks.map(async ({ browser, url }) => (await browser.open(url)).status);
  const statuses = await Promise.all(started);
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect((await fetch(`${site.origin}/readyz`)).status).toBe(200);
});
