import { generateKeyPairSync, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { until } from "../support/docker";
import { ecKey, rsaKey } from "../support/jwt/keys";
import type { Bend } from "../support/oidc/bend";
import { basicOf, PATHS } from "../support/oidc/bent-answers";
import { providerKey } from "../support/oidc/bent-provider";
import { type Json, signed, unsigned } from "../support/oidc/bent-tokens";
import { acceptedWith, type PlanCase, refusedFor, without } from "../support/oidc/plan-case";
import { asked, expectAccepted, expectRefused, type PlanSite } from "../support/oidc/plan-site";
import { RELYING } from "../support/oidc/relying";
import { userOf } from "../support/oidc/sign-on";

/** Keys that real sets hold beside those that can be used here. */
function otherKeys(): object[] {
  const ed = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  return [
    { ...ed, kid: "ed", use: "sig" },
    ecKey("k1", "secp256k1", { use: "sig" }).jwk,
    ecKey("p256", "P-256", { use: "sig" }).jwk,
    rsaKey("enc", { use: "enc", alg: "RSA-OAEP" }).jwk,
    rsaKey("other", { use: "sig" }).jwk,
  ];
}

const nameless = ({ alg }: Json): Json => ({ alg });
const sentTo = (query: URLSearchParams): Json => Object.fromEntries(query);

const basic: Readonly<Record<string, PlanCase>> = {
  "oidcc-client-test": async (site) => {
    await site.restart();
    const attempt = await site.attempt({ keys: (keys) => [...otherKeys(), ...keys] });
    expectAccepted(attempt);
    const [request] = attempt.asked.filter(({ path }) => path === PATHS.authorization);
    expect(sentTo(request?.query ?? new URLSearchParams())).toEqual({
      ...{ response_type: "code", client_id: RELYING.clientId, redirect_uri: `${site.origin}/oidc/callback` },
      ...{ scope: "openid profile email", code_challenge_method: "S256" },
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{22,}$/) as string,
      state: expect.stringMatching(/^[\w-]{22,}$/) as string,
    });
  },
  "oidcc-client-test-invalid-iss": refusedFor("claim-iss", {
    claims: (claims) => ({ ...claims, iss: "https://op.elsewhere.test" }),
  }),
  "oidcc-client-test-missing-sub": refusedFor("claim-sub", { claims: (claims) => without(claims, "sub") }),
  "oidcc-client-test-invalid-aud": refusedFor("claim-aud", { claims: (claims) => ({ ...claims, aud: "another" }) }),
  "oidcc-client-test-missing-iat": refusedFor("claim-iat", { claims: (claims) => without(claims, "iat") }),
  "oidcc-client-test-kid-absent-single-jwks": acceptedWith(
    { keys: (keys) => keys.map((key) => without(key as Json, "kid")), header: nameless },
    true,
  ),
  "oidcc-client-test-kid-absent-multiple-jwks": refusedFor(
    "key-ambiguous",
    { keys: (keys) => [...keys, providerKey().jwk].map((key) => without(key as Json, "kid")), header: nameless },
    true,
  ),
  "oidcc-client-test-idtoken-sig-rs256": acceptedWith({}),
  "oidcc-client-test-idtoken-sig-none": refusedFor("header-alg", { sign: unsigned }),
  "oidcc-client-test-invalid-sig-rs256": refusedFor("signature", {
    sign: (header, claims) => signed(providerKey(), header, claims),
  }),
  "oidcc-client-test-userinfo-invalid-sub": async (site) => {
    expectRefused(
      await site.attempt({ userinfo: (claims) => ({ ...claims, sub: randomUUID() }) }),
      502,
      "userinfo-sub",
    );
  },
  "oidcc-client-test-nonce-invalid": refusedFor("claim-nonce", {
    claims: (claims) => ({ ...claims, nonce: randomUUID() }),
  }),
  "oidcc-client-test-scope-userinfo-claims": acceptedWith({
    claims: (claims) => without(claims, "name", "preferred_username", "groups"),
  }),
  "oidcc-client-test-client-secret-basic": async (site) => {
    const attempt = await site.attempt({});
    expectAccepted(attempt);
    const [request] = attempt.asked.filter(({ path }) => path === PATHS.token);
    expect(basicOf(request?.authorization ?? "")).toEqual([RELYING.clientId, RELYING.clientSecret]);
    expect(request?.form.has("client_secret")).toBe(false);
  },
};

const justBeforeSigning: PlanCase = async (site) => {
  const { provider } = site;
  const beforeSigning = (): void => {
    provider.keys = [providerKey()];
  };
  expectAccepted(await site.attempt({ beforeSigning }));
};

/** A login by addresses that no gateway has seen before. */
const bySecretPaths: PlanCase = async (site) => {
  await site.restart();
  const prefix = `/${randomUUID()}`;
  const attempt = await site.attempt({ prefix });
  expectAccepted(attempt);
  const paths = attempt.asked.map(({ path }) => path).filter((path) => !path.startsWith("/.well-known/"));
  for (const part of [PATHS.authorization, PATHS.token, PATHS.jwks, PATHS.userinfo]) {
    expect(paths).toContain(prefix + part);
  }
  expect(paths.filter((path) => !path.startsWith(prefix))).toEqual([]);
  site.outdate();
};

const config: Readonly<Record<string, PlanCase>> = {
  "oidcc-client-test-discovery-openid-config": bySecretPaths,
  "oidcc-client-test-discovery-jwks-uri-keys": bySecretPaths,
  "oidcc-client-test-discovery-issuer-mismatch": async (site) => {
    await site.restart();
    const attempt = await site.attempt({
      discovery: (document) => ({ ...document, issuer: `${site.provider.issuer}/` }),
    });
    expectRefused(attempt, 503, "metadata-issuer");
    expect(asked(attempt.asked, PATHS.authorization)).toBe(0);
    site.outdate();
  },
  "oidcc-client-test-signing-key-rotation": async (site) => {
    expectAccepted(await site.attempt({}));
    site.provider.keys = [providerKey()];
    const attempt = await site.attempt({});
    expectAccepted(attempt);
    expect(asked(attempt.asked, PATHS.jwks)).toBe(1);
  },
  "oidcc-client-test-signing-key-rotation-just-before-signing": justBeforeSigning,
};

/** A session that is refreshed with a bend; returns whose it is afterwards. */
async function refreshed(site: PlanSite, claims: Bend["claims"]): Promise<string | undefined> {
  const { provider, origin } = site;
  provider.accessSeconds = 2;
  const attempt = await site.attempt({
    claims: (right, grant) => (grant === "refresh_token" ? (claims?.(right, grant) ?? right) : right),
  });
  provider.accessSeconds = 600;
  expectAccepted(attempt);
  const before = provider.received.length;
  const cookie = attempt.browser.cookies(origin);
  await until("a refresh", async () => {
    await userOf(origin, cookie);
    return asked(provider.received.slice(before), PATHS.token) > 0 ? true : undefined;
  });
  // As long as a worker may hold a verdict.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const since = provider.received.slice(before);
  expect(asked(since, PATHS.token)).toBe(1);
  expect(since.find(({ path }) => path === PATHS.token)?.form.get("grant_type")).toBe("refresh_token");
  if (claims === undefined) expect(asked(since, PATHS.userinfo)).toBe(1);
  const user = await userOf(origin, cookie);
  return user === attempt.user ? user : undefined;
}

const refreshing: Readonly<Record<string, PlanCase>> = {
  "oidcc-client-test-refresh-token": async (site) => {
    expect(await refreshed(site, undefined)).toBeDefined();
  },
  "oidcc-client-test-refresh-token-invalid-issuer": async (site) => {
    expect(await refreshed(site, (claims) => ({ ...claims, iss: "https://op.elsewhere.test" }))).toBeUndefined();
  },
  "oidcc-client-test-refresh-token-invalid-sub": async (site) => {
    expect(await refreshed(site, (claims) => ({ ...claims, sub: randomUUID() }))).toBeUndefined();
  },
};

const signing = ecKey("ec", "P-256", { alg: "ES256", use: "sig" });

const whole: Readonly<Record<string, PlanCase>> = {
  "oidcc-client-test-missing-aud": refusedFor("claim-aud", { claims: (claims) => without(claims, "aud") }),
  "oidcc-client-test-userinfo-bearer-header": async (site) => {
    const attempt = await site.attempt({});
    expectAccepted(attempt);
    const [request] = attempt.asked.filter(({ path }) => path === PATHS.userinfo);
    expect(request?.authorization).toMatch(/^Bearer [\w-]{36}$/);
    expect([request?.method, [...(request?.query ?? [])], [...(request?.form ?? [])]]).toEqual(["GET", [], []]);
  },
  "oidcc-client-test-invalid-sig-hs256": refusedFor("header-alg", {
    sign: (header, claims) => unsigned(header, claims).replace(/^[^.]+/, encoded({ ...header, alg: "HS256" })) + "AAAA",
  }),
  "oidcc-client-test-invalid-sig-es256": refusedFor(
    "signature",
    {
      keys: (keys) => [...keys, signing.jwk],
      sign: (_, claims) => signed(ecKey("ec", "P-256"), { alg: "ES256", kid: "ec" }, claims),
    },
    true,
  ),
  "oidcc-client-test-invalid-athash": refusedFor("claim-at_hash", {
    claims: (claims) => ({ ...claims, at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }),
  }),
  "oidcc-client-test-aggregated-claims": acceptedWith({
    userinfo: (claims) => ({
      ...claims,
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { JWT: unsigned({}, { groups: ["pacs-admins"] }) } },
    }),
  }),
  "oidcc-client-test-distributed-claims": async (site) => {
    const endpoint = `${site.provider.issuer}/claims`;
    const sources = { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint } } };
    const attempt = await site.attempt({ userinfo: (claims) => ({ ...claims, ...sources }) });
    expectAccepted(attempt);
    expect(asked(attempt.asked, "/claims")).toBe(0);
  },
};

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** By the module's name. */
export const loginCases: Readonly<Record<string, PlanCase>> = {
  ...basic,
  ...config,
  ...refreshing,
  ...whole,
};
