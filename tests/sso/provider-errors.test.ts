import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { until, within } from "../support/docker";
import type { Bend, Reply } from "../support/oidc/bend";
import { PATHS } from "../support/oidc/bent-answers";
import { providerKey } from "../support/oidc/bent-provider";
import {
  asked,
  type Attempt,
  expectAccepted,
  expectRefused,
  type PlanSite,
  reasonOf,
  startPlanSite,
} from "../support/oidc/plan-site";
import { userOf } from "../support/oidc/sign-on";
import { memoryOf } from "../support/oidc/weight";

const DISCOVERY = "/.well-known/openid-configuration";
/** Ten for the whole of a request to the provider, and the rest for a busy machine. */
const BOUND_MS = 25_000;
const LARGE = 5_000_000;
/** Less than the ten seconds for which the gateway waits for a provider (outbound/limits.ts). */
const SOON_MS = 9000;

const lab = inject("lab");
let site: PlanSite;
/** Two who are logged in: one whose tokens are good for long, and one who is to be asked about at once. */
const sessions: Attempt[] = [];

const at = (place: string, reply: Reply | Promise<Reply>): Bend => ({
  reply: (path) => (path === place ? reply : undefined),
});
const never = new Promise<Reply>(() => undefined);
const page = (status: number, text = "<!doctype html><title>Oh</title>"): Reply => ({
  status,
  type: "text/html",
  body: text,
});

/** Both sessions go on, and neither waits for the provider. */
async function expectGoingOn(): Promise<void> {
  for (const { browser, user } of sessions) {
    const began = Date.now();
    expect(await userOf(site.origin, browser.cookies(site.origin))).toBe(user);
    expect(Date.now() - began).toBeLessThan(SOON_MS);
  }
}

/** A login that fails in bounded time; a page says so. */
async function expectError(bend: Bend, status: number, reason: string): Promise<void> {
  const began = Date.now();
  expectRefused(await site.attempt(bend), status, reason);
  expect(Date.now() - began).toBeLessThan(BOUND_MS);
  await expectGoingOn();
}

/** Waits out the two seconds for which a failure is remembered. */
async function expectRecovery(): Promise<void> {
  await within("a login after the error", 10, async () => {
    const attempt = await site.attempt({});
    return attempt.user === attempt.who.preferred_username ? true : undefined;
  });
}

beforeAll(async () => {
  site = await startPlanSite(inject("stack"), lab);
  sessions.push(await site.attempt({}));
  site.provider.accessSeconds = 2;
  sessions.push(await site.attempt({}));
  site.provider.accessSeconds = 600;
  sessions.forEach(expectAccepted);
});
afterAll(async () => site.stop());

describe("an unavailable provider", () => {
  test.each([
    ["has no metadata", at(DISCOVERY, page(404)), "provider-status"],
    ["fails", at(DISCOVERY, page(500)), "provider-status"],
    ["has moved", at(DISCOVERY, { status: 302, headers: { Location: "/elsewhere" }, body: "" }), "provider-status"],
    ["answers with a page", at(DISCOVERY, page(200)), "metadata-json"],
    ["answers with 5 MB", at(DISCOVERY, { body: `{"a":"${"a".repeat(LARGE)}"}` }), "outbound-size"],
  ])("a provider that %s begins no login and ends no session", async (_, bend, reason) => {
    await site.restart();
    await expectError(bend, 503, reason);
  });

  test.each([
    ["is over", "expired"],
    ["is another host's", "foreign"],
  ] as const)("a provider whose certificate's time or name %s is told nothing", async (_, name) => {
    await site.restart();
    const before = site.provider.received.length;
    site.provider.present(lab.certificates[name]);
    await expectError({}, 503, "outbound-tls");
    site.provider.present(lab.certificates.good);
    expect(site.provider.received.slice(before)).toEqual([]);
  });

  test("a provider that is down begins no login, and is asked again when it is back", async () => {
    await site.restart();
    await site.provider.stop();
    const attempt = await site.attempt({});
    expect(attempt.page.status).toBe(503);
    await expectGoingOn();
    await site.provider.start();
    await expectRecovery();
  });

  test("a provider that does not answer delays only those who log in with it", async () => {
    await site.restart();
    const before = site.provider.received.length;
    const began = Date.now();
    const attempts = Promise.all(Array.from({ length: 20 }, async () => site.attempt(at(DISCOVERY, never))));
    await until("a request at the provider", async () =>
      Promise.resolve(site.provider.received.length > before ? true : undefined),
    );
    for (let round = 0; round < 20; round += 1) await expectGoingOn();
    for (const attempt of await attempts) expectRefused(attempt, 503, "outbound-timeout");
    expect(Date.now() - began).toBeLessThan(BOUND_MS);
    // All of them waited for one request.
    expect(asked(site.provider.received.slice(before), DISCOVERY)).toBe(1);
    await expectRecovery();
  });
});

describe("a provider that fails halfway", () => {
  test.each([
    ["keys in 5 MB", at(PATHS.jwks, { body: `{"keys":[],"a":"${"a".repeat(LARGE)}"}` }), 503, "outbound-size"],
    ["a page for keys", at(PATHS.jwks, page(200)), 503, "keys-form"],
    ["no keys", at(PATHS.jwks, { body: '{"keys":[]}' }), 503, "keys-none"],
  ])("a provider with %s lets nobody in", async (_, bend, status, reason) => {
    // By a key that the gateway does not know, so that it asks.
    site.provider.keys = [providerKey()];
    const before = site.provider.received.length;
    await expectError(bend, status, reason);
    // For the login, and for the session that is to be asked about.
    expect(asked(site.provider.received.slice(before), PATHS.jwks)).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ["a page for tokens", at(PATHS.token, page(200)), 502, "exchange-json"],
    ["an error for tokens", at(PATHS.token, page(500)), 502, "exchange-status"],
    ["tokens in 5 MB", at(PATHS.token, { body: `{"a":"${"a".repeat(LARGE)}"}` }), 503, "outbound-size"],
    ["an error for userinfo", at(PATHS.userinfo, page(500)), 502, "userinfo-status"],
    ["a page for userinfo", at(PATHS.userinfo, page(200)), 502, "userinfo-form"],
    ["tokens that never end", at(PATHS.token, { body: "", drips: true }), 503, "outbound-timeout"],
  ])("a provider with %s lets nobody in", async (_, bend, status, reason) => {
    await expectError(bend, status, reason);
  });

  test("a provider that sends 5 MB to 40 logins at once costs little memory", async () => {
    const before = await memoryOf(site.gateway.container);
    const bend = at(PATHS.token, { body: `{"a":"${"a".repeat(LARGE)}"}` });
    const watched: number[] = [];
    const over = new AbortController();
    const watching = (async (): Promise<void> => {
      while (!over.signal.aborted) watched.push(await memoryOf(site.gateway.container));
    })();
    const attempts = await Promise.all(Array.from({ length: 40 }, async () => site.attempt(bend)));
    over.abort();
    await watching;
    // 200 MB come from one provider: on a slow machine the time of some is over before the first bytes that are too many.
    const isLate = ({ page }: Attempt): boolean => reasonOf(page) === "outbound-timeout";
    for (const attempt of attempts) {
      expectRefused(attempt, 503, isLate(attempt) ? "outbound-timeout" : "outbound-size");
    }
    expect(attempts.every((attempt) => isLate(attempt))).toBe(false);
    expect(Math.max(...watched) - before).toBeLessThan(96_000_000);
    await expectGoingOn();
    await expectRecovery();
  });
});
