import { hasControl, characters } from "../../shared/settings/text";
import { hasC1Control } from "../../shared/text";
import { isUtf8 } from "../../shared/utf8";
import { isUserName } from "./user-record";
import { currentRoles } from "../policy/current";
import { failure, failureOf, type Failure, type Result } from "./failure";

const MAX_DISPLAY_NAME = 100;

/** Whether a text is UTF-8 of at most so many characters, none of them a control character. */
export function isPlainText(text: string, most: number): boolean {
  return isUtf8(text) && !hasControl(text) && !hasC1Control(text) && characters(text) <= most;
}

/** What is wrong with the names of a new account; undefined for nothing. */
export function namesProblem(name: string, displayName: string): Failure | undefined {
  if (!isUserName(name)) return failureOf("bad-name", name);
  return isPlainText(displayName, MAX_DISPLAY_NAME) ? undefined : failure("bad-display-name");
}

/** Roles as they are stored: each once, parted by commas; a failure where one of them does not exist. */
export function joinRoles(roles: readonly string[]): Result<string> {
  const known = currentRoles();
  const chosen: string[] = [];
  for (const role of roles) {
    if (known[role] === undefined) return $multi(undefined, failureOf("unknown-role", role));
    if (!chosen.includes(role)) chosen.push(role);
  }
  return $multi(table.concat(chosen, ","));
}
