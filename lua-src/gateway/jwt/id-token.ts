import type { Algorithm } from "./algorithms";
import { checkParties, checkTimes, identifier, isAbsentOr, numericDate } from "./claims";
import type { ClaimRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";
import { isHashOf } from "./token-hash";

export interface IdTokenExpectations {
  /** Exactly as the provider's metadata has it. */
  readonly issuer: string;
  readonly clientId: string;
  /** What the login sent. */
  readonly nonce: string;
  /** Unix seconds. */
  readonly now: number;
  /** The header's, once verified. */
  readonly alg: Algorithm;
  /** The access token that came with it; where there is none, `at_hash` is not looked at. */
  readonly accessToken: string | undefined;
  /**
   * For a token that came by a refresh, the login's `sub`: it has to stay, and `nonce` may be left out then (section
   * 12.2).
   */
  readonly refreshedSubject: string | undefined;
}

/** An ID token's claims (OpenID Connect Core 1.0, section 2), checked. */
export interface IdToken {
  readonly iss: string;
  readonly sub: string;
  readonly exp: number;
  readonly iat: number;
  /** The provider's session (Back-Channel Logout 1.0, section 2.1). */
  readonly sid: string | undefined;
  /** How the person was authenticated, and when (Unix seconds): for the steps that ask for more than a login. */
  readonly acr: string | undefined;
  readonly auth_time: number | undefined;
}

/** Checks the claims of a verified ID token (OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2). */
export function checkIdToken(
  claims: JsonObject,
  expected: IdTokenExpectations,
): LuaMultiReturn<[IdToken] | [undefined, ClaimRefusal]> {
  const fault =
    checkParties(claims, expected.issuer, expected.clientId) ??
    checkTimes(claims, expected.now) ??
    checkSubject(claims, expected) ??
    checkBindings(claims, expected) ??
    checkOptional(claims);
  if (fault !== undefined) return $multi(undefined, fault);
  return $multi(claims as unknown as IdToken);
}

function checkSubject(claims: JsonObject, expected: IdTokenExpectations): ClaimRefusal | undefined {
  const sub = identifier(claims, "sub");
  if (sub === undefined) return "claim-sub";
  return expected.refreshedSubject !== undefined && sub !== expected.refreshedSubject ? "claim-sub" : undefined;
}

/** To the login that asked for it, and to the access token that came with it. */
function checkBindings(claims: JsonObject, expected: IdTokenExpectations): ClaimRefusal | undefined {
  const { nonce, at_hash: hash } = claims;
  const mayLack = expected.refreshedSubject !== undefined;
  if (nonce !== expected.nonce && !(mayLack && nonce === undefined)) return "claim-nonce";
  if (hash === undefined || expected.accessToken === undefined) return undefined;
  return isHashOf(hash, expected.accessToken, expected.alg) ? undefined : "claim-at_hash";
}

function checkOptional(claims: JsonObject): ClaimRefusal | undefined {
  if (!isAbsentOr(identifier, claims, "sid")) return "claim-sid";
  if (!isAbsentOr(identifier, claims, "acr")) return "claim-acr";
  return isAbsentOr(numericDate, claims, "auth_time") ? undefined : "claim-auth_time";
}
