import { createHmac, createPublicKey } from "node:crypto";
import { expect } from "vitest";
import type { SigningKey } from "../support/jwt/keys";
import type { Bend } from "../support/oidc/bend";
import { PATHS } from "../support/oidc/bent-answers";
import { providerKey } from "../support/oidc/bent-provider";
import { type Json, seconds, signed } from "../support/oidc/bent-tokens";
import type { Browser } from "../support/oidc/browser";
import { type PlanCase, refusedFor, without } from "../support/oidc/plan-case";
import { asked, expectAccepted, expectRefused, type PlanSite, somebody, TARGET } from "../support/oidc/plan-site";
import { RELYING } from "../support/oidc/relying";
import { toProvider, userOf } from "../support/oidc/sign-on";

function hs256(secret: string | Buffer, header: Json, claims: Json): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part({ ...header, alg: "HS256" })}.${part(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

const publicPem = (key: SigningKey): string =>
  createPublicKey(key.privateKey).export({ type: "spki", format: "pem" }).toString();

const tokens: Readonly<Record<string, PlanCase>> = {
  "id-token-hs256-by-public-key": refusedFor("header-alg", {
    sign: (header, claims, key) => hs256(publicPem(key), header, claims),
  }),
  "id-token-hs256-by-secret": refusedFor("header-alg", {
    sign: (header, claims) => hs256(RELYING.clientSecret, header, claims),
  }),
  "id-token-wrong-kid": async (site) => {
    const attempt = await site.attempt({ header: (header) => ({ ...header, kid: "nobody" }) });
    expectRefused(attempt, 502, "key-unknown");
    expect(asked(attempt.asked, PATHS.jwks)).toBe(1);
  },
  "id-token-own-key": async (site) => {
    const own = providerKey();
    const header = { alg: "RS256", kid: own.jwk.kid, jwk: own.jwk };
    expectRefused(await site.attempt({ sign: (_, claims) => signed(own, header, claims) }), 502, "header-jwk");
  },
  "id-token-wrong-azp": refusedFor("claim-azp", { claims: (claims) => ({ ...claims, azp: "another" }) }),
  "id-token-many-audiences": refusedFor("claim-azp", {
    claims: (claims) => ({ ...claims, aud: [RELYING.clientId, "another"] }),
  }),
  "id-token-expired": refusedFor("token-expired", {
    claims: (claims) => ({ ...claims, iat: seconds() - 400, exp: seconds() - 100 }),
  }),
  "id-token-from-the-future": refusedFor("token-not-yet", {
    claims: (claims) => ({ ...claims, iat: seconds() + 86400, exp: seconds() + 90000 }),
  }),
  "id-token-missing-nonce": refusedFor("claim-nonce", { claims: (claims) => without(claims, "nonce") }),
  "id-token-of-another-login": async (site) => {
    let earlier = "";
    const keep = (answer: Json): Json => {
      earlier = String(answer["id_token"]);
      return answer;
    };
    const first = await site.attempt({ token: keep });
    expectAccepted(first);
    // The same person, so that nothing but the login differs.
    const again = await site.attempt({ token: (answer) => ({ ...answer, id_token: earlier }) }, first.who);
    expectRefused(again, 502, "claim-nonce");
  },
  "id-token-logout-token": refusedFor("header-typ", { header: (header) => ({ ...header, typ: "logout+jwt" }) }),
  "id-token-absent": refusedFor("exchange-form", { token: (answer) => without(answer, "id_token") }),
  "token-type": refusedFor("exchange-type", { token: (answer) => ({ ...answer, token_type: "mac" }) }),
  "token-error": refusedFor("exchange-refused", {
    token: () => ({ status: 400, body: '{"error":"invalid_grant","error_description":"<b>no</b>"}' }),
  }),
};

/** A login up to the callback, which is not visited yet. */
async function callbackOf(site: PlanSite, browser: Browser, bend: Bend = {}): Promise<URL> {
  Object.assign(site.provider, { bend, who: somebody() });
  const page = await toProvider(browser, site.origin, TARGET, (next) => next.includes("/oidc/callback"));
  if (page.next === undefined) throw new Error(`no callback from ${page.url}`);
  return new URL(page.next);
}

/** A callback that is refused before anything is asked of the provider. */
function unasked(
  status: number,
  reason: string,
  bend: Bend,
  change: (callback: URL) => void = () => undefined,
): PlanCase {
  return async (site) => {
    const browser = site.newBrowser();
    const callback = await callbackOf(site, browser, bend);
    change(callback);
    await expectUnasked(site, browser, callback, status, reason);
  };
}

async function expectUnasked(
  { provider, origin }: PlanSite,
  browser: Browser,
  callback: URL,
  status: number,
  reason: string,
): Promise<void> {
  const before = provider.received.length;
  const page = await browser.open(callback.href);
  expectRefused({ page, user: await userOf(origin, browser.cookies(origin)) }, status, reason);
  expect(provider.received.slice(before)).toEqual([]);
  expect(page.text).not.toMatch(/evil|<script|<b>/);
}

const refusal = (error: string) => (parameters: URLSearchParams) => {
  parameters.delete("code");
  parameters.set("error", error);
  parameters.set("error_description", "<b>evil</b> words");
  parameters.set("error_uri", "https://evil.example/");
};

const callbacks: Readonly<Record<string, PlanCase>> = {
  "code-reuse": async (site) => {
    const { provider, origin } = site;
    const browser = site.newBrowser();
    const callback = await callbackOf(site, browser);
    const first = await browser.open(callback.href);
    expect(first.url).toBe(origin + TARGET);
    const user = await userOf(origin, browser.cookies(origin));
    expect(user).toBe(provider.who.preferred_username);
    const before = provider.received.length;
    const again = await browser.open(callback.href);
    expectRefused({ page: again, user: undefined }, 400, "state-used");
    expect(again.headers["set-cookie"]).toBeUndefined();
    expect(provider.received.slice(before)).toEqual([]);
  },
  "state-missing": unasked(400, "state-unknown", { callback: (parameters) => parameters.delete("state") }),
  "state-changed": unasked(400, "state-unknown", {}, ({ searchParams }) => {
    const state = searchParams.get("state") ?? "";
    searchParams.set("state", (state.startsWith("A") ? "B" : "A") + state.slice(1));
  }),
  "state-of-another-browser": async (site) => {
    const callback = await callbackOf(site, site.newBrowser());
    const other = site.newBrowser();
    await callbackOf(site, other);
    await expectUnasked(site, other, callback, 400, "state-unknown");
    await expectUnasked(site, site.newBrowser(), callback, 400, "state-unknown");
  },
  "iss-wrong": unasked(502, "callback-issuer", {
    callback: (parameters) => parameters.set("iss", "https://op.elsewhere.test"),
  }),
  "iss-missing": unasked(502, "callback-issuer", { callback: (parameters) => parameters.delete("iss") }),
  "parameter-twice": unasked(400, "state-unknown", {
    callback: (parameters) => parameters.append("state", parameters.get("state") ?? ""),
  }),
  "code-and-error": unasked(502, "callback-form", {
    callback: (parameters) => parameters.set("error", "access_denied"),
  }),
  "error-answer": unasked(403, "access_denied", { callback: refusal("access_denied") }),
  "error-markup": unasked(403, "other", { callback: refusal("<script>evil</script>") }),
};

/** By the module's name. */
export const ownCases: Readonly<Record<string, PlanCase>> = { ...tokens, ...callbacks };
