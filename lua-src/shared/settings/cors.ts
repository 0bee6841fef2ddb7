import { isLoopbackHost, parseOrigin } from "./network";

/** What CORS_ORIGINS has to be, for the sentence that refuses something else. */
export const ALLOWED_ORIGINS =
  "origins separated by commas without spaces: https:// (http:// only for localhost), a host and perhaps a port, with nothing behind it, not even a slash";

/** As it stands in a browser's Origin header (RFC 6454, section 6.2); undefined where it may not be an origin's. */
function otherOrigin(text: string): string | undefined {
  const origin = parseOrigin(text);
  if (origin === undefined) return undefined;
  // Whoever is on the way to a page in plain http writes its scripts.
  return origin.scheme === "https" || isLoopbackHost(origin.host) ? origin.text : undefined;
}

/** Whether the text is origins separated by commas; no `*`, and nothing that stands for several. */
export function isOrigins(text: string): boolean {
  return text.length <= 2048 && text.split(",").every((one) => otherOrigin(one) !== undefined);
}

/** CORS_ORIGINS as browsers write origins, separated by commas; "" where there are none. */
export function readOrigins(text: string): string {
  if (text === "") return "";
  return text
    .split(",")
    .map((one) => otherOrigin(one) ?? "")
    .join(",");
}
