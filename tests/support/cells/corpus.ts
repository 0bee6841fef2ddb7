import { basesOf } from "./bases";
import type { Cell } from "./cell";
import { damaged } from "./damage";
import { cutOff, type Deep, DEEPEST, depths, many, type Way } from "./depths";
import { matrix } from "./matrix";
import { randomCells } from "./random";
import type { Stream } from "./streams";

/** All cells, those by chance at the end; the name of each is its own. */
export function allCells(streams: readonly Stream[], seed: number, byChance: number): Cell[] {
  const bases = basesOf(streams);
  const compressed = bases.filter(({ fragments }) => fragments.length > 0);
  const others = bases.map((_, at) => compressed[(at + 5) % compressed.length] ?? bases[0]);
  const cells = [
    ...matrix(bases),
    ...bases.flatMap((base, at) => damaged(base, others[at] ?? base)),
    ...randomCells(bases, seed, byChance),
  ];
  const names = new Set(cells.map(({ name }) => name));
  if (names.size !== cells.length) throw new Error("two cells have one name");
  return cells;
}

const WAYS: readonly Way[] = ["STOW-RS", "C-STORE"];
/** Levels around every limit, and far beyond. */
const LEVELS = [...Array.from({ length: 66 }, (_, at) => at + 1), 100, 1000, 6000];

/** All deep, long and cut off objects, each by both ways. */
export function allDepths(): Deep[] {
  return WAYS.flatMap((way) => [
    ...depths(way, LEVELS),
    ...many(way, 1000),
    ...many(way, 140_000),
    ...many(way, 150_001),
    ...cutOff(way),
  ]);
}

/** Cells that have ended the archive, or left it without an answer, each for a class of them. */
const NOTORIOUS = [
  "JPEG 2000 lossless, gray 12; photometric RGB",
  "JPEG 2000 lossless, colour; photometric YBR_ICT",
  "JPEG 2000 lossless, colour; SIZ of 65535 in one tile",
  "RLE, gray 12; frames 2147483647",
  "JPEG baseline, gray 8; size 65535 by 65535",
  "explicit VR, gray 12; size 0 by 0",
  "RLE, gray 12; an empty fragment",
];

/** About that many cells, the same ones each time: the notorious, and of all others each so-and-so-many-th. */
export function sampleOf(cells: readonly Cell[], count: number): Cell[] {
  const notorious = NOTORIOUS.map((name) => {
    const cell = cells.find((one) => one.name === name);
    if (cell === undefined) throw new Error(`no cell is called ${name}`);
    return cell;
  });
  const step = Math.floor(cells.length / (count - notorious.length));
  return [...notorious, ...cells.filter((cell, at) => at % step === 0 && !notorious.includes(cell))];
}

/** Deep, long and cut off objects on both sides of each limit. */
export function sampleOfDepths(): Deep[] {
  return WAYS.flatMap((way) => [
    ...depths(way, [DEEPEST[way], DEEPEST[way] + 1]),
    ...depths(way, [6000]).slice(0, 1),
    ...many(way, 1000),
    ...cutOff(way).filter((_, at) => at % 5 === 0),
  ]);
}
