/** How a request ends that is not served: told why, or sent to where the person can go on. */
import { settings } from "../config/settings";
import { isAskedByPage, isNavigation, isProgram } from "../http/navigation";
import { refuse, type Refusal, countRefusal } from "../http/refusal";
import { MAX_TARGET, type RawRequest } from "../http/request";

/** Ends the request with a refusal: the problem page is made by nginx's error_page. */
export function end(refusal: Refusal): never {
  ngx.var["collimator_reason"] = refusal.reason;
  ngx.var["collimator_detail"] = refusal.detail;
  return ngx.exit(refusal.status);
}

/** Ends a request that is refused, but sends the person where it goes on. */
function endRedirected(reason: string, address: string, status: number): never {
  ngx.var["collimator_reason"] = reason;
  countRefusal(reason, status);
  return ngx.redirect(address, status);
}

/** Ends a request that came under another host name: a person is sent on, a program is told. */
export function endForeignHost(refusal: Refusal): never {
  if (refusal.status !== 308) return end(refusal);
  return endRedirected(refusal.reason, settings().publicUrl + (ngx.var["request_uri"] ?? "/"), 308);
}

/** The query that brings a person back to the address they asked for; none where it would be too long an address. */
function returnQuery(request: RawRequest): string {
  const target = request.query === undefined ? request.path : `${request.path}?${request.query}`;
  const escaped = ngx.escape_uri(target);
  return escaped.length > MAX_TARGET - 100 ? "" : `?to=${escaped}`;
}

const NO_SESSION = refuse(401, "no-session", "A session is needed: log in first.");
const NO_CREDENTIALS = refuse(
  401,
  "no-session",
  "A session or an API token is needed: a program sends a token, as `Authorization: Bearer` (docs/scripts-and-tokens.md).",
);

/** A page asked for without a session goes to the login and afterwards back; anything else is told 401. */
export function endUnidentified(request: RawRequest): never {
  if (!isNavigation()) {
    return end(isProgram() ? NO_CREDENTIALS : NO_SESSION);
  }
  // A form is not sent again.
  const back = request.method === "GET" ? returnQuery(request) : "";
  return endRedirected("no-session", `/login${back}`, 302);
}

/** The pages on which a person mends what the policy has refused for. */
const REMEDIES: Readonly<Record<string, string | undefined>> = {
  "password-change-due": "/password",
  "step-up": "/confirm",
};

/** Ends a request that the policy refuses: a person who can do something about it is sent there, and afterwards back. */
export function endRefused(refusal: Refusal, user: string, request: RawRequest): never {
  ngx.var["collimator_user"] = user;
  const remedy = REMEDIES[refusal.reason];
  if (remedy === undefined || !isNavigation()) return end(refusal);
  return endRedirected(refusal.reason, remedy + returnQuery(request), 302);
}

/**
 * Refuses what a page, and not a person, asks of the pages that change accounts and sessions: a script that should not
 * be there, in whichever page of this origin, can neither read them nor send their forms by a request of its own.
 */
export function endUnlessPersons(): void {
  if (!isAskedByPage()) return;
  end({
    status: 403,
    reason: "not-a-navigation",
    detail: "This page is gone to by a person; no script may ask for it.",
  });
}
