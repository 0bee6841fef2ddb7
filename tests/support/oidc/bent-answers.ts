import { createHash, randomUUID } from "node:crypto";
import type { BentProvider, Credentials, Grant, Login, Memory, Received, Reply } from "./bend";
import { type Json, leftHalf, seconds, signed } from "./bent-tokens";
import type { Known } from "./certified-configuration";

/** Under the issuer, with the prefix before them. */
export const PATHS = {
  authorization: "/auth",
  token: "/token",
  jwks: "/jwks",
  userinfo: "/me",
  end: "/session/end",
} as const;

function rightDiscovery(issuer: string, prefix: string): Json {
  const base = issuer + prefix;
  return {
    issuer,
    authorization_endpoint: base + PATHS.authorization,
    token_endpoint: base + PATHS.token,
    jwks_uri: base + PATHS.jwks,
    userinfo_endpoint: base + PATHS.userinfo,
    end_session_endpoint: base + PATHS.end,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  };
}

const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) });
const isReply = (answer: Json | Reply): answer is Reply => typeof answer["body"] === "string";
const redirect = (to: URL): Reply => ({ status: 303, headers: { Location: to.href }, body: "" });

function profile({ sub, preferred_username, name, groups }: Known): Json {
  return { sub, preferred_username, name, groups: [...groups] };
}

function authorize(provider: BentProvider, memory: Memory, { query }: Received): Reply {
  const redirectUri = query.get("redirect_uri") ?? "";
  const [nonce, challenge] = [query.get("nonce") ?? "", query.get("code_challenge") ?? ""];
  if (query.get("code_challenge_method") !== "S256") return json({ error: "invalid_request" }, 400);
  const login = { who: provider.who, sid: randomUUID(), nonce, challenge, redirectUri };
  const code = randomUUID();
  memory.codes.set(code, login);
  memory.last = login;
  const parameters = new URLSearchParams({ code, state: query.get("state") ?? "", iss: provider.issuer });
  provider.bend.callback?.(parameters);
  const to = new URL(redirectUri);
  to.search = parameters.toString();
  return redirect(to);
}

/** Id and secret of client_secret_basic, each of which was encoded by itself (RFC 6749, section 2.3.1). */
export function basicOf(authorization: string): string[] {
  const pair = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  return pair.split(":").map((part) => decodeURIComponent(part.replaceAll("+", " ")));
}

/** The login that a request for tokens is for, if the request is right; a code and a refresh token serve once. */
function redeemed(memory: Memory, form: URLSearchParams): Login | undefined {
  if (form.get("grant_type") === "refresh_token") {
    const given = form.get("refresh_token") ?? "";
    const login = memory.refreshTokens.get(given);
    memory.refreshTokens.delete(given);
    return login;
  }
  const code = form.get("code") ?? "";
  const login = memory.codes.get(code);
  memory.codes.delete(code);
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  return login?.challenge === challenge && login.redirectUri === form.get("redirect_uri") ? login : undefined;
}

function tokens(
  provider: BentProvider,
  memory: Memory,
  credentials: Credentials,
  { form, authorization }: Received,
): Reply {
  const { clientId, clientSecret } = credentials;
  const [id, secret] = basicOf(authorization);
  if (id !== clientId || secret !== clientSecret) return json({ error: "invalid_client" }, 401);
  const login = redeemed(memory, form);
  if (login === undefined) return json({ error: "invalid_grant" }, 400);
  const grant = form.get("grant_type") as Grant;
  const { bend, accessSeconds } = provider;
  bend.beforeSigning?.();
  const [key] = provider.keys;
  if (key === undefined) throw new Error("no key");
  const [accessToken, refreshToken] = [randomUUID(), randomUUID()];
  memory.accessTokens.set(accessToken, login);
  memory.refreshTokens.set(refreshToken, login);
  const nonce = grant === "authorization_code" ? { nonce: login.nonce } : {};
  const times = { iat: seconds(), exp: seconds() + 300, auth_time: seconds() };
  const right: Json = {
    ...{ iss: provider.issuer, aud: clientId, sid: login.sid, ...times, ...nonce },
    ...{ at_hash: leftHalf(accessToken), ...profile(login.who) },
  };
  const claims = bend.claims?.(right, grant) ?? right;
  const header = bend.header?.({ alg: "RS256", kid: key.jwk.kid }) ?? { alg: "RS256", kid: key.jwk.kid };
  const idToken = bend.sign?.(header, claims, key) ?? signed(key, header, claims);
  const answer: Json = {
    ...{ access_token: accessToken, token_type: "Bearer", expires_in: accessSeconds },
    ...{ refresh_token: refreshToken, id_token: idToken },
  };
  const bent = bend.token?.(answer, grant) ?? answer;
  return isReply(bent) ? bent : json(bent);
}

function userinfo({ bend }: BentProvider, { accessTokens }: Memory, { authorization }: Received): Reply {
  const login = accessTokens.get(authorization.replace(/^Bearer /, ""));
  if (login === undefined) return json({ error: "invalid_token" }, 401);
  const claims = profile(login.who);
  return json(bend.userinfo?.(claims) ?? claims);
}

function endSession({ bend }: BentProvider, { query }: Received): Reply {
  const target = query.get("post_logout_redirect_uri");
  if (target === null) return { type: "text/html", body: "<!doctype html><title>Logged out</title>" };
  const state = query.get("state");
  const parameters = new URLSearchParams(state === null ? {} : { state });
  bend.loggedOut?.(parameters);
  const to = new URL(target);
  to.search = parameters.toString();
  return redirect(to);
}

function jwks({ bend, keys }: BentProvider): Reply {
  const published = keys.map(({ jwk }) => jwk);
  return json({ keys: bend.keys?.(published) ?? published });
}

/** What the provider answers to a request. */
export async function answerTo(
  provider: BentProvider,
  memory: Memory,
  credentials: Credentials,
  request: Received,
): Promise<Reply> {
  const { bend, issuer } = provider;
  const { prefix = "" } = bend;
  const own = bend.reply?.(request.path);
  if (own !== undefined) return own;
  if (request.path === "/.well-known/openid-configuration") {
    const document = rightDiscovery(issuer, prefix);
    return json(bend.discovery?.(document) ?? document);
  }
  const path = request.path.startsWith(prefix) ? request.path.slice(prefix.length) : "";
  if (path === PATHS.jwks) return jwks(provider);
  if (path === PATHS.authorization) return authorize(provider, memory, request);
  if (path === PATHS.token) return tokens(provider, memory, credentials, request);
  if (path === PATHS.userinfo) return userinfo(provider, memory, request);
  if (path === PATHS.end) return endSession(provider, request);
  return json({ error: "not_found" }, 404);
}
