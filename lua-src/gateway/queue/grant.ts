/**
 * Which requests get bytes of a pool. All requests that hold some or wait for some are in one list, which all workers
 * share, so that each worker comes to the same decision.
 *
 * @module
 */

/** A request that holds bytes of a pool, or waits for them. */
export interface Entry {
  readonly worker: string;
  /** Its name: unique in the list, without spaces. */
  readonly request: string;
  readonly person: string;
  readonly bytes: number;
  /** When it arrived, in milliseconds. */
  readonly at: number;
  holds: boolean;
}

/** A pool's list. Entries that wait are in the order in which they arrived. */
export interface Pool {
  /** The number of the next grant; the first one is 1. */
  next: number;
  entries: Entry[];
  /** The number of each person's last grant, as long as the list has an entry of this person. */
  readonly served: Record<string, number | undefined>;
}

/** The bytes of a pool, and how many of them one person may hold. */
export interface Bounds {
  readonly size: number;
  readonly mostOfPerson: number;
}

/** For this long nobody may overtake the request that is next, then for as long everybody may, and so on. */
const PATIENCE_MS = 5000;

interface Held {
  all: number;
  readonly of: Record<string, number | undefined>;
}

function heldIn({ entries }: Pool): Held {
  const held: Held = { all: 0, of: {} };
  for (const { holds, person, bytes } of entries) {
    if (!holds) continue;
    held.all += bytes;
    held.of[person] = (held.of[person] ?? 0) + bytes;
  }
  return held;
}

/**
 * The entry that is next: of each person who may hold more, the first one that waits, and of these, that of the person
 * whose last grant was longest ago. People in `passed` are left out.
 */
function firstInTurn(
  pool: Pool,
  held: Held,
  mostOfPerson: number,
  passed: Readonly<Record<string, true | undefined>>,
): Entry | undefined {
  const seen: Record<string, true | undefined> = { ...passed };
  let found: Entry | undefined;
  for (const entry of pool.entries) {
    const { holds, person, bytes } = entry;
    if (holds || seen[person] === true) continue;
    seen[person] = true;
    const own = held.of[person] ?? 0;
    // An instance to be stored may be larger than a person's share, if that person holds nothing else.
    if (own > 0 && own + bytes > mostOfPerson) continue;
    if (found === undefined || (pool.served[person] ?? 0) < (pool.served[found.person] ?? 0)) found = entry;
  }
  return found;
}

/**
 * Whether nobody may overtake this entry now. If others always could, small requests would keep a large one waiting.
 */
function isWaitedFor({ at }: Entry, now: number): boolean {
  return Math.floor((now - at) / PATIENCE_MS) % 2 === 0;
}

/**
 * Grants bytes while there is room. People are served in rotation, each person's requests in the order in which they
 * arrived. Nobody holds more than `mostOfPerson`, except by a single request, such as a part of an upload. While the
 * request that is next waits for room, nobody overtakes it for five seconds of every ten: a request that finds no room
 * because somebody reads slowly must not keep everybody else waiting.
 *
 * Returns the requests that go on, in the order of their grants.
 *
 * @param now in milliseconds
 */
export function grantAll(pool: Pool, { size, mostOfPerson }: Bounds, now: number): readonly string[] {
  const granted: string[] = [];
  const held = heldIn(pool);
  const passed: Record<string, true | undefined> = {};
  for (;;) {
    const entry = firstInTurn(pool, held, mostOfPerson, passed);
    if (entry === undefined) return granted;
    const { request, person, bytes } = entry;
    if (held.all + bytes > size) {
      if (isWaitedFor(entry, now)) return granted;
      passed[person] = true;
      continue;
    }
    granted.push(request);
    entry.holds = true;
    pool.served[person] = pool.next;
    pool.next += 1;
    held.all += bytes;
    held.of[person] = (held.of[person] ?? 0) + bytes;
  }
}
