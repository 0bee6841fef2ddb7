/** Small deterministic generators: the same names give the same attacks everywhere. */

/** Numbers from 0 below 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` different items of a list, in a random order. */
export function pick<T>(items: readonly T[], count: number, seed: number): T[] {
  const next = random(seed);
  const rest = [...items];
  const picked: T[] = [];
  while (picked.length < count && rest.length > 0) {
    picked.push(...rest.splice(Math.floor(next() * rest.length), 1));
  }
  return picked;
}

/** Every combination of one item of each list. */
export function combine<A, B>(first: readonly A[], second: readonly B[]): [A, B][] {
  return first.flatMap((a) => second.map((b): [A, B] => [a, b]));
}

/** A text with every character percent-encoded, in lower or upper case, and perhaps doubly. */
export function encoded(text: string, upper = false, twice = false): string {
  const once = Array.from(text, (c) => {
    const digits = c.charCodeAt(0).toString(16).padStart(2, "0");
    return `%${upper ? digits.toUpperCase() : digits}`;
  });
  return twice ? once.join("").replaceAll("%", "%25") : once.join("");
}

/** A text in changed cases: all upper, first upper, last upper, alternating. */
export function cases(text: string): string[] {
  const upper = text.toUpperCase();
  const alternating = Array.from(text, (c, i) => (i % 2 === 0 ? c.toUpperCase() : c)).join("");
  const last = text.slice(0, -1) + text.slice(-1).toUpperCase();
  return [...new Set([upper, upper.charAt(0) + text.slice(1), last, alternating])].filter((made) => made !== text);
}
