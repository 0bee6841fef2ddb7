import { describe, expect, test } from "vitest";
import { PROVIDERS } from "./provider-metadata";
import { oidcSettings } from "../../../support/oidc/settings";
import { callLua, callLuaMany } from "../../../support/lua";

const METADATA = "gateway.oidc.metadata";
const ISSUER = "https://op.example/realms/x";

const base = {
  issuer: ISSUER,
  authorization_endpoint: "https://op.example/authorize",
  token_endpoint: "https://op.example/token",
  jwks_uri: "https://op.example/jwks",
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
};

const read = (text: string, issuer = ISSUER): Promise<unknown[]> => callLua(METADATA, "readMetadata", text, issuer);

/** "accepted", or the failure with the document that has some members changed; undefined leaves one out. */
async function verdict(change: object, issuer?: string): Promise<unknown> {
  const [metadata, failure] = await read(JSON.stringify({ ...base, ...change }), issuer);
  return metadata === null ? failure : "accepted";
}

describe("provider metadata", () => {
  test.each(PROVIDERS)("the metadata of $title are read", async ({ issuer, document, expected }) => {
    const [metadata, failure] = await read(JSON.stringify(document), issuer);
    expect(failure).toBeUndefined();
    expect(metadata).toMatchObject({
      issuer,
      authorizationEndpoint: document["authorization_endpoint"],
      tokenEndpoint: document["token_endpoint"],
      jwksUri: document["jwks_uri"],
      tokenAuthMethods: document["token_endpoint_auth_methods_supported"],
      ...expected,
    });
  });

  test.each(PROVIDERS)(
    "the metadata of $title are refused for an issuer that differs in a byte",
    async ({ issuer, document }) => {
      const text = JSON.stringify(document);
      const others = [
        issuer.endsWith("/") ? issuer.slice(0, -1) : `${issuer}/`,
        issuer.toUpperCase(),
        issuer.replace("https", "http"),
        issuer.replace("://", "://www."),
        `${issuer}#`,
        "",
      ];
      const calls = others.map((other) => ({ module: METADATA, fn: "readMetadata", args: [text, other] }));
      for (const result of await callLuaMany(calls)) expect(result).toEqual([null, "metadata-issuer"]);
    },
  );
});

test("Google's metadata have no end session endpoint", async () => {
  const google = PROVIDERS.find(({ title }) => title === "Google");
  const [metadata] = await read(JSON.stringify(google?.document), google?.issuer);
  expect(metadata).not.toHaveProperty("endSessionEndpoint");
});

test("Entra ID's metadata for all tenants name a placeholder and match no issuer", async () => {
  const issuer = "https://login.microsoftonline.com/common/v2.0";
  expect(await verdict({ issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" }, issuer)).toBe(
    "metadata-issuer",
  );
});

const NO_TEXTS = [null, "code", 1, true, { code: true }, ["code", 1], [["code"]], [null]];
const NO_ENDPOINTS = [
  ...[null, "", 1, true, [], {}, "op.example/x", "//op.example/x", "ftp://op.example/x", "javascript:alert(1)"],
  ...[
    "http://op.example/x",
    "https://user@op.example/x",
    "https://op.example/x#f",
    "https:///x",
    "https://op.example:0/x",
  ],
];

describe("a metadata document", () => {
  test.each([
    [{}, "accepted"],
    [{ unknown: { member: [null] } }, "accepted"],
    [{ issuer: undefined }, "metadata-issuer"],
    [{ issuer: [ISSUER] }, "metadata-issuer"],
    [{ issuer: null }, "metadata-issuer"],
    ...["authorization_endpoint", "token_endpoint", "jwks_uri"].flatMap((name) =>
      [undefined, ...NO_ENDPOINTS].map((value) => [{ [name]: value }, "metadata-endpoint"] as const),
    ),
    ...["userinfo_endpoint", "end_session_endpoint"].flatMap((name) =>
      NO_ENDPOINTS.map((value) => [{ [name]: value }, "metadata-endpoint"] as const),
    ),
    [{ token_endpoint: "http://localhost:9000/token" }, "accepted"],
    [{ authorization_endpoint: "https://op.example/b2c?p=b2c_1_login" }, "accepted"],
    ...[undefined, ...NO_TEXTS].map((value) => [{ response_types_supported: value }, "metadata-form"] as const),
    [{ response_types_supported: [] }, "metadata-flow"],
    [{ response_types_supported: ["id_token", "code id_token", "CODE"] }, "metadata-flow"],
    ...[undefined, ...NO_TEXTS].map(
      (value) => [{ id_token_signing_alg_values_supported: value }, "metadata-form"] as const,
    ),
    [{ id_token_signing_alg_values_supported: [] }, "metadata-algorithms"],
    [{ id_token_signing_alg_values_supported: ["none", "HS256", "PS256", "EdDSA", "rs256"] }, "metadata-algorithms"],
    [{ id_token_signing_alg_values_supported: ["none", "ES384"] }, "accepted"],
    ...NO_TEXTS.map((value) => [{ code_challenge_methods_supported: value }, "metadata-form"] as const),
    [{ code_challenge_methods_supported: [] }, "metadata-pkce"],
    [{ code_challenge_methods_supported: ["plain", "s256"] }, "metadata-pkce"],
    [{ code_challenge_methods_supported: ["plain", "S256"] }, "accepted"],
    ...NO_TEXTS.map((value) => [{ token_endpoint_auth_methods_supported: value }, "metadata-form"] as const),
    ...[null, "true", 1, []].map(
      (value) => [{ authorization_response_iss_parameter_supported: value }, "metadata-form"] as const,
    ),
    [{ authorization_response_iss_parameter_supported: false }, "accepted"],
  ] as readonly (readonly [object, string])[])("metadata with %j are %s", async (change, expected) => {
    expect(await verdict(change)).toBe(expected);
  });

  test("metadata that name a member twice, or are not a JSON object, are refused", async () => {
    const text = JSON.stringify(base);
    const twice = text.replace("{", '{"token_endpoint":"https://evil.example/token",');
    const escaped = text.replace("{", '{"token_endp\\u006fint":"https://evil.example/token",');
    for (const bad of [twice, escaped, "", "[]", "null", `[${text}]`, `${text}x`, text.slice(0, -1), "<html></html>"]) {
      expect(await read(bad)).toEqual([null, "metadata-json"]);
    }
  });

  test("metadata of 600 kB are refused for their size, valid or not", async () => {
    expect(await verdict({ filler: "x".repeat(600_000) })).toBe("metadata-size");
    expect(await read("[".repeat(600_000))).toEqual([null, "metadata-size"]);
    expect(await verdict({ filler: "x".repeat(100_000) })).toBe("accepted");
  });
});

test.each([
  ["https://op.example", "https://op.example/.well-known/openid-configuration"],
  ["https://op.example/", "https://op.example/.well-known/openid-configuration"],
  ["https://op.example/realms/x", "https://op.example/realms/x/.well-known/openid-configuration"],
  ["https://op.example/o/pacs/", "https://op.example/o/pacs/.well-known/openid-configuration"],
])("the metadata of %s are at %s", async (issuer, url) => {
  expect(await callLua(METADATA, "discoveryUrl", issuer)).toEqual([url]);
});

test("endpoints from the settings replace discovery", async () => {
  expect(await callLua(METADATA, "givenMetadata", oidcSettings())).toEqual([null]);
  const [authorization, token, jwks] = ["https://a.example/a", "https://b.example/t", "https://c.example/j"];
  const given = { authorization, token, jwks, userinfo: "", endSession: "" };
  expect(await callLua(METADATA, "givenMetadata", oidcSettings({ endpoints: given }))).toEqual([
    {
      issuer: "https://op.example",
      authorizationEndpoint: authorization,
      tokenEndpoint: token,
      jwksUri: jwks,
      issParameter: false,
    },
  ]);
  const all = { ...given, userinfo: "https://d.example/u", endSession: "https://e.example/e" };
  const [metadata] = await callLua(METADATA, "givenMetadata", oidcSettings({ endpoints: all }));
  expect(metadata).toMatchObject({ userinfoEndpoint: all.userinfo, endSessionEndpoint: all.endSession });
});

test.each([
  ["https://op.example", true],
  ["https://op.example:8443/a/b?c=d&e", true],
  ["https://op.example/a%20b/~x;y=(1)", true],
  ["https://192.0.2.1/x", true],
  ["https://[2001:db8::1]:8443/x", true],
  ["https://op.example:65535/", true],
  ["http://localhost/x", true],
  ["http://LOCALHOST:9000/x", true],
  ["http://127.0.0.1:9000", true],
  ["http://[::1]:9000/x", true],
  ["http://127.0.0.2/x", false],
  ["http://10.0.0.1/x", false],
  ["http://keycloak:8080/x", false],
  ["http://localhost.evil.example/x", false],
  ["http://localhost@evil.example/x", false],
  ["http://evil.example/?localhost", false],
  ["HTTPS://op.example/x", false],
  ["https://user:secret@op.example/x", false],
  ["https://@op.example/x", false],
  ["https://op.example/x#", false],
  ["https://op.example\\@evil.example/x", false],
  ["https://op.example/a b", false],
  ["https://op.example/\n", false],
  ["https://op.example/\u0000", false],
  ["https://öp.example/", false],
  ["https://op.example/ö", false],
  ["https://op.example/{tenant}", false],
  ["https://op.example/[x]", false],
  ["https://op.example:/x", false],
  ["https://op.example:65536/x", false],
  ["https://op.example:000443/x", false],
  ["https://op.example:4 43/x", false],
  ["https://[op.example]/x", false],
  ["https://[::1/x", false],
  ["https://?x", false],
  ["https://", false],
  [" https://op.example/", false],
  ["", false],
  [`https://op.example/${"x".repeat(2000)}`, false],
])("the endpoint %j is accepted: %s", async (url, isOne) => {
  expect(await callLua("gateway.oidc.endpoint", "isEndpoint", url)).toEqual([isOne]);
});
