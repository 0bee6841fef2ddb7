/** The second lock: Orthanc asks it about each HTTP request, under the one lock that its Lua has. So: no I/O, but for a deletion's mark. */
import { allows, SCOPES, userOf, type Scope } from "../shared/policy/scopes";
import { noteDeletion } from "./deletions";

const SCOPE_OF_USER: Record<string, Scope | undefined> = {};
for (const scope of SCOPES) {
  SCOPE_OF_USER[userOf(scope)] = scope;
}

/**
 * Orthanc's hook (https://orthanc.uclouvain.be/book/users/lua.html#filtering-incoming-rest-requests). Orthanc gives
 * the method after overrides, the path as it will act upon it, without the query, and header names in lower case.
 * Returns false for a 403. An error in here would be a 500 and serve nothing either. Calls inside plugins do not pass.
 */
export function incomingHttpRequestFilter(
  method: string,
  uri: string,
  _ip: string,
  username: string,
  httpHeaders: Readonly<Record<string, string | undefined>>,
): boolean {
  const scope = SCOPE_OF_USER[username];
  // The gateway sends no encoded body, and Orthanc would unpack one without a limit.
  if (scope === undefined || httpHeaders["content-encoding"] !== undefined || !allows(scope, method, uri)) return false;
  // A label that goes is none of what the archive keeps.
  if (method === "DELETE" && string.match(uri, "/labels/")[0] !== "/labels/") noteDeletion();
  return true;
}
