import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { oidcMetadata, oidcSettings } from "../../../support/oidc/settings";
import { callLua } from "../../../support/lua";

const OIDC = "gateway.oidc";
const CALLBACK = "https://pacs.example/oidc/callback";

/** The fields of a query or a form, as Node parses them. Fails if a field is there twice. */
function fields(text: string): Record<string, string> {
  const all = [...new URLSearchParams(text)];
  expect(new Set(all.map(([name]) => name)).size).toBe(all.length);
  return Object.fromEntries(all);
}

describe("authorization requests", () => {
  const login = { nonce: "n-0S6_WzA2Mj", verifier: randomBytes(32).toString("base64url") };
  const request = { redirectUri: CALLBACK, state: "a-state", login };
  const urlOf = async (change: object, settings: object = {}, metadata: object = {}): Promise<URL> => {
    const args = [oidcMetadata(metadata), oidcSettings(settings), { ...request, ...change }];
    const [url] = await callLua(`${OIDC}.authorization-request`, "authorizationUrl", ...args);
    return new URL(url as string);
  };
  const expected = {
    response_type: "code",
    client_id: "collimator",
    redirect_uri: CALLBACK,
    scope: "openid profile email",
    state: "a-state",
    nonce: login.nonce,
    code_challenge: createHash("sha256").update(login.verifier).digest("base64url"),
    code_challenge_method: "S256",
  };

  test("an authorization request has what a login needs and nothing more", async () => {
    const url = await urlOf({});
    expect(url.origin + url.pathname).toBe("https://op.example/authorize");
    expect(fields(url.search)).toEqual(expected);
    expect(url.hash).toBe("");
    expect(url.href).not.toContain(login.verifier);
  });

  test("an authorization request asks for a new authentication when told to", async () => {
    const url = await urlOf({ maxAge: 0, prompt: "login", acrValues: "urn:x:mfa phr" });
    expect(fields(url.search)).toEqual({ ...expected, max_age: "0", prompt: "login", acr_values: "urn:x:mfa phr" });
    expect(fields((await urlOf({ acrValues: "" })).search)).toEqual(expected);
  });

  test.each([
    ["https://op.example/b2c?p=login&x=%26", { p: "login", x: "&" }],
    ["https://op.example/b2c?p=login&", { p: "login" }],
    ["https://op.example/b2c?", {}],
  ])("an authorization request keeps the query of the endpoint %s", async (authorizationEndpoint, ownQuery) => {
    const url = await urlOf({}, {}, { authorizationEndpoint });
    expect(url.pathname).toBe("/b2c");
    expect(fields(url.search)).toEqual({ ...ownQuery, ...expected });
  });

  test("an authorization request carries any text unchanged", async () => {
    const text = "a&b=c+d %20#?/:@!$'()*,;[]~ü山😀\"<>\\^`{|}";
    const scope = "openid a:b https://x.example/y";
    const url = await urlOf({ state: text }, { clientId: text, scopes: scope });
    expect(fields(url.search)).toEqual({ ...expected, client_id: text, state: text, scope });
  });

  test("an authorization request has the challenge of RFC 7636, appendix B", async () => {
    const url = await urlOf({ login: { nonce: "n", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" } });
    expect(url.searchParams.get("code_challenge")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  });
});

describe("end session requests", () => {
  const request = { clientId: "collimator", redirectUri: "https://pacs.example/oidc/logged-out" };
  const urlOf = async (change: object, metadata: object = {}): Promise<unknown> => {
    const args = [oidcMetadata(metadata), { ...request, ...change }];
    return (await callLua(`${OIDC}.end-session-request`, "endSessionUrl", ...args))[0];
  };
  const expected = { client_id: "collimator", post_logout_redirect_uri: request.redirectUri };

  test("an end session request has the ID token", async () => {
    const url = new URL((await urlOf({ idToken: "a.b-_.c" })) as string);
    expect(url.origin + url.pathname).toBe("https://op.example/logout");
    expect(fields(url.search)).toEqual({ id_token_hint: "a.b-_.c", ...expected });
  });

  test.each([{}, { idToken: "" }])("an end session request needs no token: %j", async (change) => {
    expect(fields(new URL((await urlOf(change)) as string).search)).toEqual(expected);
  });

  test("an end session request keeps the endpoint's query", async () => {
    const url = new URL((await urlOf({}, { endSessionEndpoint: "https://op.example/out?p=1" })) as string);
    expect(fields(url.search)).toEqual({ p: "1", ...expected });
  });

  test("an end session request is not made if the provider has no endpoint for it", async () => {
    expect(await urlOf({ idToken: "a.b.c" }, { endSessionEndpoint: undefined })).toBeNull();
  });
});

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe("token requests", () => {
  const grant = { code: "SplxlOBeZQQYbYS6WxSbIA", verifier: "v".repeat(43), redirectUri: CALLBACK };
  const exchange = {
    grant_type: "authorization_code",
    code: grant.code,
    redirect_uri: CALLBACK,
    code_verifier: grant.verifier,
  };
  const send = async (fn: string, settings: object, ...rest: unknown[]): Promise<Sent> => {
    const [sent] = await callLua(`${OIDC}.token-endpoint`, fn, oidcSettings(settings), ...rest);
    return sent as Sent;
  };
  const plainHeaders = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };

  test("a token request exchanges a code, with the secret in the header", async () => {
    const { headers, body } = await send("codeRequest", {}, grant);
    expect(headers).toEqual({ ...plainHeaders, Authorization: `Basic ${btoa("collimator:s3cret")}` });
    expect(fields(body)).toEqual(exchange);
  });

  test("a token request can have the secret in the body", async () => {
    const settings = { clientAuth: "client_secret_post", clientSecret: "a&b=c d+ü" };
    const { headers, body } = await send("codeRequest", settings, grant);
    expect(headers).toEqual(plainHeaders);
    expect(fields(body)).toEqual({ ...exchange, client_id: "collimator", client_secret: "a&b=c d+ü" });
  });

  test("a token request can be made without a secret", async () => {
    const { headers, body } = await send("codeRequest", { clientAuth: "none", clientSecret: "" }, grant);
    expect(headers).toEqual(plainHeaders);
    expect(fields(body)).toEqual({ ...exchange, client_id: "collimator" });
  });

  test("a token request refreshes tokens", async () => {
    const { headers, body } = await send("refreshRequest", {}, "a refresh&token=");
    expect(headers["Authorization"]).toBe(`Basic ${btoa("collimator:s3cret")}`);
    expect(fields(body)).toEqual({ grant_type: "refresh_token", refresh_token: "a refresh&token=" });
    const post = await send("refreshRequest", { clientAuth: "client_secret_post" }, "r");
    expect(fields(post.body)).toMatchObject({ client_id: "collimator", client_secret: "s3cret" });
  });

  test.each([
    ["a:b", "c:d", "a%3Ab:c%3Ad"],
    ["100%", "50%41", "100%25:50%2541"],
    ["my client", "a b", "my+client:a+b"],
    ["a+b", "c+d", "a%2Bb:c%2Bd"],
    ["klinik-ü", "£€", "klinik-%C3%BC:%C2%A3%E2%82%AC"],
    // RFC 6749, appendix B.
    [" %&+£€", "", "+%25%26%2B%C2%A3%E2%82%AC:"],
    ["https://pacs.example/", "aB3.Q~x_y-z", "https%3A%2F%2Fpacs.example%2F:aB3.Q~x_y-z"],
    ["a\nb", "\u0000", "a%0Ab:%00"],
  ])(
    "a token request encodes the id %j and the secret %j before joining them",
    async (clientId, clientSecret, expected) => {
      const { headers } = await send("codeRequest", { clientId, clientSecret }, grant);
      const [scheme, credentials = ""] = (headers["Authorization"] ?? "").split(" ");
      expect(scheme).toBe("Basic");
      const text = Buffer.from(credentials, "base64").toString();
      expect(text).toBe(expected);
      const parts = text.split(":").map((part) => new URLSearchParams(`x=${part}`).get("x"));
      expect(parts).toEqual([clientId, clientSecret]);
    },
  );

  test("a token request's credentials are one header line, however long the secret", async () => {
    const { headers } = await send("codeRequest", { clientSecret: "x".repeat(5000) }, grant);
    expect(headers["Authorization"]).toMatch(/^Basic [A-Za-z0-9+/]+=*$/);
  });
});
