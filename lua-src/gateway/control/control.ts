import { freeBytes } from "../archive/disk";
import { readiness, stateIsUsable } from "../health/health";
import { failure } from "../accounts/failure";
import { followNow } from "../policy/current";
import { ADMIN_CALLS } from "./admin";
import { answer, answerBadRequest, answerFailure, readArguments, type Arguments } from "./call";
import { COLLISION_CALLS } from "./collisions";
import { EXPLAIN_CALLS } from "./explain";
import { POLICY_CALLS } from "./policy";
import { REFUSAL_CALLS } from "./refusals";
import { SESSION_CALLS } from "./sessions";
import { STORED_BY_CALLS } from "./stored-by";
import { SUSPECT_CALLS } from "./suspects";
import { TOKEN_CALLS } from "./tokens";
import { USER_CALLS } from "./users";

/**
 * The command line's API: JSON over HTTP on a unix socket that only the gateway's own user can open. Whoever can call
 * it may do all that it can do. Calls are POSTs with a JSON object; each file beside this one lists its own.
 *
 * A failure is `{"reason": "no-such-user", "error": "a sentence"}` with a status from 400 on: 404 for what does not
 * exist, 409 for what must not be, 503 where the state does not answer; the reasons are those of accounts/failure.ts.
 *
 * @module
 */
const CALLS: Readonly<Record<string, ((call: Arguments) => void) | undefined>> = {
  ...ADMIN_CALLS,
  ...USER_CALLS,
  ...TOKEN_CALLS,
  ...SESSION_CALLS,
  ...EXPLAIN_CALLS,
  ...POLICY_CALLS,
  ...REFUSAL_CALLS,
  ...COLLISION_CALLS,
  ...STORED_BY_CALLS,
  ...SUSPECT_CALLS,
};

function ready(): void {
  const missing = readiness();
  answer(missing === "ready" ? 200 : 503, { status: missing, archiveFreeBytes: freeBytes() });
}

/** Answers one call. */
export function control(): void {
  const method = ngx.req.get_method();
  const path = ngx.var["uri"] ?? "";
  if (method === "GET" && path === "/ready") return ready();
  const run = method === "POST" ? CALLS[path] : undefined;
  if (run === undefined) return answer(404, { reason: "no-such-call", error: "There is no such call." });
  // A state of another version must not be written.
  if (!stateIsUsable()) return answerFailure(failure("state-unavailable"));
  const call = readArguments();
  if (call === undefined) return answerBadRequest();
  // So that the answer, and what any worker does after it, goes by the policy file as it is now.
  followNow();
  run(call);
}
