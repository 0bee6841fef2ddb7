import { describe, expect, test } from "vitest";
import { callLua } from "../support/lua";

const OIDC = "gateway.identity.oidc";

describe("when the provider is asked again", () => {
  test.each<[string, number | undefined, string, number]>([
    ["before the access token ends", 600, "rt", 1570],
    ["a quarter of its life before, where that is short", 40, "rt", 1030],
    ["not at once, however short it is", 0, "rt", 1002],
    ["every quarter of an hour, where it is long", 86_400, "rt", 1870],
    ["after some minutes, where its life is not told", undefined, "rt", 1270],
    ["never, without a refresh token", 600, "", 0],
  ])("%s", async (_, expiresIn, refreshToken, at) => {
    expect(await callLua(`${OIDC}.refresh-at`, "refreshAtOf", 1000, expiresIn ?? null, refreshToken)).toEqual([at]);
  });
});

describe("a trouble that passes ends no session", () => {
  test.each([
    ...["outbound-timeout", "outbound-tls", "provider-status", "metadata-form", "exchange-status", "keys-none"],
    ...["userinfo-status", "userinfo-form", "state-unavailable", "keys-form"],
  ])("%s", async (trouble) => {
    expect(await callLua(`${OIDC}.passing`, "isPassing", trouble)).toEqual([true]);
  });
  test.each([
    ...["exchange-refused", "claim-sub", "claim-iss", "signature", "key-unknown", "token-expired", "userinfo-sub"],
    ...["header-alg", "jws-form", "state-used"],
  ])("but for %s", async (trouble) => {
    expect(await callLua(`${OIDC}.passing`, "isPassing", trouble)).toEqual([false]);
  });
});

describe("roles given here and roles given by the provider", () => {
  test.each([
    ["", "", ""],
    ["viewer", "", "viewer"],
    ["", "admin,viewer", "admin,viewer"],
    ["viewer", "viewer", "viewer"],
    ["viewer,auditor", "admin,viewer", "viewer,auditor,admin"],
  ])("%j and %j are %j", async (own, given, all) => {
    expect(await callLua("gateway.identity.users", "joinedRoles", own, given)).toEqual([all]);
  });
});

describe("tokens of a session", () => {
  test("are readable for the same user only", async () => {
    const tokens = { idToken: "a.b.c", refreshToken: "r", nonce: "n", subject: "s", userinfo: "yes" };
    const [sealed] = await callLua(`${OIDC}.session-tokens`, "sealTokens", "anna", tokens);
    expect(await callLua(`${OIDC}.session-tokens`, "openTokens", "anna", sealed)).toEqual([tokens]);
    expect((await callLua(`${OIDC}.session-tokens`, "openTokens", "bert", sealed))[0] ?? null).toBe(null);
    expect((await callLua(`${OIDC}.session-tokens`, "openTokens", "anna", ""))[0] ?? null).toBe(null);
  });
});
