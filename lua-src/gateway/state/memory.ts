import { recallShared, share } from "./shared";
import { text, valkey } from "./valkey";

/**
 * How much of its memory Valkey uses. A full one refuses writes rather than forget, and with them logins; so what can be
 * done without gives way before.
 *
 * @module
 */
const NEARLY_FULL = 80;
/** From here on only what people need is written. */
const RESERVED = 90;

const KEY = "state-memory";
/** Longer than it takes to look again. */
const KNOWN_SECONDS = 30;

/** The percentage in an answer of `INFO memory`; undefined where it has none. */
export function percentageOf(info: string): number | undefined {
  const [used] = string.match(info, "used_memory:(%d+)");
  const [most] = string.match(info, "maxmemory:(%d+)");
  const [has, may] = [tonumber(used), tonumber(most)];
  return has === undefined || may === undefined || may === 0 ? undefined : math.floor((has * 100) / may);
}

/** Looks how much is used and tells all workers; undefined where the state does not answer. */
export function measureMemory(): number | undefined {
  const [replies] = valkey(["INFO", "memory"]);
  const used = replies === undefined ? undefined : percentageOf(text(replies[0]) ?? "");
  if (used !== undefined) share("health", KEY, string.format("%d", used), KNOWN_SECONDS);
  return used;
}

function known(): number {
  return tonumber(recallShared("health", KEY)) ?? 0;
}

/** Whether an operator should give it more memory soon: the percentage, or undefined where not. */
export function nearlyFull(): number | undefined {
  const used = known();
  return used >= NEARLY_FULL ? used : undefined;
}

/** Whether the rest is for people. */
export function isReserved(): boolean {
  return known() >= RESERVED;
}
