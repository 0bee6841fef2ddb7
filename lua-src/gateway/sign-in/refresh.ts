import type { Failure } from "../accounts/failure";
import { renewPerson } from "../accounts/provider-people";
import { notice } from "../log";
import { ifUnlocked } from "../state/lock";
import { valkey } from "../state/valkey";
import {
  endSession,
  putOffRefresh,
  readSession,
  renewGiven,
  sealedTokens,
  sessionOf,
  type Session,
} from "../accounts/session-record";
import { type FlowError, isPassing } from "../oidc/error";
import { rolesOf, personOf } from "./person";
import { provider, providerMetadata } from "../oidc/provider";
import type { Metadata } from "../oidc/metadata";
import { openTokens, sealTokens, type SessionTokens } from "../oidc/session-tokens";
import { callTokenEndpoint, refreshRequest, type TokenResponse } from "../oidc/token-endpoint";
import { fetchUserinfo, verifyTokens } from "../oidc/verified-login";
import { once } from "../timer";
import { addShared, unshare } from "../state/shared";
import { logged } from "../guard";

/**
 * When the provider is asked again after an answer that was good for `expiresIn` seconds (undefined: it did not say):
 * before the access token ends, and every quarter of an hour at least, so that who is shut out there is soon shut out
 * here. 0 for never, where it gave no refresh token.
 */
export function refreshAtOf(now: number, expiresIn: number | undefined, refreshToken: string): number {
  if (refreshToken === "") return 0;
  const life = math.min(expiresIn ?? DEFAULT_SECONDS, LONGEST_SECONDS);
  return now + math.max(SHORTEST_SECONDS, life - math.min(MARGIN_SECONDS, math.floor(life / 4)));
}

const DEFAULT_SECONDS = 300;
const LONGEST_SECONDS = 900;
const SHORTEST_SECONDS = 2;
const MARGIN_SECONDS = 30;

/** When the provider is asked again after it could not answer. */
const AGAIN_SECONDS = 30;

/** A session under refresh. */
interface Due {
  readonly key: string;
  readonly session: Session;
  readonly kept: SessionTokens;
}

function end({ key, session }: Pick<Due, "key" | "session">, reason: string): void {
  endSession(key, session.user);
  notice("session ended by the provider", { user: session.user, reason });
}

/** What becomes of a session when the account is looked at anew. */
function settle(due: Due, name: string | undefined, problem: Failure | undefined): void {
  if (name === due.session.user) return;
  const reason = problem?.reason ?? "other-account";
  if (reason !== "state-unavailable" && reason !== "busy") end(due, reason);
}

/** Without an ID token: what userinfo says, where it said all at the login. */
function renewByUserinfo(due: Due, metadata: Metadata, tokens: TokenResponse): FlowError | undefined {
  const { kept } = due;
  if (kept.userinfo === "") return undefined;
  const [claims, failure] = fetchUserinfo(metadata, tokens.accessToken, kept.subject);
  if (claims === undefined) return failure;
  const oidc = provider();
  const { issuer } = oidc;
  const roles = rolesOf(oidc, [claims]);
  // The name is one's for ever, and how one is shown comes with an ID token.
  const [user, problem] = renewPerson({ issuer, subject: kept.subject, name: "", displayName: "", roles });
  settle(due, user?.name, problem);
  return undefined;
}

/** By what the new tokens say of the person: the roles, or the end. */
function renewPersonOf(due: Due, metadata: Metadata, tokens: TokenResponse): FlowError | undefined {
  if (tokens.idToken === undefined) return renewByUserinfo(due, metadata, tokens);
  const { nonce, subject } = due.kept;
  const [verified, failure] = verifyTokens(metadata, tokens, { nonce, refreshedSubject: subject });
  if (verified === undefined) return failure;
  const [user, problem] = renewPerson(personOf(verified));
  settle(due, user?.name, problem);
  return undefined;
}

/** The session with the new tokens, before anything else can fail: the old ones may be worth nothing any more. */
function keepTokens({ key, session, kept }: Due, tokens: TokenResponse): void {
  const refreshToken = tokens.refreshToken ?? kept.refreshToken;
  const refreshAt = refreshAtOf(ngx.time(), tokens.expiresIn, refreshToken);
  const sealed = sealTokens(session.user, { ...kept, refreshToken });
  renewGiven(key, session, { sid: session.sid, tokens: sealed, refreshAt });
}

/**
 * The provider's words for a refresh token that is worth nothing (RFC 6749, section 5.2). Some say that the request is
 * invalid where the token is unknown.
 */
const OVER: readonly string[] = ["invalid_grant", "invalid_request"];

function ask(due: Due): void {
  const { key, session, kept } = due;
  const later = ngx.time() + AGAIN_SECONDS;
  const [metadata] = providerMetadata();
  if (metadata === undefined) return putOffRefresh(key, session, later);
  const request = refreshRequest(provider(), kept.refreshToken);
  const [tokens, failure, error] = callTokenEndpoint(metadata, request);
  if (tokens === undefined) {
    if (failure === "exchange-refused" && error !== undefined && OVER.includes(error)) return end(due, error);
    return putOffRefresh(key, session, later);
  }
  keepTokens(due, tokens);
  const wrong = renewPersonOf(due, metadata, tokens);
  if (wrong === undefined) return;
  if (isPassing(wrong)) return putOffRefresh(key, session, later);
  end(due, wrong);
}

function refreshAlone(key: string): void {
  const [replies] = valkey(readSession(key));
  const session = replies === undefined ? undefined : sessionOf(replies[0]);
  // Somebody else has refreshed it, or it is over.
  if (session === undefined || session.refreshAt === 0 || session.refreshAt > ngx.time()) return;
  const [sealed, failure] = sealedTokens(key);
  if (failure !== undefined) return;
  const kept = openTokens(session.user, sealed);
  if (kept === undefined || kept.refreshToken === "") return end({ key, session }, "tokens-unreadable");
  ask({ key, session, kept });
}

/**
 * Asks the provider for new tokens of a session (RFC 6749, section 6; OpenID Connect Core 1.0, section 12) and what it
 * says of the person now: the roles change with that. Where it says no, the session ends; where it does not answer, the
 * session goes on, to its own limits, and it is asked again later. One at a time asks, on all gateways.
 */
export function refreshSession(key: string): void {
  ifUnlocked(`refresh:${key}`, () => {
    refreshAlone(key);
  });
}

/** Refreshes of a worker at once; who comes too late comes again with the next look-up, a second later. */
const MOST_AT_ONCE = 64;

/** Longer than a refresh may take. */
const REFRESH_SECONDS = 30;

let underWay = 0;

/**
 * Has a session refreshed if that is due. No request waits for it: the session holds as it is meanwhile. One refresh per
 * session at a time on this gateway; `refreshSession` sees to the others.
 */
export function refreshIfDue(key: string, { refreshAt }: Session): void {
  if (refreshAt === 0 || refreshAt > ngx.time() || underWay >= MOST_AT_ONCE) return;
  const lock = `refresh:${key}`;
  if (!addShared("oidc", lock, "1", REFRESH_SECONDS)) return;
  underWay += 1;
  const started = once(0, () => {
    logged(() => {
      refreshSession(key);
    });
    underWay -= 1;
    unshare("oidc", lock);
  });
  if (started) return;
  underWay -= 1;
  unshare("oidc", lock);
}
