/**
 * Who goes on where bytes are what is short. All that hold some of a pool or wait for it stand in one list, which all
 * workers share, so each of them comes to the same decision.
 *
 * @module
 */

/** A request that holds bytes of a pool, or waits for them. */
export interface Entry {
  readonly worker: string;
  /** Without spaces; nothing else in the list has it. */
  readonly request: string;
  readonly person: string;
  readonly bytes: number;
  /** When it came, in milliseconds. */
  readonly at: number;
  holds: boolean;
}

/** A pool's list. Entries that wait stand in the order in which they came. */
export interface Pool {
  /** Grants so far, and one. */
  next: number;
  entries: Entry[];
  /** Which grant was each person's last, as long as the list has something of this person. */
  readonly served: Record<string, number | undefined>;
}

/** How much there is to grant. */
export interface Bounds {
  readonly size: number;
  readonly mostOfPerson: number;
}

/** So long nobody overtakes whoever's turn it is, and then for as long everybody may, and so on. */
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

/** The first that waits of each person who may hold more; whoever was granted something longest ago is the first. */
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
    // An instance to be stored may be larger than a person's share, and then be the only one of that person.
    if (own > 0 && own + bytes > mostOfPerson) continue;
    if (found === undefined || (pool.served[person] ?? 0) < (pool.served[found.person] ?? 0)) found = entry;
  }
  return found;
}

/** Whether the others wait for room with it: else small requests would keep a large one waiting for ever. */
function isWaitedFor({ at }: Entry, now: number): boolean {
  return Math.floor((now - at) / PATIENCE_MS) % 2 === 0;
}

/**
 * Grants what there is room for: people take turns, each one's requests go in their order, and nobody holds more than
 * `mostOfPerson` but by a single request, as an upload may be. While whoever's turn it is waits for room nobody overtakes, for five seconds
 * of every ten: what finds no room because somebody reads slowly is not to keep all others waiting.
 *
 * Returns the requests that go on, in the order in which they do.
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
