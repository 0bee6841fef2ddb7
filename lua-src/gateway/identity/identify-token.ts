import { isInRanges } from "../../shared/address";
import { MALFORMED, readAuthorization } from "../http/authorization";
import { refuse, type Refusal, unavailable } from "../http/refusal";
import type { OidcSettings } from "../config/settings";
import { stateIsUsable } from "../health/health";
import { currentEra } from "../state/era";
import { valkey, valkeyMany } from "../state/valkey";
import { apiTokenOf, readApiToken, tokenIdOf, touchApiToken } from "../accounts/token-record";
import { accessTokenRefusal, isJwt, judgeAccessToken, tokenProvider } from "./identify-access-token";
import type { Principal } from "../verdicts/principal";
import { recallRecent, rememberRecent } from "../verdicts/recent";
import { tokenKey } from "../opaque-token";
import { readUser, userOf } from "../accounts/user-record";
import {
  recallUnknown,
  recallVerdict,
  rememberUnknown,
  rememberVerdict,
  verdictEnd,
  type Verdict,
} from "../verdicts/verdicts";

const UNKNOWN = refuse(401, "token-unknown", "There is no such API token, or it has been revoked.");
const EXPIRED = refuse(401, "token-expired", "This API token has expired.");
const ADDRESS = refuse(403, "token-address", "This API token may not be used from this address.");

/** A verdict, and whether it is one of the last second. */
type Found = LuaMultiReturn<[Verdict, wasKnown: boolean] | [undefined, Refusal]>;

function opensNothing(key: string): Found {
  rememberUnknown(key, UNKNOWN.reason);
  return $multi(undefined, UNKNOWN);
}

/** Looks the token and its owner up anew: what the owner may no longer do, the token may not either. */
function lookUp(id: string, key: string): Found {
  const until = verdictEnd();
  const [replies, failure] = valkey(readApiToken(id));
  if (replies === undefined) return $multi(undefined, unavailable(failure));
  const token = apiTokenOf(id, replies[0]);
  if (token === undefined || token.key !== key) return opensNothing(key);
  // An expired one is not worth another round trip.
  if (token.expiresAt <= ngx.time()) return $multi(undefined, EXPIRED);
  const [more, broken] = valkeyMany([readUser(token.owner)].concat(touchApiToken(token)));
  if (more === undefined) return $multi(undefined, unavailable(broken));
  const owner = userOf(token.owner, more[0]);
  if (owner === undefined || owner.disabled) return opensNothing(key);
  const { expiresAt, addresses } = token;
  const principal: Principal = {
    kind: "token",
    user: owner.name,
    roles: owner.roles,
    limit: token.permissions,
    // A token is made anew and is nobody's first password.
    mustChangePassword: false,
    confirmedAt: 0,
    key: id,
  };
  const verdict = { principal, expiresAt, addresses, until };
  rememberVerdict(key, verdict);
  return $multi(verdict, false);
}

/** An access token of the provider's. */
function findAccessToken(oidc: OidcSettings, token: string): Found {
  const key = tokenKey(token);
  const known = recallVerdict("token", key);
  if (known !== undefined) return $multi(known, true);
  const why = recallUnknown(key);
  if (why !== undefined) return $multi(undefined, accessTokenRefusal(why));
  const [verdict, refusal] = judgeAccessToken(oidc, token, key, verdictEnd());
  if (verdict === undefined) {
    if (refusal.status === 401) rememberUnknown(key, refusal.reason);
    return $multi(undefined, refusal);
  }
  rememberVerdict(key, verdict);
  return $multi(verdict, false);
}

function find(token: string): Found {
  // Of a state that is not known to be in order, nothing is believed.
  if (!stateIsUsable()) return $multi(undefined, unavailable("not ready"));
  const oidc = tokenProvider();
  if (oidc !== undefined && isJwt(token)) return findAccessToken(oidc, token);
  const id = tokenIdOf(token);
  if (id === undefined) return $multi(undefined, MALFORMED);
  const key = tokenKey(token);
  const known = recallVerdict("token", key);
  if (known !== undefined) return $multi(known, true);
  if (recallUnknown(key) !== undefined) return $multi(undefined, UNKNOWN);
  return lookUp(id, key);
}

/** What was found of the Authorization header. */
function findByHeader(): LuaMultiReturn<[Verdict] | [undefined, Refusal]> {
  const header = ngx.var["http_authorization"] ?? "";
  const recent = recallRecent("authorization", header);
  if (recent !== undefined) return $multi(recent);
  const era = currentEra();
  const [token, malformed] = readAuthorization(header);
  if (token === undefined) return $multi(undefined, malformed);
  const [found, how] = find(token);
  if (found === undefined) return $multi(undefined, how);
  // Not at first sight: a token that comes once is not worth the place of one that comes often.
  if (how) rememberRecent("authorization", header, found, era);
  return $multi(found);
}

/** Who the request acts for, by the API token, or access token of the provider's, in its Authorization header; a refusal where that opens nothing. */
export function identifyToken(): LuaMultiReturn<[Principal] | [undefined, Refusal]> {
  const [verdict, refusal] = findByHeader();
  if (verdict === undefined) return $multi(undefined, refusal);
  // A verdict of the last second may have run out since, and says nothing of where this request comes from.
  if (verdict.expiresAt <= ngx.time()) return $multi(undefined, EXPIRED);
  const { addresses } = verdict;
  if (addresses !== "" && !isInRanges(ngx.var["remote_addr"] ?? "", addresses)) return $multi(undefined, ADDRESS);
  return $multi(verdict.principal);
}
