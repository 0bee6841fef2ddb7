import { every } from "../timer";
import { settings } from "../config/settings";
import { notice } from "../log";
import { countWithin } from "../state/shared";
import { placeOf } from "./known";

/**
 * Lines in the log about those whom nobody knows: anybody can cause them, as many as they like, and the log has a length.
 * The first ones of an address in a minute are written, and of all addresses in an hour; what is more is counted, and
 * said in a line a minute. So what people have done stays in the log, whoever knocks.
 *
 * @module
 */
const MINUTE = 60;
const HOUR = 3600;
/** Of all that may be written in an hour, what an address may write in a minute. */
const SHARE = 20;
/** So many addresses are counted by themselves; the rest together. */
const MOST_ADDRESSES = 100;
const SHOWN_ADDRESSES = 5;

/** Lines of the access log, and messages of the gateway's own, by budgets of their own. */
type Kind = "refused" | "served" | "message";

let unwritten: Record<string, number | undefined> = {};
let addresses = 0;
let total = 0;

function leaveOut(address: string): void {
  total += 1;
  const known = unwritten[address];
  if (known === undefined && addresses >= MOST_ADDRESSES) return;
  if (known === undefined) addresses += 1;
  unwritten[address] = (known ?? 0) + 1;
}

/** Whether one more line about a request from an address may be written. */
function mayWrite(kind: Kind, address: string): boolean {
  const { strangerLogLines: most } = settings();
  const place = placeOf(address) ?? "";
  const isFew =
    countWithin("negative_cache", `lines:${kind} ${place}`, MINUTE) <= most / SHARE &&
    countWithin("health", `lines:${kind}`, HOUR) <= most;
  if (!isFew) leaveOut(address);
  return isFew;
}

/** A message about a request that nobody answers for. `address` is the client's. */
export function noticeStranger(address: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  if (mayWrite("message", address)) notice(message, fields);
}

/** Whether the container asks itself how it is: every few seconds, all day. */
function isOwnCheck(address: string): boolean {
  const path = ngx.var["uri"] ?? "";
  return address === "127.0.0.1" && (path === "/healthz" || path === "/readyz");
}

/** Before the access log's line is written: leaves it out where it is one too many of those without a person. Log phase. */
export function countLine(): void {
  if ((ngx.var["collimator_user"] ?? "") !== "") return;
  const address = ngx.var["remote_addr"] ?? "";
  if (isOwnCheck(address)) ngx.var["collimator_unlogged"] = "yes";
  else if (!mayWrite(ngx.status >= 400 ? "refused" : "served", address)) ngx.var["collimator_unlogged"] = "yes";
}

/** The addresses with the most lines that were left out, each with their number. */
function worst(): string[] {
  const names = Object.keys(unwritten);
  table.sort(names, (one, other) => (unwritten[one] ?? 0) > (unwritten[other] ?? 0));
  return names.slice(0, SHOWN_ADDRESSES).map((name) => `${name}: ${unwritten[name] ?? 0}`);
}

function summarize(): void {
  if (total > 0) notice("lines about requests without a person left out", { count: total, from: worst() });
  unwritten = {};
  addresses = 0;
  total = 0;
}

/** Says once a minute what was left out, in each worker. */
export function followLines(): void {
  every(MINUTE, summarize);
}
