import { checkIdToken, type IdToken } from "../jwt/id-token";
import { ID_TOKEN } from "../jwt/policy";
import type { JsonObject } from "../jwt/strict-json";
import type { FlowError } from "./error";
import type { BegunLogin } from "./login-state";
import type { Metadata } from "./metadata";
import { provider, providerMetadata } from "./provider";
import { redirectUri } from "./redirect-uri";
import { noteAlgorithm } from "./signing-algorithm";
import { callTokenEndpoint, codeRequest, type TokenResponse } from "./token-endpoint";
import { fetchUserinfo } from "./userinfo";
import { verifyProviderToken } from "./verify-provider-token";

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
