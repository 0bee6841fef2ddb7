import { matches } from "./text";
/**
 * Whether a person's browser is going to a page, rather than a script fetching something: by Fetch Metadata
 * where the browser sends it (secure contexts), else by GET with an Accept that begins with text/html.
 */
export function isNavigation(): boolean {
  const mode = ngx.var["http_sec_fetch_mode"];
  if (mode !== undefined) return mode === "navigate";
  const method = string.match(ngx.var["request"] ?? "", "^(%u+) ")[0];
  return method === "GET" && matches(ngx.var["http_accept"] ?? "", "^text/html");
}
