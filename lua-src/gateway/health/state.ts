import { textOf } from "../pages/texts";
import { recallShared, share } from "../state/shared";

/**
 * What the gateway knows of its own start: `ready` once the state has been found in order, `lost` where the
 * archive holds studies and no state exists, so that nobody silently becomes admin.
 */
export type StateCondition = "starting" | "ready" | "lost";

/** Notes the condition for all workers. */
export function setCondition(condition: StateCondition): void {
  share("health", "condition", condition, 0);
}

/** The condition that was last noted. */
export function condition(): StateCondition {
  const value = recallShared("health", "condition");
  return value === "ready" || value === "lost" ? value : "starting";
}

/** What the login page says where nobody can log in. */
export function stateNotice(): string | undefined {
  return condition() === "lost" ? textOf("login.notice.state-lost") : undefined;
}
