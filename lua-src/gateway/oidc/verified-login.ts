import { checkIdToken, type IdToken } from "../jwt/id-token";
import { ID_TOKEN } from "../jwt/policy";
import { type JsonObject, decodeStrictObject } from "../jwt/strict-json";
import type { FlowError } from "./error";
import type { BegunLogin } from "./login-state";
import type { Metadata } from "./metadata";
import { provider, providerMetadata, redirectUri, verifyProviderToken } from "./provider";
import { noteAlgorithm } from "./logout-marks";
import { callTokenEndpoint, codeRequest, type TokenResponse } from "./token-endpoint";
import { fetch } from "../outbound/fetch";
import { viaOf } from "./endpoint";

const NONE: JsonObject = {};

/**
 * The claims of the userinfo endpoint (OpenID Connect Core 1.0, section 5.3), none where the provider has no such
 * endpoint. They have to be of the person whom the ID token is of (section 5.3.2), and in plain JSON: signed ones are
 * not asked for.
 */
export function fetchUserinfo(
  { userinfoEndpoint }: Metadata,
  accessToken: string,
  subject: string,
): LuaMultiReturn<[JsonObject] | [undefined, FlowError]> {
  if (userinfoEndpoint === undefined) return $multi(NONE);
  const headers = { Accept: "application/json", Authorization: `Bearer ${accessToken}` };
  const via = viaOf(userinfoEndpoint);
  const [answer, failure] = fetch({ method: "GET", url: userinfoEndpoint, headers, via });
  if (answer === undefined) return $multi(undefined, failure);
  if (answer.status !== 200) return $multi(undefined, "userinfo-status");
  const [claims] = decodeStrictObject(answer.body);
  if (claims === undefined) return $multi(undefined, "userinfo-form");
  if (claims["sub"] !== subject) return $multi(undefined, "userinfo-sub");
  return $multi(claims);
}

/** Whom the provider vouches for, and all that it said: verified. */
export interface VerifiedLogin {
  readonly idToken: IdToken;
  /** The claims of the ID token, then those of userinfo. */
  readonly claims: readonly JsonObject[];
  readonly tokens: TokenResponse;
}

type Verified = LuaMultiReturn<[VerifiedLogin] | [undefined, FlowError]>;

/** What a token response has to be bound to. */
export interface Expected {
  readonly nonce: string;
  /** The login's `sub`, where the tokens come by a refresh. */
  readonly refreshedSubject: string | undefined;
}

/** Verifies the ID token of a token response (OpenID Connect Core 1.0, sections 3.1.3.5 to 3.1.3.8), and asks for userinfo. */
export function verifyTokens(metadata: Metadata, tokens: TokenResponse, expected: Expected): Verified {
  const { accessToken, idToken: token } = tokens;
  if (token === undefined) return $multi(undefined, "exchange-form");
  const [claims, header] = verifyProviderToken(token, ID_TOKEN, false);
  if (claims === undefined) return $multi(undefined, header);
  const { issuer, clientId } = provider();
  const [idToken, refusal] = checkIdToken(claims, {
    ...expected,
    issuer,
    clientId,
    now: ngx.time(),
    alg: header.alg,
    accessToken,
  });
  if (idToken === undefined) return $multi(undefined, refusal);
  noteAlgorithm(header.alg);
  const [more, failure] = fetchUserinfo(metadata, accessToken, idToken.sub);
  if (more === undefined) return $multi(undefined, failure);
  return $multi({ idToken, claims: [claims, more], tokens });
}

/** Exchanges a code for tokens, and verifies them. */
export function redeemCode(code: string, { nonce, verifier }: BegunLogin): Verified {
  const [metadata, none] = providerMetadata();
  if (metadata === undefined) return $multi(undefined, none);
  const grant = { code, verifier, redirectUri: redirectUri() };
  const [tokens, failure] = callTokenEndpoint(metadata, codeRequest(provider(), grant));
  if (tokens === undefined) return $multi(undefined, failure);
  return verifyTokens(metadata, tokens, { nonce, refreshedSubject: undefined });
}
