import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const OIDC = "gateway.oidc";

describe("time of the next refresh", () => {
  test.each<[string, number | undefined, string, number]>([
    ["before the access token ends", 600, "rt", 1570],
    ["a quarter of the token's life before its end, if that is short", 40, "rt", 1030],
    ["not immediate, however short the token's life", 0, "rt", 1002],
    ["after a quarter of an hour, if the token's life is long", 86_400, "rt", 1870],
    ["after some minutes, if the token's life is unknown", undefined, "rt", 1270],
    ["never, without a refresh token", 600, "", 0],
  ])("the next refresh is %s", async (_, expiresIn, refreshToken, at) => {
    expect(await callLua("gateway.sign-in.refresh", "refreshAtOf", 1000, expiresIn ?? null, refreshToken)).toEqual([
      at,
    ]);
  });
});

describe("provider errors and sessions", () => {
  test.each([
    ...["outbound-timeout", "outbound-tls", "provider-status", "metadata-form", "exchange-status", "keys-none"],
    ...["userinfo-status", "userinfo-form", "state-unavailable", "keys-form"],
  ])("the temporary error %s ends no session", async (failure) => {
    expect(await callLua(`${OIDC}.error`, "isPassing", failure)).toEqual([true]);
  });
  test.each([
    ...["exchange-refused", "claim-sub", "claim-iss", "signature", "key-unknown", "token-expired", "userinfo-sub"],
    ...["header-alg", "jws-form", "state-used"],
  ])("the error %s ends the session", async (failure) => {
    expect(await callLua(`${OIDC}.error`, "isPassing", failure)).toEqual([false]);
  });
});

describe("local roles and roles from the provider", () => {
  test.each([
    ["", "", ""],
    ["viewer", "", "viewer"],
    ["", "admin,viewer", "admin,viewer"],
    ["viewer", "viewer", "viewer"],
    ["viewer,auditor", "admin,viewer", "viewer,auditor,admin"],
  ])("the roles %j and %j join as %j", async (own, given, all) => {
    expect(await callLua("gateway.accounts.user-record", "joinedRoles", own, given)).toEqual([all]);
  });
});

describe("session tokens", () => {
  test("session tokens can be read for the same user only", async () => {
    const tokens = { idToken: "a.b.c", refreshToken: "r", nonce: "n", subject: "s", userinfo: "yes" };
    const [sealed] = await callLua(`${OIDC}.session-tokens`, "sealTokens", "anna", tokens);
    expect(await callLua(`${OIDC}.session-tokens`, "openTokens", "anna", sealed)).toEqual([tokens]);
    expect((await callLua(`${OIDC}.session-tokens`, "openTokens", "bert", sealed))[0] ?? null).toBe(null);
    expect((await callLua(`${OIDC}.session-tokens`, "openTokens", "anna", ""))[0] ?? null).toBe(null);
  });
});
