/**
 * Where to go after the login: a path on this origin, or "/" for anything else. No `//` and no backslash
 * (browsers read both as another host), printable ASCII only, and not the login itself.
 */
export function safeReturnTarget(target: string | undefined): string {
  if (target === undefined || target.length > 4096) return "/";
  const allowed =
    string.find(target, "^/[\x21-\x7e]*$")[0] !== undefined &&
    string.find(target, "^//")[0] === undefined &&
    string.find(target, "\\", 1, true)[0] === undefined;
  if (!allowed || string.find(target, "^/login")[0] !== undefined || string.find(target, "^/password")[0] !== undefined) {
    return "/";
  }
  return target;
}
