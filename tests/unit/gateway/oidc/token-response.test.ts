import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const JSON_TYPE = { "content-type": "application/json" };

const read = (status: number, body: string, headers: object = JSON_TYPE): Promise<unknown[]> =>
  callLua("gateway.oidc.token-endpoint", "readTokenResponse", status, headers, body);

const base = { access_token: "SlAV32hkKG", token_type: "Bearer", id_token: "a.b.c", expires_in: 300 };
const tokens = { accessToken: "SlAV32hkKG", idToken: "a.b.c", expiresIn: 300 };

/** "accepted", or the failure with an answer that has some members changed; undefined leaves one out. */
async function verdict(change: object): Promise<unknown> {
  const [answer, failure] = await read(200, JSON.stringify({ ...base, ...change }));
  return answer === null ? failure : "accepted";
}

describe("token responses", () => {
  test("a token response is read", async () => {
    expect(await read(200, JSON.stringify(base))).toEqual([tokens]);
    const more = { ...base, refresh_token: "8xLOxBtZp8", scope: "openid", "not-before-policy": 0, session_state: null };
    expect(await read(200, JSON.stringify(more))).toEqual([{ ...tokens, refreshToken: "8xLOxBtZp8" }]);
  });

  test("a refresh response may lack the ID token, and any response may lack the lifetime", async () => {
    const least = { access_token: "a", token_type: "Bearer" };
    expect(await read(200, JSON.stringify(least))).toEqual([{ accessToken: "a" }]);
  });

  test.each(["application/json;charset=UTF-8", "Application/JSON", " application/json ; charset=utf-8"])(
    "a token response may have the Content-Type %j",
    async (contentType) => {
      expect(await read(200, JSON.stringify(base), { "content-type": contentType })).toEqual([tokens]);
    },
  );

  test.each([{}, { "content-type": "text/html" }, { "content-type": "application/jsonx" }, { "content-type": "" }])(
    "a token response with %j is refused",
    async (headers) => {
      expect(await read(200, JSON.stringify(base), headers)).toEqual([null, "exchange-json"]);
    },
  );

  test.each([
    ...["Bearer", "bearer", "BEARER"].map((token_type) => [{ token_type }, "accepted"] as const),
    ...[undefined, null, "", "MAC", "DPoP", "Bearer ", ["Bearer"], true].map(
      (token_type) => [{ token_type }, "exchange-type"] as const,
    ),
    ...[undefined, null, "", 1, ["a"], {}, true, "a b", "a\r\nX-Header: 1", "ü"].map(
      (access_token) => [{ access_token }, "exchange-form"] as const,
    ),
    ...[null, "", 1, ["a.b.c"], {}, "a b"].map((id_token) => [{ id_token }, "exchange-form"] as const),
    ...[null, "", 1, ["a"], {}, "a\nb"].map((refresh_token) => [{ refresh_token }, "exchange-form"] as const),
    ...[null, "", "300s", "-1", "3e2", "0x10", "1234567890", -1, 1e10, [300], true].map(
      (expires_in) => [{ expires_in }, "exchange-form"] as const,
    ),
  ] as readonly (readonly [object, string])[])(
    "a token response with the token type %j is %s",
    async (change, expected) => {
      expect(await verdict(change)).toBe(expected);
    },
  );

  test.each([
    [0, 0],
    [3599.9, 3599],
    ["3599", 3599],
    ["0", 0],
  ])("tokens that expire in %j are valid for %i seconds", async (expires_in, expiresIn) => {
    expect(await read(200, JSON.stringify({ ...base, expires_in }))).toEqual([{ ...tokens, expiresIn }]);
  });

  test("a token response that names a member twice, or is not JSON, is refused", async () => {
    const twice = JSON.stringify(base).replace("{", '{"access_token":"evil",');
    for (const body of [twice, "", "[]", "access_token=a&token_type=bearer", "<html>"]) {
      expect(await read(200, body)).toEqual([null, "exchange-json"]);
    }
    expect(await read(200, JSON.stringify({ ...base, filler: "x".repeat(200_000) }))).toEqual([null, "exchange-size"]);
  });
});

describe("token error responses", () => {
  test.each([
    ["invalid_grant", "invalid_grant"],
    ["invalid_client", "invalid_client"],
    ["a_code_of_some_provider", "a_code_of_some_provider"],
    ["<img src=x onerror=alert(1)>", "other"],
    ["invalid_grant\nFAKE LOG LINE", "other"],
    ["x".repeat(41), "other"],
    ["", "other"],
    ["AADSTS70008", "other"],
  ])("the token error %j is reported as %s", async (error, cleaned) => {
    const body = JSON.stringify({ error, error_description: "secret\n<b>", error_uri: "https://evil.example" });
    for (const status of [400, 401, 403]) {
      expect(await read(status, body)).toEqual([null, "exchange-refused", cleaned]);
      expect(await read(status, body, {})).toEqual([null, "exchange-refused", cleaned]);
    }
  });

  test.each([
    [400, "{}"],
    [400, '{"error":null}'],
    [400, '{"error":["invalid_grant"]}'],
    [401, "<html>Unauthorized</html>"],
    [404, ""],
    [302, '{"error":"invalid_grant"}'],
    [500, '{"error":"invalid_grant"}'],
    [503, '{"error":"temporarily_unavailable"}'],
    [201, JSON.stringify(base)],
    [204, ""],
  ])("the status %i with %j is not taken for the provider's error", async (status, body) => {
    expect(await read(status, body)).toEqual([null, "exchange-status"]);
  });

  test("a token error response with status 200 yields no tokens", async () => {
    const [answer] = await read(200, '{"error":"invalid_grant"}');
    expect(answer).toBeNull();
  });
});
