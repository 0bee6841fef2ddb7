/** Numbers that a seed decides. When actors meet is not decided by it: a run is alike, not the same. */
export interface Random {
  /** From 0 up to, not including, `below`. */
  readonly int: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One of them; undefined where there is none. */
  readonly pick: <T>(from: readonly T[]) => T | undefined;
}

/** A generator of its own for each actor: xorshift32, begun with a hash of seed and name. */
export function randomOf(seed: number, name: string): Random {
  let state = seed | 1;
  for (const character of name) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let turns = 0; turns < 8; turns += 1) next();
  const int = (below: number): number => Math.floor(next() * below);
  return { int, chance: (probability) => next() < probability, pick: (from) => from[int(from.length)] };
}
