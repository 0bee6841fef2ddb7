import { beginEra } from "../state/era";
import { recallShared, share, unshare } from "../state/shared";
import type { Principal } from "./principal";

/**
 * What was found of a session or a token, kept for a second under its key, in a form that one pattern reads. No part
 * of it can hold a space:
 *
 *     S <until> <user> ,<roles> <must change> <confirmed at>
 *     T <until> <user> ,<roles> <id> <expires at> ,<permissions> ,<addresses>
 *
 * Looking anew costs a round trip to the state; this costs a look into shared memory. Both forms are bounded: a
 * verdict can't be older than a second, which is the bound of every revocation (docs/adr/0005-valkey-and-one-second.md).
 *
 * @module
 */
export const VERDICT_SECONDS = 1;

/** A principal, and what has to hold for each request that it makes. */
export interface Verdict {
  readonly principal: Principal;
  /** When it ends, in Unix seconds; 0 where its own time is looked at elsewhere. */
  readonly expiresAt: number;
  /** Ranges of addresses it holds for, parted by commas; "" for everywhere. */
  readonly addresses: string;
  /** When it has to be looked up anew, in Unix seconds with fractions. */
  readonly until: number;
}

/** Until when something holds that is looked up now. */
export function verdictEnd(): number {
  return ngx.now() + VERDICT_SECONDS;
}

function recallSession(verdict: string, key: string): Verdict | undefined {
  const [end, user, roles, due, confirmed] = string.match(verdict, "^S ([%d.]+) (%S+) ,(%S*) ([01]) (%d+)$");
  const until = tonumber(end);
  const confirmedAt = tonumber(confirmed);
  if (user === undefined || roles === undefined || confirmedAt === undefined || until === undefined) return undefined;
  const mustChangePassword = due !== "0";
  return {
    principal: { kind: "session", user, roles, limit: undefined, mustChangePassword, confirmedAt, key },
    expiresAt: 0,
    addresses: "",
    until,
  };
}

function recallToken(verdict: string): Verdict | undefined {
  const [end, user, roles, key, expires, limit, addresses] = string.match(
    verdict,
    "^T ([%d.]+) (%S+) ,(%S*) (%S+) (%d+) ,(%S*) ,(%S*)$",
  );
  const until = tonumber(end);
  const expiresAt = tonumber(expires);
  if (user === undefined || roles === undefined || key === undefined || expiresAt === undefined) return undefined;
  if (limit === undefined || addresses === undefined || until === undefined) return undefined;
  const principal: Principal = {
    kind: "token",
    user,
    roles,
    limit,
    mustChangePassword: false,
    confirmedAt: 0,
    key,
  };
  return { principal, expiresAt, addresses, until };
}

/** The verdict on what a secret with this hash stands for; undefined where there is none of the last second. */
export function recallVerdict(kind: Principal["kind"], key: string): Verdict | undefined {
  const verdict = recallShared("verdicts", key);
  if (verdict === undefined) return undefined;
  return kind === "session" ? recallSession(verdict, key) : recallToken(verdict);
}

/** Keeps a verdict for all workers. */
export function rememberVerdict(key: string, { principal, expiresAt, addresses, until }: Verdict): void {
  const { user, roles, mustChangePassword, confirmedAt } = principal;
  const text =
    principal.kind === "session"
      ? `S ${string.format("%.3f", until)} ${user} ,${roles} ${mustChangePassword ? "1" : "0"} ${confirmedAt}`
      : `T ${string.format("%.3f", until)} ${user} ,${roles} ${principal.key} ${expiresAt} ,${principal.limit ?? ""} ,${addresses}`;
  const seconds = until - ngx.now();
  // 0 would be for ever.
  if (seconds > 0) share("verdicts", key, text, seconds);
}

/** Forgets what was found of secrets, by their hashes, in all workers of this gateway. */
export function forgetVerdicts(keys: readonly string[]): void {
  for (const key of keys) unshare("verdicts", key);
  beginEra();
}

/** Keeps that a secret opens nothing, and why; apart from the verdicts, which strangers must not push out. */
export function rememberUnknown(key: string, why: string): void {
  share("negative_cache", key, why, VERDICT_SECONDS);
}

/** Why a secret was found to open nothing in the last second, if it was. */
export function recallUnknown(key: string): string | undefined {
  return recallShared("negative_cache", key);
}
