import { isOwnScope } from "../../shared/policy/scopes";
import { refuseInside } from "../http/refusal";
import { kindOf } from "../queue/kinds";
import { keepAccused } from "./kept";
import { fateOfArchive } from "./process";
import { isPrefetch, type Subject, subjectHere } from "./subject";
import {
  acquit,
  isAccused,
  isAlone,
  isAny,
  isSuspect,
  leaveAlone,
  noteAway,
  noteBroken,
  notedEnd,
  takeAlone,
} from "./suspects";

const LOOK_EVERY_SECONDS = 0.05;

function refuseCrashed(): never {
  return refuseInside(422, "archive-crashed");
}

/**
 * Refuses what has ended the archive twice, so that nobody is told to try again. What is asked for ahead of people is no
 * reason to try a suspect. Access phase, before any wait.
 */
export function refuseAccused(): void {
  const subject = isAny() ? subjectHere() : undefined;
  if (subject === undefined) return;
  if (isAccused(subject) || (isPrefetch() && isSuspect(subject))) refuseCrashed();
}

/**
 * Waits until no other suspect is under way, if this is one; false where that takes too long. Whoever comes back from
 * here has to call `leaveAlone` in the end.
 */
export function awaitAlone(subject: Subject, request: string, endsAt: number): boolean {
  while (isSuspect(subject)) {
    if (takeAlone(request)) return true;
    if (ngx.now() >= endsAt) return false;
    ngx.sleep(LOOK_EVERY_SECONDS);
  }
  return true;
}

/** Lets a suspect go alone. Access phase, behind all other waits. */
export function goAlone(): void {
  const subject = isAny() ? subjectHere() : undefined;
  if (subject === undefined) return;
  const { seconds } = kindOf(ngx.var["http_x_work"]);
  const hasGone = awaitAlone(subject, ngx.var["request_id"] ?? "", ngx.req.start_time() + seconds);
  // While it waited somebody else's request of the same has ended the archive.
  if (isAccused(subject)) refuseCrashed();
  if (!hasGone) refuseInside(503, "archive-busy");
}

/** The status of the last of the archive's answers: it may have been asked twice. */
function lastStatus(): number {
  return tonumber(string.match(ngx.var["upstream_status"] ?? "", "(%d%d%d)$")[0]) ?? 0;
}

/** Whether the request at hand was sent: "-" stands for a connection that could not be made. */
function wasSent(): boolean {
  return string.match(ngx.var["upstream_connect_time"] ?? "-", "%d$")[0] !== undefined;
}

/** Settles what the archive's end means for a subject: whether it is accused. */
export function settleEnd(subject: Subject, request: string): boolean {
  const isNew = notedEnd(subject, isAlone(request));
  if (isNew) keepAccused(subject);
  return isNew || isAccused(subject);
}

/** Requests of this worker that need no more settling. */
const settled: Record<string, true | undefined> = {};

/**
 * The status for a request whose connection the archive has closed without an answer. If its process lives on, then it
 * cannot answer this, and will not another time: a refusal that lasts.
 */
function statusOfBroken(): number {
  const subject = subjectHere();
  if (subject === undefined) return 503;
  const request = ngx.var["request_id"] ?? "";
  const fate = fateOfArchive(ngx.now());
  if (fate === "unknown") return 503;
  settled[request] = true;
  if (fate === "ended") return settleEnd(subject, request) ? 422 : 503;
  acquit(subject);
  return isPicture(ngx.var["uri"] ?? "") ? 400 : 500;
}

/** What the outer server takes a 400 of for "cannot be drawn" (access/archive-refusal.ts). */
function isPicture(path: string): boolean {
  return string.sub(path, -9) === "/rendered" || string.sub(path, -10) === "/thumbnail";
}

/** Ends a request whose connection the archive has closed, as soon as it is known what that means. */
export function endBroken(): never {
  const status = statusOfBroken();
  return status === 422 ? refuseCrashed() : ngx.exit(status);
}

/** Answers for an archive that has closed a connection, or does not take one. Content phase. */
export function answerBroken(): void {
  if (!wasSent()) ngx.exit(503);
  // Whoever has asked for it knows what was wanted.
  if (ngx.is_subrequest || isOwnScope(ngx.var["http_x_scope"] ?? "")) ngx.exit(502);
  endBroken();
}

/** The request at hand was answered, by requests of its own. */
export function acquitHere(): void {
  const subject = isAny() ? subjectHere() : undefined;
  if (subject !== undefined) acquit(subject);
}

/** Notes how the request at hand has ended. Log phase. */
export function noteEnd(): void {
  const request = ngx.var["request_id"] ?? "";
  const isSettled = settled[request] === true;
  settled[request] = undefined;
  const status = lastStatus();
  const isAnswered = status !== 502 && status !== 504;
  const isWhole = isAnswered && ngx.var["request_completion"] === "OK";
  if (!isAnswered) noteAway();
  const wasAlone = isAny() && isAlone(request);
  if (wasAlone) leaveAlone(request, isWhole || isSettled || !wasSent());
  if (isSettled || !wasSent() || (isWhole && !isAny())) return;
  const subject = subjectHere();
  if (subject === undefined) return;
  if (isWhole) acquit(subject);
  else noteBroken(subject, wasAlone);
}
