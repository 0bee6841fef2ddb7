import { randomPassword } from "../../shared/random-password";
import { settings } from "../config/settings";
import { writeFirstUser } from "../sign-in/first-admin";
import { hashInThread } from "../accounts/password";
import { endAllSessions } from "../accounts/session-list";
import { notice } from "../log";
import { valkeyMany } from "../state/valkey";
import { forgetTries } from "../throttle/admit";
import { forgetKnown } from "../throttle/known";
import { failure } from "../accounts/failure";
import { answer, answerFailure } from "./call";

/**
 * Gives the admin of ADMIN_NAME a new first password and the role admin, enabled, and ends all of its sessions: the
 * way back where nobody can get in.
 *
 *     POST /admin/reset -> {user, password}
 *
 * @module
 */
function reset(): void {
  const name = settings().adminName;
  const password = randomPassword();
  const encoded = hashInThread(password);
  const done = encoded !== undefined && writeFirstUser({ name, password: encoded }) && endAllSessions(name);
  if (!done) return answerFailure(failure("state-unavailable"));
  // Otherwise whoever has guessed at it before would keep the operator out.
  const [, unavailable] = valkeyMany([forgetTries(name)].concat(forgetKnown(name)));
  if (unavailable !== undefined) return answerFailure(failure("state-unavailable"));
  notice(`admin reset: user=${name}`);
  answer(200, { user: name, password });
}

export const ADMIN_CALLS: Readonly<Record<string, () => void>> = { "/admin/reset": reset };
