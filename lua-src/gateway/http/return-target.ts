import { MAX_TARGET } from "./request";
import { contains, matches } from "../../shared/text";

const PASSWORD_PAGES: readonly string[] = ["/login", "/password", "/confirm", "/invite", "/oidc/"];

/** A page's name, and perhaps parameters, as Orthanc Explorer's own links have them. */
const PAGE_NAME = "^[^#]*#[%w-]+$";
const PAGE_WITH_PARAMETERS = "^[^#]*#[%w-]+%?[%w_.=&-]*$";

/** Nothing that could be a path or markup: a page's script may load the one, or show the other. */
function hasOddFragment(target: string): boolean {
  return contains(target, "#") && !matches(target, PAGE_NAME) && !matches(target, PAGE_WITH_PARAMETERS);
}

/**
 * Where to go after the login: a path on this origin, or "/" for anything else. No `//` and no backslash
 * (browsers read both as another host), printable ASCII only, a fragment only if it is the name of a page, and none
 * of the pages that ask for a password.
 */
export function safeReturnTarget(target: string | undefined): string {
  if (target === undefined || target.length > MAX_TARGET) return "/";
  const allowed = matches(target, "^/[\x21-\x7e]*$") && !matches(target, "^//") && !contains(target, "\\");
  if (!allowed || hasOddFragment(target) || PASSWORD_PAGES.some((page) => string.sub(target, 1, page.length) === page))
    return "/";
  return target;
}
