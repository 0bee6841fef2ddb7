import { settings, type Settings } from "../config/settings";
import { isNavigation } from "./navigation";
import { refuse, type Refusal } from "./refusal";

/**
 * Whether a Host, in lower case, is PUBLIC_URL's. The default port of a scheme may be written or left out (RFC 9110
 * section 4.2.3). With an API token any port may be left out, as dicomweb-client for Python does: the name keeps out
 * other sites, also those whose name leads to this address, and no answer repeats the Host. A browser writes the port,
 * and a person at another one has to be redirected: the Origin of their login would be refused.
 */
export function isOwn(
  host: string,
  { publicAuthority, publicName, secure }: Pick<Settings, "publicAuthority" | "publicName" | "secure">,
  withToken: boolean,
): boolean {
  if (host === publicAuthority || host === `${publicAuthority}:${secure ? "443" : "80"}`) return true;
  return withToken && host === publicName;
}

/**
 * PUBLIC_URL is the only origin. Another Host: undefined is returned for none, a refusal otherwise; status 308
 * stands for a navigation that belongs to PUBLIC_URL.
 *
 * @param withToken whether an API token identifies the request, and no session cookie
 */
export function checkHost(withToken: boolean): Refusal | undefined {
  if (isOwn(string.lower(ngx.var["http_host"] ?? ""), settings(), withToken)) return undefined;
  const detail = "This host name is not the one that the service is configured for (PUBLIC_URL).";
  return refuse(isNavigation() ? 308 : 421, "foreign-host", detail);
}

/**
 * A state change needs an Origin header that is PUBLIC_URL (RFC 6454), and a browser must call it same-origin
 * (Fetch Metadata), so that no other site can act with a person's cookie. A program that sends an API token has no
 * Origin to send, and no other site can make a browser send its token; but what a browser says is believed there too.
 * Which of those that are refused go on all the same is for `mayCross` to say (cross-origin.ts).
 */
export function checkOrigin(method: string, withToken: boolean): Refusal | undefined {
  if (method === "GET") return undefined;
  const site = ngx.var["http_sec_fetch_site"];
  const origin = ngx.var["http_origin"];
  // No browser asks another site for its OPTIONS without an Origin, and they change nothing.
  const isOwn = origin === undefined ? withToken || method === "OPTIONS" : origin === settings().publicUrl;
  if (isOwn && (site === undefined || site === "same-origin")) return undefined;
  return refuse(403, "foreign-origin", "A request that changes something needs the Origin header of PUBLIC_URL.");
}
