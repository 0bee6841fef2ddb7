import { audiences, checkTimes, identifier, isAbsentOr, numericDate } from "./claims";
import type { ClaimRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

export interface AccessTokenExpectations {
  /** Exactly as the provider's metadata has it. */
  readonly issuer: string;
  /** This gateway's resource indicator (RFC 8707). */
  readonly audience: string;
  /** Unix seconds. */
  readonly now: number;
}

/** An access token's claims (RFC 9068, section 2.2), checked. */
export interface AccessToken {
  readonly iss: string;
  readonly sub: string;
  readonly client_id: string;
  readonly jti: string;
  readonly exp: number;
  readonly iat: number;
  /** Space-separated (RFC 8693, section 4.2). */
  readonly scope: string | undefined;
  readonly acr: string | undefined;
  readonly auth_time: number | undefined;
}

/** Checks the claims of a verified access token (RFC 9068, section 4). */
export function checkAccessToken(
  claims: JsonObject,
  expected: AccessTokenExpectations,
): LuaMultiReturn<[AccessToken] | [undefined, ClaimRefusal]> {
  const fault =
    checkIssuerAndAudience(claims, expected) ??
    checkTimes(claims, expected.now) ??
    checkRequired(claims) ??
    checkOptional(claims);
  if (fault !== undefined) return $multi(undefined, fault);
  return $multi(claims as unknown as AccessToken);
}

function checkIssuerAndAudience(claims: JsonObject, expected: AccessTokenExpectations): ClaimRefusal | undefined {
  if (claims["iss"] !== expected.issuer) return "claim-iss";
  return audiences(claims)?.includes(expected.audience) === true ? undefined : "claim-aud";
}

function checkRequired(claims: JsonObject): ClaimRefusal | undefined {
  if (identifier(claims, "sub") === undefined) return "claim-sub";
  if (identifier(claims, "client_id") === undefined) return "claim-client_id";
  return identifier(claims, "jti") === undefined ? "claim-jti" : undefined;
}

function checkOptional(claims: JsonObject): ClaimRefusal | undefined {
  const { scope } = claims;
  if (scope !== undefined && type(scope) !== "string") return "claim-scope";
  if (!isAbsentOr(identifier, claims, "acr")) return "claim-acr";
  return isAbsentOr(numericDate, claims, "auth_time") ? undefined : "claim-auth_time";
}
