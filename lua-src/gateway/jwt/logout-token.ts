import { checkParties, checkTimes, identifier, isAbsentOr, numericDate } from "./claims";
import type { ClaimRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

export interface LogoutTokenExpectations {
  /** Exactly as the provider's metadata has it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * A logout token's claims (OpenID Connect Back-Channel Logout 1.0, section 2.4), checked. At least one of `sub` and
 * `sid` is there; without `sid` all of the person's sessions are meant.
 */
export interface LogoutToken {
  readonly iss: string;
  readonly sub: string | undefined;
  readonly sid: string | undefined;
  /** For the caller to refuse a second use until `exp` (section 2.6, step 8). */
  readonly jti: string;
  readonly exp: number;
  readonly iat: number;
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** How long one without `exp` is good for, as the specification advises for `exp` (section 2.4). */
const LIFETIME_SECONDS = 120;

/** Checks the claims of a verified logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6, steps 4 to 7). */
export function checkLogoutToken(
  received: JsonObject,
  expected: LogoutTokenExpectations,
): LuaMultiReturn<[LogoutToken] | [undefined, ClaimRefusal]> {
  const claims = withExpiry(received);
  const fault =
    checkParties(claims, expected.issuer, expected.clientId) ??
    checkTimes(claims, expected.now) ??
    checkWhose(claims) ??
    checkKind(claims);
  if (fault !== undefined) return $multi(undefined, fault);
  return $multi(claims as unknown as LogoutToken);
}

/** The claims with `exp`, which drafts of the specification did not have, and providers that are in use leave out. */
function withExpiry(claims: JsonObject): JsonObject {
  const iat = numericDate(claims, "iat");
  if (claims["exp"] !== undefined || iat === undefined) return claims;
  return { ...claims, exp: iat + LIFETIME_SECONDS };
}

function checkWhose(claims: JsonObject): ClaimRefusal | undefined {
  if (!isAbsentOr(identifier, claims, "sub")) return "claim-sub";
  if (!isAbsentOr(identifier, claims, "sid")) return "claim-sid";
  return claims["sub"] === undefined && claims["sid"] === undefined ? "claim-sid" : undefined;
}

/** What makes it a logout token, and no ID token: the event, and no `nonce`, be it null. */
function checkKind(claims: JsonObject): ClaimRefusal | undefined {
  const { events, nonce } = claims;
  if (nonce !== undefined) return "claim-nonce";
  if (type(events) !== "table" || type((events as JsonObject)[EVENT]) !== "table") return "claim-events";
  return identifier(claims, "jti") === undefined ? "claim-jti" : undefined;
}
