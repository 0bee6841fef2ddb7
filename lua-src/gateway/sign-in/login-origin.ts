import type { Origin } from "../accounts/session-record";
import { contains } from "../../shared/text";

/** What a User-Agent (RFC 9110, section 10.1.5) holds, first match first: many browsers name others after themselves. */
const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
  ["curl/", "curl"],
];

const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ["Windows NT", "Windows"],
  ["iPhone", "iOS"],
  ["iPad", "iPadOS"],
  ["Android", "Android"],
  ["CrOS", "ChromeOS"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
];

function firstOf(marks: readonly (readonly [string, string])[], text: string): string {
  for (const [mark, name] of marks) {
    if (contains(text, mark)) return name;
  }
  return "";
}

/**
 * Browser and system of a User-Agent, e.g. `Firefox, Windows`, for people to tell their sessions apart: one of few
 * texts, and nothing of what was sent; "" where neither is known.
 */
export function browserSummary(userAgent: string): string {
  const known = [firstOf(BROWSERS, userAgent), firstOf(SYSTEMS, userAgent)];
  return table.concat(
    known.filter((name) => name !== ""),
    ", ",
  );
}

/** Where a request of the inner server comes from, as the outer one has said it. */
export function loginOrigin(): Origin {
  const agent = string.sub(ngx.var["http_x_agent"] ?? "", 1, 512);
  return { address: ngx.var["http_x_client"] ?? "", browser: browserSummary(agent) };
}
