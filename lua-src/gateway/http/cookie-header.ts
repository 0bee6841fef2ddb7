import { find } from "../../shared/text";

/**
 * How often a Cookie header (RFC 6265, section 5.4) names a cookie, and the last value. Only `;` separates cookies: a
 * value may hold anything else, and what it holds was perhaps written by another site of the same host. A name counts
 * as it is written, to the letter.
 */
export function findCookie(header: string, name: string): LuaMultiReturn<[count: number, value: string]> {
  const prefix = `${name}=`;
  let count = 0;
  let value = "";
  for (const [pair = ""] of string.gmatch(header, "[^;]+")) {
    const [start] = find(pair, "[^ \t]");
    if (start !== undefined && string.sub(pair, start, start + prefix.length - 1) === prefix) {
      count += 1;
      value = string.sub(pair, start + prefix.length);
    }
  }
  return $multi(count, value);
}

/**
 * The token in the one cookie of a name: 43 characters of base64url. Two cookies of the name count as none, since it
 * can't be told which of them the gateway has set.
 */
export function cookieToken(header: string, name: string): string | undefined {
  const [count, value] = findCookie(header, name);
  const [token] = string.match(value, "^([%w_-]+)[ \t]*$");
  return count === 1 && token !== undefined && token.length === 43 ? token : undefined;
}
