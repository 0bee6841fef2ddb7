/** The shared memory zones of nginx/conf.d/lua.conf. */
export type Zone =
  | "verdicts"
  | "negative_cache"
  | "health"
  | "refusals"
  | "oidc"
  | "epochs"
  | "single_flight"
  | "writes"
  | "frames"
  | "memory"
  | "sizes"
  | "breaker"
  | "slots"
  | "prefetch";

function zone(name: Zone): NgxSharedDict {
  return ngx.shared[name] ?? error(`nginx has no lua_shared_dict ${name}`);
}

/** The text under a key that all workers share; undefined where there is none or its time is over. */
export function recallShared(name: Zone, key: string): string | undefined {
  const [value] = zone(name).get(key);
  return type(value) === "string" ? (value as string) : undefined;
}

/** Shares a text with all workers, for some seconds (0: until it is pushed out). */
export function share(name: Zone, key: string, value: string, seconds: number): void {
  zone(name).set(key, value, seconds);
}

/** Shares a text unless there is one under the key; says whether it did. No two workers can both. */
export function addShared(name: Zone, key: string, value: string | number, seconds: number): boolean {
  const [added] = zone(name).add(key, value, seconds);
  return added === true;
}

/** Shares a number with all workers, for some seconds. */
export function shareCount(name: Zone, key: string, value: number, seconds: number): void {
  zone(name).set(key, value, seconds);
}

/** Adds one to a number that all workers share. */
export function countShared(name: Zone, key: string): void {
  zone(name).incr(key, 1, 0);
}

/**
 * Shares a number unless there is one under the key, and pushes nothing else out for it: "full" where there is no room.
 * A zone whose entries must not be lost is written by this alone. 0 seconds: for good.
 */
export function addWithoutLoss(name: Zone, key: string, value: number, seconds: number): "added" | "there" | "full" {
  const [added, failure] = zone(name).safe_add(key, value, seconds);
  if (added === true) return "added";
  return failure === "exists" ? "there" : "full";
}

/** Adds one to a number that all workers share for some seconds from the first on; returns the sum. */
export function countWithin(name: Zone, key: string, seconds: number): number {
  const [sum] = zone(name).incr(key, 1, 0, seconds);
  return sum ?? 0;
}

/** From now on an entry stays for so many seconds. */
export function prolongShared(name: Zone, key: string, seconds: number): void {
  zone(name).expire(key, seconds);
}

/** Adds to a number that is there; one that is not stays away, and the answer is false. */
export function addToShared(name: Zone, key: string, by: number): boolean {
  const [value] = zone(name).incr(key, by);
  return value !== undefined;
}

/** A number that all workers share; 0 where nobody has counted yet. */
export function sharedCount(name: Zone, key: string): number {
  const [value] = zone(name).get(key);
  return type(value) === "number" ? (value as number) : 0;
}

/** Takes a number away and leaves none: no two workers both get it. */
export function takeCount(name: Zone, key: string): number {
  const count = sharedCount(name, key);
  const [left] = zone(name).incr(key, -count);
  return left === 0 ? count : 0;
}

/** All numbers of a zone, by key. */
export function sharedCounts(name: Zone): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of zone(name).get_keys(0)) {
    const [value] = zone(name).get(key);
    if (type(value) === "number") counts[key] = value as number;
  }
  return counts;
}

/** All keys of a zone. */
export function sharedKeys(name: Zone): readonly string[] {
  return zone(name).get_keys(0);
}

/** Forgets it in all workers. */
export function unshare(name: Zone, key: string): void {
  zone(name).delete(key);
}

/** Adds a text at the end of a list that all workers share. */
export function appendShared(name: Zone, list: string, value: string): void {
  zone(name).rpush(list, value);
}

/** Takes the first text off a shared list; undefined where it is empty. No two workers get the same one. */
export function takeShared(name: Zone, list: string): string | undefined {
  const [value] = zone(name).lpop(list);
  return type(value) === "string" ? (value as string) : undefined;
}

/** How long a shared list is. */
export function sharedLength(name: Zone, list: string): number {
  const [length] = zone(name).llen(list);
  return length ?? 0;
}
