import { textOf } from "../templates/texts";
import { beginEra } from "../state/era";
import { recallShared, share } from "../state/shared";

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
