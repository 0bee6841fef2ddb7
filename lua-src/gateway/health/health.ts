import { encode } from "../../shared/json";
import { archiveGet } from "../archive/client";
import { freeBytes, roomWarning } from "../archive/disk";
import { countAccused } from "../breaker/suspects";
import { recallShared, share } from "../state/shared";
import { nearlyFull } from "../state/memory";
import { valkey } from "../state/valkey";
import { condition } from "./state";

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
