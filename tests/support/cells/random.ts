/** Cells by chance, all axes at once; the same ones for the same seed. */
import { type Random, randomOf } from "../random";
import { type Base, NO_TABLE } from "./bases";
import type { Cell, Pixels } from "./cell";
import { edits } from "./edits";
import type { Header } from "./header";
import { BITS, PHOTOMETRICS } from "./matrix";

/** That many cells of a seed. */
export function randomCells(bases: readonly Base[], seed: number, count: number): Cell[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `random ${at} of seed ${seed}`;
    const random = randomOf(seed, name);
    const base = pick(random, bases);
    const header = headerOf(random, base.header);
    const syntax = random.chance(0.1) ? pick(random, bases).syntax : base.syntax;
    return { name: `${name}; ${base.name}`, syntax, header, pixels: pixelsOf(random, base, header) };
  });
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.int(from.length)] as T;
}

function headerOf(random: Random, fitting: Header): Header {
  const [allocated, stored, high, signed] = pick(random, BITS);
  const side = (own: number): number => (random.chance(0.7) ? own : pick(random, [0, 1, 2, 73, 512, 65535]));
  return {
    photometric: random.chance(0.3) ? fitting.photometric : pick(random, PHOTOMETRICS),
    samples: random.chance(0.6) ? fitting.samples : pick(random, [0, 1, 2, 3, 4, 5]),
    planar: pick(random, [undefined, 0, 1, 2]),
    rows: side(fitting.rows),
    columns: side(fitting.columns),
    bits: random.chance(0.5) ? fitting.bits : [allocated, stored, high],
    signed: random.chance(0.7) ? 0 : signed,
    frames: pick(random, [undefined, undefined, "1", "2", "5"]),
    palette: random.chance(0.2) ? pick(random, [0, 2, 512, 1024]) : undefined,
  };
}

function pixelsOf(random: Random, base: Base, header: Header): Pixels {
  const [whole] = base.fragments;
  if (whole === undefined || random.chance(0.2)) return base.pixels(header);
  const edited = random.chance(0.3) ? (random.pick(edits(base.syntax, whole))?.[1] ?? whole) : whole;
  const fragments = Array.from({ length: 1 + random.int(3) }, () => flipped(random, edited));
  const table = random.chance(0.7)
    ? NO_TABLE
    : Buffer.from(Uint32Array.from(fragments, () => random.int(2 ** 16)).buffer);
  return { fragments, table };
}

/** Some bytes changed, or the end cut off, or neither. */
function flipped(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const flips = random.pick([0, 0, 1, 4, 32]) ?? 0;
  for (let flip = 0; flip < flips && copy.length > 0; flip += 1) copy[random.int(copy.length)] = random.int(256);
  return random.chance(0.2) ? copy.subarray(0, random.int(copy.length)) : copy;
}
