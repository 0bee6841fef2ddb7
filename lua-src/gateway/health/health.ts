import { textOf } from "../templates/render";
import { beginEra } from "../state/era";
import { recallShared, share } from "../state/shared";
import { encode } from "../../shared/json";
import { archiveGet } from "../archive/client";
import { freeBytes, roomWarning } from "../archive/disk";
import { countAccused } from "../breaker/suspects";
import { nearlyFull } from "../state/memory";
import { valkey } from "../state/valkey";

/**
 * What the gateway knows of its own start: `ready` once the state has been found in order, `lost` where the
 * archive holds studies and no state exists, so that nobody silently becomes admin; `unknown-schema` where another
 * version of the gateway has written the state.
 */
export type StateCondition = "starting" | "ready" | "lost" | "unknown-schema";

/** Notes the condition for all workers. */
export function setCondition(next: StateCondition): void {
  const before = condition();
  share("health", "condition", next, 0);
  // What was believed of the state before is looked up anew.
  if (next !== before) beginEra();
}

/** The condition that was last noted. */
export function condition(): StateCondition {
  const value = recallShared("health", "condition");
  return value === "ready" || value === "lost" || value === "unknown-schema" ? value : "starting";
}

/** Whether accounts and sessions may be read and written. Where the state is lost there are none to read. */
export function stateIsUsable(): boolean {
  const now = condition();
  return now === "ready" || now === "lost";
}

/** What the login page says where nobody can log in. */
export function stateNotice(): string | undefined {
  return condition() === "lost" ? textOf("login.notice.state-lost") : undefined;
}

const ASK_EVERY_SECONDS = 1;

function answer(status: number, document: Readonly<Record<string, unknown>>): void {
  ngx.status = status;
  ngx.header["Content-Type"] = "application/json";
  if (status === 503) ngx.header["Retry-After"] = "5";
  ngx.print(encode(document));
}

/** Whether this process answers at all. */
export function healthz(): void {
  answer(200, { status: "ok" });
}

function look(): string {
  const [pong] = valkey(["PING"]);
  if (pong === undefined) return "state";
  const [status] = archiveGet("/system", 2000);
  if (status !== 200) return "archive";
  return condition() === "ready" ? "ready" : "accounts";
}

/** What is missing: "ready", or the part that is not. Asked at most once a second, whoever asks. */
export function readiness(): string {
  const known = recallShared("health", "readiness");
  if (known !== undefined) return known;
  const found = look();
  share("health", "readiness", found, ASK_EVERY_SECONDS);
  return found;
}

/** What an operator should look at although people can work. */
function detailsOf(): Readonly<Record<string, unknown>> {
  const details: Record<string, string> = {};
  const used = nearlyFull();
  if (used !== undefined) details["state"] = `${used} % of its memory is used: raise VALKEY_MEMORY`;
  const room = roomWarning(freeBytes());
  if (room !== undefined) details["archive"] = room;
  const accused = countAccused();
  if (accused > 0) details["suspects"] = string.format("%d, which are not sent (collimator suspects)", accused);
  const [any] = next(details);
  return any === undefined ? {} : { details };
}

/** Whether people can work: the state and the archive answer, and there is an admin. */
export function readyz(): void {
  const missing = readiness();
  if (missing === "ready") answer(200, { status: "ready", ...detailsOf() });
  else answer(503, { status: "not ready", waiting: missing, ...detailsOf() });
}
