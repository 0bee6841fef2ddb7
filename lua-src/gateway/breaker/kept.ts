/** What is accused, in Valkey: for gateways that start meanwhile, and for those beside this one. */
import { text, texts, valkey } from "../state/valkey";
import { report } from "../log";
import { accuse } from "./suspects";
import type { Subject } from "./subject";

const KEY = "breaker";
/** Each gateway accuses no more at a time. */
const MOST_RECALLED = 256;
const KEPT_SECONDS = 3600;

/** Writes one down; if that fails, this gateway knows it all the same. */
export function keepAccused({ key, shown }: Subject): void {
  const now = ngx.time();
  const [, failure] = valkey(
    ["ZADD", KEY, now + KEPT_SECONDS, `${key} ${shown}`],
    ["ZREMRANGEBYSCORE", KEY, "-inf", now],
    ["EXPIRE", KEY, KEPT_SECONDS],
  );
  if (failure !== undefined) report(`what has ended the archive could not be written down: ${failure}`);
}

/** Learns what other gateways, or one before this, have written down. */
export function recallAccused(): void {
  const now = ngx.time();
  const [replies] = valkey(["ZRANGEBYSCORE", KEY, now + 1, "+inf", "WITHSCORES", "LIMIT", 0, MOST_RECALLED]);
  const list = replies === undefined ? [] : texts(replies[0]);
  for (let at = 0; at + 1 < list.length; at += 2) {
    const [key, shown] = string.match(text(list[at] ?? "") ?? "", "^(%x+) (.*)$");
    const left = (tonumber(list[at + 1]) ?? now) - now;
    if (key !== undefined && shown !== undefined && left > 0) accuse({ key, shown }, left);
  }
}

/** Forgets all of them. */
export function forgetAccused(): void {
  valkey(["DEL", KEY]);
}
