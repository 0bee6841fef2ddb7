import { parseAddress } from "../../shared/address";
import { DEVICE_SECONDS } from "../http/cookies";
import { newToken, tokenKey } from "../opaque-token";
import { trimSet } from "../state/pages";
import { valkey, type Command } from "../state/valkey";
import { isSharedAddress } from "./shared-address";

/**
 * From where an account's owner has logged in: browsers, by a cookie of which a hash is stored, and addresses. Both
 * are known for 90 days, and of each account the latest 20.
 *
 * @module
 */
const MOST_KNOWN = 20;

/** Sorted sets of an account's known addresses and browsers, by the time of the last login. */
const placesOf = (user: string): string => `places:${user}`;
const browsersOf = (user: string): string => `browsers:${user}`;
/** Exists for each browser that the gateway has given a cookie: only such a cookie is taken again. */
const browserName = (key: string): string => `browser:${key}`;

/** Where somebody tries to log in from. */
export interface Whence {
  /** The address as it is counted; undefined where it stands for everybody. */
  readonly place: string | undefined;
  /** The hash of the browser's cookie; undefined for none. */
  readonly browser: string | undefined;
}

/** An IPv4 address, or the /64 of an IPv6 one, which one household has whole (RFC 6177); undefined for none. */
export function placeOf(address: string): string | undefined {
  const bytes = parseAddress(address);
  if (bytes === undefined || isSharedAddress(address)) return undefined;
  // Spread: at most 4.
  if (bytes.length === 4) return table.concat([...string.byte(bytes, 1, 4)], ".");
  let prefix = "";
  for (const index of $range(1, 8)) prefix += string.format("%02x", bytes.charCodeAt(index - 1));
  return `${prefix}/64`;
}

/** Where a request comes from, by its address and its browser's cookie ("" for none). */
export function whenceOf(address: string, browserToken: string): Whence {
  return { place: placeOf(address), browser: browserToken === "" ? undefined : tokenKey(browserToken) };
}

/** The two commands that look whether an account knows where a request comes from; each replies the time, or nothing. */
export function readKnown(user: string, { place, browser }: Whence): Command[] {
  return [
    ["ZSCORE", browsersOf(user), browser ?? ""],
    ["ZSCORE", placesOf(user), place ?? ""],
  ];
}

/** Whether a reply of `readKnown` is a login of the last 90 days. */
export function isKnown(reply: unknown, now: number): boolean {
  const at = tonumber(reply);
  return at !== undefined && now - at < DEVICE_SECONDS;
}

function remember(key: string, member: string, now: number): Command[] {
  return [
    ["ZADD", key, now, member],
    ["EXPIRE", key, DEVICE_SECONDS],
  ];
}

/** Forgets all but the latest; a browser with its record, so that others who log in there get a new cookie. */
function forgetOldest(user: string): boolean {
  const [places] = trimSet(placesOf(user), MOST_KNOWN, () => []);
  const [browsers] = trimSet(browsersOf(user), MOST_KNOWN, (key) => [["DEL", browserName(key)]]);
  return places !== undefined && browsers !== undefined;
}

/**
 * Notes a login: the account knows the address and the browser from now on. Returns the token for the browser's
 * cookie: its own, where the gateway has given it one, as others may log in there too; undefined where the state can't
 * be written.
 */
export function noteLogin(user: string, address: string, browserToken: string, now: number): string | undefined {
  const [replies] = valkey(["EXISTS", browserName(tokenKey(browserToken))]);
  if (replies === undefined) return undefined;
  const token = replies[0] === 1 ? browserToken : newToken();
  const key = tokenKey(token);
  const place = placeOf(address);
  // Spread: at most 3 each.
  const [, failure] = valkey(
    ["SET", browserName(key), "1", "EX", DEVICE_SECONDS],
    ...remember(browsersOf(user), key, now),
    ...(place === undefined ? [] : remember(placesOf(user), place, now)),
  );
  return failure === undefined && forgetOldest(user) ? token : undefined;
}

/** The commands that forget all that an account knows. */
export function forgetKnown(user: string): Command[] {
  return [
    ["DEL", placesOf(user)],
    ["DEL", browsersOf(user)],
  ];
}
