import { matches } from "../../shared/text";
/**
 * Whether a person's browser is going to a page, rather than a script fetching something: by Fetch Metadata
 * where the browser sends it (secure contexts), else by GET with an Accept that begins with text/html.
 */
export function isNavigation(): boolean {
  const mode = ngx.var["http_sec_fetch_mode"];
  if (mode !== undefined) return mode === "navigate";
  const method = string.match(ngx.var["request"] ?? "", "^(%u+) ")[0];
  return (method === "GET" || method === "HEAD") && matches(ngx.var["http_accept"] ?? "", "^text/html");
}

/**
 * Whether something other than a person who goes to a page asks for it: a script, an image, a frame. By Fetch Metadata
 * (section 2.1), which no script can change. What sends none is no browser, or one before 2023: nothing is known then.
 */
export function isAskedByPage(): boolean {
  const destination = ngx.var["http_sec_fetch_dest"];
  return destination !== undefined && destination !== "document";
}

/**
 * Whether what asks is a program rather than a browser in which somebody was: it has no cookie, and does not say from
 * which site it comes, which node's fetch leaves out too.
 */
export function isProgram(): boolean {
  return ngx.var["http_cookie"] === undefined && ngx.var["http_sec_fetch_site"] === undefined;
}
