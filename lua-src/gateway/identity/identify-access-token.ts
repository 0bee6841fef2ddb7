import { PERMISSIONS, permissionOf, type Permission } from "../../shared/policy/permissions";
import { settings, type OidcSettings } from "../config/settings";
import { nameOfPerson, wasRemoved } from "../accounts/person-record";
import { refuse, type Refusal, unavailable } from "../http/refusal";
import { matches } from "../../shared/text";
import { checkAccessToken, type AccessToken } from "../jwt/access-token";
import { SKEW_SECONDS } from "../jwt/claims";
import { ACCESS_TOKEN } from "../jwt/policy";
import type { JsonObject } from "../jwt/strict-json";
import { recallShared, share } from "../state/shared";
import { findUser, mayLogIn } from "../accounts/user-record";
import { VERDICT_SECONDS, type Verdict } from "../verdicts/verdicts";
import { type FlowError, isPassing } from "../oidc/error";
import { rolesOfClient } from "../sign-in/person";
import { verifyProviderToken } from "../oidc/provider";

/**
 * Access tokens of the provider's, for machines (RFC 9068): who brings one has the roles that OIDC_ROLES gives for its
 * claims, but none by `*`, since a machine is not everybody.
 *
 * @module
 */
type Found = LuaMultiReturn<[Verdict] | [undefined, Refusal]>;

/** What a machine gets only by name, in its scope. */
const ONLY_BY_NAME: readonly Permission[] = ["delete", "settings", "admin-permissions", "break-glass"];
const BY_DEFAULT = PERMISSIONS.filter((permission) => !ONLY_BY_NAME.includes(permission)).join(",");

/** The provider, where access tokens of its are taken. */
export function tokenProvider(): OidcSettings | undefined {
  const { oidc } = settings();
  return oidc === undefined || oidc.audience === "" ? undefined : oidc;
}

/** Whether a text has a JWT's form, which no API token has. */
export function isJwt(token: string): boolean {
  const [from] = ngx.re.find(token, "\\A[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\z", "jo");
  return from !== undefined;
}

/** The refusal of an access token. */
export function accessTokenRefusal(failure: string): Refusal {
  const reason = matches(failure, "^token%-") ? failure : `token-${failure}`;
  return refuse(401, reason, `This access token is not accepted: ${failure}.`);
}

/** The permissions that a scope names; where it names none, all but those that a machine gets only by name. */
function limitOf(scope: string): string {
  const named: string[] = [];
  for (const [word = ""] of string.gmatch(scope, "%S+")) {
    if (permissionOf(word) !== undefined && !named.includes(word)) named.push(word);
  }
  return named.length === 0 ? BY_DEFAULT : table.concat(named, ",");
}

/** What a client is called in logs and limits; no account can have such a name. */
function nameOfClient({ client_id: id }: AccessToken): string {
  const [plain] = string.gsub(id, "[^%w._@-]", "_");
  return `client:${string.sub(plain, 1, 64)}`;
}

/** Who acts, and until when that is known. */
interface Actor {
  readonly user: string;
  readonly until: number;
}

/**
 * The same for all tokens of a subject that come within the second: machines fetch new ones often. A verdict on a token
 * that was judged by it ends with it, so that an account that is disabled is so within a second all the same.
 */
function actorWithinSecond(token: AccessToken, until: number): LuaMultiReturn<[Actor] | [undefined, Refusal]> {
  const key = `actor:${token.client_id} ${token.sub}`;
  const [end, known] = string.match(recallShared("verdicts", key) ?? "", "^([%d.]+) (%S+)$");
  const knownUntil = tonumber(end);
  if (known !== undefined && knownUntil !== undefined) return $multi({ user: known, until: knownUntil });
  const [user, refusal] = actorOf(token);
  if (user === undefined) return $multi(undefined, refusal);
  share("verdicts", key, `${string.format("%.3f", until)} ${user}`, VERDICT_SECONDS);
  return $multi({ user, until });
}

/** Who acts: the person whose account it is, where the token is a person's (RFC 9068, section 2.2), else the client. */
function actorOf(token: AccessToken): LuaMultiReturn<[string] | [undefined, Refusal]> {
  const [name, failure] = nameOfPerson(token.sub);
  if (failure !== undefined) return $multi(undefined, unavailable(failure));
  return name === undefined ? clientOf(token) : personOf(token.sub, name);
}

/** A client, unless the subject is a person whose account was removed: a person never becomes a machine. */
function clientOf(token: AccessToken): LuaMultiReturn<[string] | [undefined, Refusal]> {
  const [removed, failure] = wasRemoved(token.sub);
  if (failure !== undefined) return $multi(undefined, unavailable(failure));
  if (removed) return $multi(undefined, accessTokenRefusal("account-removed"));
  return $multi(nameOfClient(token));
}

/** The person whose account has a name, while it is this person's. */
function personOf(subject: string, name: string): LuaMultiReturn<[string] | [undefined, Refusal]> {
  const [user, failure] = findUser(name);
  if (failure !== undefined) return $multi(undefined, unavailable(failure));
  // The name may be another one's since.
  if (user === undefined || user.subject !== subject) return $multi(undefined, accessTokenRefusal("account-removed"));
  if (!mayLogIn(user)) return $multi(undefined, accessTokenRefusal("account-disabled"));
  return $multi(user.name);
}

function refusalOf(failure: FlowError): Refusal {
  if (!isPassing(failure)) return accessTokenRefusal(failure);
  return refuse(503, "provider-unavailable", "The provider's keys can't be had at the moment; try again shortly.");
}

function verified(
  { issuer, audience }: OidcSettings,
  token: string,
): LuaMultiReturn<[AccessToken, JsonObject] | [undefined, Refusal]> {
  const [claims, failure] = verifyProviderToken(token, ACCESS_TOKEN, true);
  if (claims === undefined) return $multi(undefined, refusalOf(failure));
  const [checked, refusal] = checkAccessToken(claims, { issuer, audience, now: ngx.time() });
  if (checked === undefined) return $multi(undefined, accessTokenRefusal(refusal));
  return $multi(checked, claims);
}

/** Verifies an access token, whose SHA-256 is `key`; the verdict holds until `until`. */
export function judgeAccessToken(oidc: OidcSettings, token: string, key: string, until: number): Found {
  const [checked, claims] = verified(oidc, token);
  if (checked === undefined) return $multi(undefined, claims);
  const [actor, refusal] = actorWithinSecond(checked, until);
  if (actor === undefined) return $multi(undefined, refusal);
  return $multi({
    principal: {
      kind: "token",
      user: actor.user,
      roles: rolesOfClient(oidc, [claims]),
      limit: limitOf(checked.scope ?? ""),
      mustChangePassword: false,
      confirmedAt: 0,
      key: `jwt:${string.sub(key, 1, 12)}`,
    },
    expiresAt: math.floor(checked.exp) + SKEW_SECONDS,
    addresses: "",
    until: actor.until,
  });
}
