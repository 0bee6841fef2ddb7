/**
 * How a request ends that is not served: with a refusal, or with a redirect to a page on which the person can go on.
 */
import { settings } from "../config/settings";
import { isAskedByPage, isNavigation, isProgram } from "../http/navigation";
import { refuse, type Refusal, countRefusal } from "../http/refusal";
import { MAX_TARGET, type RawRequest } from "../http/request";

/** Ends the request with a refusal. Its answer is made by `problem`, which nginx's error_page calls. */
export function end(refusal: Refusal): never {
  ngx.var["collimator_reason"] = refusal.reason;
  ngx.var["collimator_detail"] = refusal.detail;
  return ngx.exit(refusal.status);
}

/** Refuses a request by a redirect to an address, or to a page on which the person can go on. */
export function endRedirected(reason: string, address: string, status: number): never {
  ngx.var["collimator_reason"] = reason;
  countRefusal(reason, status);
  return ngx.redirect(address, status);
}

/**
 * Ends a request for another host name: a person's navigation is redirected to PUBLIC_URL, anything else is refused.
 */
export function endForeignHost(refusal: Refusal): never {
  if (refusal.status !== 308) return end(refusal);
  return endRedirected(refusal.reason, settings().publicUrl + (ngx.var["request_uri"] ?? "/"), 308);
}

/** The query that brings a person back to the requested address; "" if that would make the address too long. */
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

/** Ends a request without a session or token: a navigation goes to the login and then back, anything else gets 401. */
export function endUnidentified(request: RawRequest): never {
  if (!isNavigation()) {
    return end(isProgram() ? NO_CREDENTIALS : NO_SESSION);
  }
  // After a form there is no way back, because the form would not be sent again.
  const back = request.method === "GET" ? returnQuery(request) : "";
  return endRedirected("no-session", `/login${back}`, 302);
}

/** The pages on which a person can remove the cause of a refusal, by its reason. */
const REMEDIES: Readonly<Record<string, string | undefined>> = {
  "password-change-due": "/password",
  "step-up": "/confirm",
};

/**
 * Ends a request that the policy refuses. A person who can remove the cause is redirected to that page, and then back.
 */
export function endRefused(refusal: Refusal, user: string, request: RawRequest): never {
  ngx.var["collimator_user"] = user;
  const remedy = REMEDIES[refusal.reason];
  if (remedy === undefined || !isNavigation()) return end(refusal);
  return endRedirected(refusal.reason, remedy + returnQuery(request), 302);
}

/**
 * Refuses a request from a script, an image or a frame for a page that changes accounts or sessions: only a person's
 * navigation gets one. So a malicious script in any page of this origin can neither read these pages nor send their
 * forms by a request of its own.
 */
export function endUnlessPersons(): void {
  if (!isAskedByPage()) return;
  end({
    status: 403,
    reason: "not-a-navigation",
    detail: "This page is gone to by a person; no script may ask for it.",
  });
}
