import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { decoded, verdicts } from "../../../support/jwt/verify";
import { callLua } from "../../../support/lua";

const JWT = "gateway.jwt";
const NOW = 1_800_000_000;
const issuer = "https://op.example/realms/x";
const clientId = "collimator";

/** Claims with some changed; undefined leaves one out. */
const text = (base: object, change: object): string => JSON.stringify({ ...base, ...change });

/** Numbers that are none, for every claim that is a time. */
const NO_TIMES = [undefined, null, String(NOW), [NOW], true, {}];
/** Texts that identify nobody. */
const NO_IDENTIFIERS = [null, "", 1, ["x"], {}, true, "x".repeat(256)];
const NO_AUDIENCES = [
  undefined,
  null,
  "",
  "Collimator",
  [],
  ["other"],
  [[clientId]],
  [1, clientId],
  [clientId, null],
  { 1: clientId },
  1,
];

const times: readonly (readonly [object, string])[] = [
  [{ exp: NOW - 59.5 }, "accepted"],
  [{ exp: NOW - 60 }, "token-expired"],
  [{ exp: 0 }, "token-expired"],
  [{ exp: -1 }, "token-expired"],
  [{ iat: NOW + 60 }, "accepted"],
  [{ iat: NOW + 60.5 }, "token-not-yet"],
  [{ iat: NOW * 1000 }, "token-not-yet"],
  [{ nbf: NOW + 60 }, "accepted"],
  [{ nbf: NOW + 60.5 }, "token-not-yet"],
  ...NO_TIMES.map((exp) => [{ exp }, "claim-exp"] as const),
  ...NO_TIMES.map((iat) => [{ iat }, "claim-iat"] as const),
  ...NO_TIMES.filter((nbf) => nbf !== undefined).map((nbf) => [{ nbf }, "claim-nbf"] as const),
];

const issuers = [undefined, null, "", `${issuer}/`, issuer.toUpperCase(), [issuer], "https://op.example"].map(
  (iss) => [{ iss }, "claim-iss"] as const,
);

const parties: readonly (readonly [object, string])[] = [
  ...issuers,
  ...NO_AUDIENCES.map((aud) => [{ aud }, "claim-aud"] as const),
  [{ aud: [clientId] }, "accepted"],
  [{ azp: clientId }, "accepted"],
  [{ aud: [clientId, "other"], azp: clientId }, "accepted"],
  [{ aud: [clientId, "other"] }, "claim-azp"],
  [{ aud: [clientId, "other"], azp: "other" }, "claim-azp"],
  [{ azp: "other" }, "claim-azp"],
  [{ azp: null }, "claim-azp"],
  [{ azp: [clientId] }, "claim-azp"],
];

describe("ID token claims", () => {
  const base = { iss: issuer, aud: clientId, sub: "24400320", exp: NOW + 300, iat: NOW, nonce: "n-0S6_WzA2Mj" };
  const expected = { issuer, clientId, nonce: base.nonce, now: NOW, alg: "RS256" };
  const check = (change: object, expectations: object = expected): Promise<string[]> =>
    verdicts([{ module: `${JWT}.id-token`, fn: "checkIdToken", args: [decoded(text(base, change)), expectations] }]);

  test.each([
    [{}, "accepted"],
    ...times,
    ...parties,
    ...[undefined, ...NO_IDENTIFIERS].map((sub) => [{ sub }, "claim-sub"] as const),
    [{ sub: "x".repeat(255) }, "accepted"],
    ...[undefined, null, "", "n-0S6_WzA2MJ", [base.nonce], 1].map((nonce) => [{ nonce }, "claim-nonce"] as const),
    ...NO_IDENTIFIERS.map((sid) => [{ sid }, "claim-sid"] as const),
    ...NO_IDENTIFIERS.map((acr) => [{ acr }, "claim-acr"] as const),
    ...NO_TIMES.filter((time) => time !== undefined).map((time) => [{ auth_time: time }, "claim-auth_time"] as const),
    [{ sid: "s", acr: "urn:mace:incommon:iap:silver", auth_time: NOW - 5 }, "accepted"],
  ] as readonly (readonly [object, string])[])("an ID token with the changes %j is %s", async (change, verdict) => {
    expect(await check(change)).toEqual([verdict]);
  });

  test.each(["exp", "iat", "nbf", "auth_time"])("an ID token with an infinite %s is refused", async (name) => {
    const infinite = text(base, { [name]: 0 }).replace(`"${name}":0`, `"${name}":1e400`);
    const args = [decoded(infinite), expected];
    expect(await verdicts([{ module: `${JWT}.id-token`, fn: "checkIdToken", args }])).toEqual([`claim-${name}`]);
  });

  test("an ID token yields subject, session, and how and when the person was authenticated", async () => {
    const claims = { ...base, sid: "s-1", acr: "phr", auth_time: NOW - 100 };
    const [token] = await callLua(`${JWT}.id-token`, "checkIdToken", claims, expected);
    expect(token).toMatchObject({ iss: issuer, sub: "24400320", sid: "s-1", acr: "phr", auth_time: NOW - 100 });
  });

  const accessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
  const half = (hash: string, of = accessToken): string => {
    const digest = createHash(hash).update(of).digest();
    return digest.subarray(0, digest.length / 2).toString("base64url");
  };
  test.each([
    ["RS256", half("sha256"), "accepted"],
    // OpenID Connect Core 1.0, appendix A.3.
    ["RS256", "77QmUPtjPfzWtF2AnpK9RQ", "accepted"],
    ["ES256", half("sha256"), "accepted"],
    ["RS384", half("sha384"), "accepted"],
    ["ES384", half("sha384"), "accepted"],
    ["RS512", half("sha512"), "accepted"],
    ["RS512", half("sha256"), "claim-at_hash"],
    ["RS256", half("sha384"), "claim-at_hash"],
    ["RS256", half("sha256", `${accessToken}x`), "claim-at_hash"],
    ["RS256", createHash("sha256").update(accessToken).digest("base64url"), "claim-at_hash"],
    ["RS256", `${half("sha256")}==`, "claim-at_hash"],
    ["RS256", "", "claim-at_hash"],
    ["RS256", null, "claim-at_hash"],
    ["RS256", 1, "claim-at_hash"],
    ["RS256", undefined, "accepted"],
  ])("an ID token with %s and at_hash %j is %s", async (alg, hash, verdict) => {
    expect(await check({ at_hash: hash }, { ...expected, alg, accessToken })).toEqual([verdict]);
  });

  test("an ID token's at_hash is ignored without an access token", async () => {
    expect(await check({ at_hash: half("sha256", "another") })).toEqual(["accepted"]);
  });

  test.each([
    [{}, "accepted"],
    [{ nonce: undefined }, "accepted"],
    [{ nonce: "another" }, "claim-nonce"],
    [{ nonce: null }, "claim-nonce"],
    [{ sub: "another" }, "claim-sub"],
  ])("an ID token of a refresh with the changes %j is %s", async (change, verdict) => {
    expect(await check(change, { ...expected, refreshedSubject: base.sub })).toEqual([verdict]);
  });
});

describe("logout token claims", () => {
  const event = "http://schemas.openid.net/event/backchannel-logout";
  const base = {
    iss: issuer,
    aud: clientId,
    sub: "24400320",
    exp: NOW + 120,
    iat: NOW,
    jti: "bWJq",
    events: { [event]: {} },
  };
  const expected = { issuer, clientId, now: NOW };

  test.each([
    [{}, "accepted"],
    ...times.filter(([change]) => !("exp" in change && change.exp === undefined)),
    // LemonLDAP::NG sends none.
    [{ exp: undefined }, "accepted"],
    [{ exp: undefined, iat: NOW - 179 }, "accepted"],
    [{ exp: undefined, iat: NOW - 180 }, "token-expired"],
    ...parties,
    [{ sid: "s" }, "accepted"],
    [{ sub: undefined, sid: "s" }, "accepted"],
    [{ sub: undefined }, "claim-sid"],
    ...NO_IDENTIFIERS.map((sub) => [{ sub, sid: "s" }, "claim-sub"] as const),
    ...NO_IDENTIFIERS.map((sid) => [{ sid }, "claim-sid"] as const),
    ...[undefined, ...NO_IDENTIFIERS].map((jti) => [{ jti }, "claim-jti"] as const),
    ...["", null, "n", 1].map((nonce) => [{ nonce }, "claim-nonce"] as const),
    ...[
      undefined,
      null,
      event,
      [event],
      {},
      { [event]: null },
      { [event]: "x" },
      { [event]: true },
      { [`${event}/`]: {} },
    ].map((events) => [{ events }, "claim-events"] as const),
    [{ events: { [event]: { reason: "x" }, "urn:other": {} } }, "accepted"],
  ] as readonly (readonly [object, string])[])("a logout token with the changes %j is %s", async (change, verdict) => {
    const args = [decoded(text(base, change)), expected];
    expect(await verdicts([{ module: `${JWT}.logout-token`, fn: "checkLogoutToken", args }])).toEqual([verdict]);
  });
});

describe("access token claims", () => {
  const audience = "https://pacs.example";
  const base = {
    iss: issuer,
    aud: audience,
    sub: "5ba552d67",
    client_id: "s6BhdRkqt3",
    exp: NOW + 300,
    iat: NOW,
    jti: "dbe39bf3",
  };
  const expected = { issuer, audience, now: NOW };

  test.each([
    [{}, "accepted"],
    ...times,
    ...issuers,
    ...NO_AUDIENCES.map((aud) => [{ aud }, "claim-aud"] as const),
    [{ aud: [audience, "https://other.example"] }, "accepted"],
    [{ aud: `${audience}/` }, "claim-aud"],
    ...[undefined, ...NO_IDENTIFIERS].map((sub) => [{ sub }, "claim-sub"] as const),
    ...[undefined, ...NO_IDENTIFIERS].map((id) => [{ client_id: id }, "claim-client_id"] as const),
    ...[undefined, ...NO_IDENTIFIERS].map((jti) => [{ jti }, "claim-jti"] as const),
    ...[null, 1, ["view"], {}].map((scope) => [{ scope }, "claim-scope"] as const),
    [{ scope: "view upload", acr: "phr", auth_time: NOW }, "accepted"],
    [{ acr: 1 }, "claim-acr"],
    [{ auth_time: "1" }, "claim-auth_time"],
  ] as readonly (readonly [object, string])[])("an access token with the changes %j is %s", async (change, verdict) => {
    const args = [decoded(text(base, change)), expected];
    expect(await verdicts([{ module: `${JWT}.access-token`, fn: "checkAccessToken", args }])).toEqual([verdict]);
  });
});
