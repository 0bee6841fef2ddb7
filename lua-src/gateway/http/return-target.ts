import { MAX_TARGET } from "./request";
import { contains, matches } from "./text";
/**
 * Where to go after the login: a path on this origin, or "/" for anything else. No `//` and no backslash
 * (browsers read both as another host), printable ASCII only, and not the login itself.
 */
export function safeReturnTarget(target: string | undefined): string {
  if (target === undefined || target.length > MAX_TARGET) return "/";
  const allowed = matches(target, "^/[\x21-\x7e]*$") && !matches(target, "^//") && !contains(target, "\\");
  if (!allowed || matches(target, "^/login") || matches(target, "^/password")) {
    return "/";
  }
  return target;
}
