/**
 * What was under way when the archive's process ended. One end makes a suspect, and accuses nobody: what is asked for
 * again goes alone, one suspect after the other, and one that is answered is none any more. If the process ends again,
 * then, what was alone is accused, and is not sent for an hour. So of many requests that were under way at both ends no
 * innocent one is shut out. In shared memory, which outlives a worker.
 *
 * @module
 */
import { notice, report } from "../log";
import { addShared, countShared, recallShared, share, sharedCount, sharedKeys, unshare } from "../state/shared";
import type { Subject } from "./subject";

/** How long an end is remembered, and how long what is accused is not sent. */
const ACCUSED_SECONDS = 3600;
const MOST_SUSPECTS = 256;
const MOST_ACCUSED = 256;
/** A suspect that has been alone for so long does not keep the others waiting any more. */
const ALONE_SECONDS = 60;
/** The archive may still be at work on a suspect that broke off: it keeps its place for so long. */
const LINGER_SECONDS = 5;
/** The archive may still be at work on what broke off, or end over it: it is remembered for so long. */
const BROKEN_SECONDS = 120;
const MOST_BROKEN = 512;

/** Whether anything is suspected, accused or both: all that the way of a usual request costs. */
export function isAny(): boolean {
  return recallShared("breaker", "any") !== undefined;
}

export function isSuspect({ key }: Subject): boolean {
  return recallShared("breaker", `suspect ${key}`) !== undefined;
}

export function isAccused({ key }: Subject): boolean {
  return recallShared("breaker", `accused ${key}`) !== undefined;
}

function countOf(kind: "suspect" | "accused"): number {
  let count = 0;
  for (const name of sharedKeys("breaker")) if (string.sub(name, 1, kind.length) === kind) count += 1;
  return count;
}

/** From now on it goes alone. */
function suspect({ key, shown }: Subject): void {
  if (countOf("suspect") >= MOST_SUSPECTS) return;
  share("breaker", "any", "1", ACCUSED_SECONDS);
  if (!addShared("breaker", `suspect ${key}`, shown, ACCUSED_SECONDS)) return;
  notice("the archive's process has ended; under way was", { asked: shown });
}

/** From now on it is not sent; false where that was known, or too many are accused. */
export function accuse({ key, shown }: Subject, seconds = ACCUSED_SECONDS): boolean {
  if (countOf("accused") >= MOST_ACCUSED) return false;
  share("breaker", "any", "1", ACCUSED_SECONDS);
  unshare("breaker", `suspect ${key}`);
  const until = string.format("%d", ngx.time() + seconds);
  return addShared("breaker", `accused ${key}`, `${until} ${shown}`, seconds);
}

/** It was answered: so it does not end the archive. */
export function acquit({ key }: Subject): void {
  unshare("breaker", `suspect ${key}`);
}

/** Who has the place of which there is one: a request, since when. */
function holder(): LuaMultiReturn<[request: string | undefined, since: number]> {
  const [request, since] = string.match(recallShared("breaker", "alone") ?? "", "^(%S+) ([%d.]+)$");
  return $multi(request, tonumber(since) ?? 0);
}

/** Takes the place of the one suspect that is under way; false while another one has it. */
export function takeAlone(request: string): boolean {
  const mine = `${request} ${string.format("%.3f", ngx.now())}`;
  if (addShared("breaker", "alone", mine, ACCUSED_SECONDS)) return true;
  const [, since] = holder();
  if (ngx.now() - since < ALONE_SECONDS) return false;
  share("breaker", "alone", mine, ACCUSED_SECONDS);
  return true;
}

/** Whether the request is the one suspect that is under way. */
export function isAlone(request: string): boolean {
  const [held] = holder();
  return held === request;
}

/** Gives the place back, if the request has it: at once, or a little later if it broke off. */
export function leaveAlone(request: string, isWhole: boolean): void {
  if (!isAlone(request)) return;
  const since = string.format("%.3f", ngx.now() - ALONE_SECONDS + LINGER_SECONDS);
  if (isWhole) unshare("breaker", "alone");
  else share("breaker", "alone", `${request} ${since}`, ACCUSED_SECONDS);
}

/**
 * The archive's process has ended, and this was under way: true if it is accused, since it was a suspect and alone.
 *
 * @param wasAlone whether it was the one suspect that was under way
 */
export function notedEnd(subject: Subject, wasAlone: boolean): boolean {
  if (!wasAlone || !isSuspect(subject)) {
    suspect(subject);
    return false;
  }
  if (!accuse(subject)) return false;
  report(`archive-crashed: not sent for an hour, since the archive has ended twice under it: ${subject.shown}`);
  return true;
}

/** Notes that a request has broken off, and the archive may not know. */
export function noteBroken({ key, shown }: Subject, wasAlone: boolean): void {
  countShared("breaker", "breaks");
  const slot = string.format("%d", sharedCount("breaker", "breaks") % MOST_BROKEN);
  const at = string.format("%.3f", ngx.now());
  share("breaker", `broken ${slot}`, `${at} ${wasAlone ? "1" : "0"} ${key} ${shown}`, BROKEN_SECONDS);
  share("breaker", "broken", "1", BROKEN_SECONDS);
}

/** Notes that the archive could not be reached, or closed a connection: its process may have ended. */
export function noteAway(): void {
  share("breaker", "away", "1", BROKEN_SECONDS);
}

/** Whether there is anything to judge: something has broken off, and the archive was away. */
export function isJudgementDue(): boolean {
  return recallShared("breaker", "broken") !== undefined && recallShared("breaker", "away") !== undefined;
}

/**
 * Goes through what has broken off: what did so before the archive's process started was under way at an end of it.
 * Returns what is accused now.
 */
export function judge(startedAt: number): readonly Subject[] {
  const accused: Subject[] = [];
  unshare("breaker", "away");
  for (const name of sharedKeys("breaker")) {
    const text = string.sub(name, 1, 7) === "broken " ? recallShared("breaker", name) : undefined;
    const [at, alone, key, shown] = string.match(text ?? "", "^([%d.]+) (%d) (%x+) (.*)$");
    if (key === undefined || shown === undefined || (tonumber(at) ?? startedAt) >= startedAt) continue;
    unshare("breaker", name);
    if (notedEnd({ key, shown }, alone === "1")) accused.push({ key, shown });
  }
  return accused;
}

/** What is suspected, or accused until some time. */
export interface Listed extends Subject {
  readonly until?: number;
}

/** All that is accused, and all that is suspected. */
export function listAll(): { readonly accused: readonly Listed[]; readonly suspects: readonly Listed[] } {
  const accused: Listed[] = [];
  const suspects: Listed[] = [];
  for (const name of sharedKeys("breaker")) {
    const [kind, key] = string.match(name, "^(%l+) (%x+)$");
    const text = recallShared("breaker", name);
    if (key === undefined || text === undefined) continue;
    if (kind === "suspect") suspects.push({ key, shown: text });
    const [until, shown] = string.match(text, "^(%d+) (.*)$");
    if (kind === "accused" && shown !== undefined) accused.push({ key, shown, until: tonumber(until) ?? 0 });
  }
  return { accused, suspects };
}

/** How many are not sent. */
export function countAccused(): number {
  return isAny() ? countOf("accused") : 0;
}

/** Sends all of them again, and forgets the ends. Returns how many were accused. */
export function clearSuspects(): number {
  const count = countOf("accused");
  for (const name of sharedKeys("breaker")) {
    const [kind] = string.match(name, "^(%l+) ");
    if (kind === "accused" || kind === "suspect" || kind === "broken") unshare("breaker", name);
  }
  unshare("breaker", "any");
  return count;
}
