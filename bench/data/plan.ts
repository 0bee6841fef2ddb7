/**
 * What lies in the benchmark's archives. All of it follows from the seed: UIDs, private values and pixels are the same
 * at every run, and look random.
 *
 * @module
 */
import { uidOf } from "../../scripts/lib/uid";

/** Changes of the data change this, so that an archive of an older one is not taken for it. */
const VERSION = 3;
const SEED = "bench 7";

export type Syntax = "explicit" | "implicit" | "jpeg-2000" | "jpeg-ls" | "rle";

/** One series: `slices` instances of `frames` frames each, 16 bits a pixel. */
export interface SeriesPlan {
  readonly name: string;
  readonly study: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly number: number;
  readonly modality: "CT" | "MG" | "OT";
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly frames: number;
  readonly syntax: Syntax;
}

/** An archive's content. */
export interface Plan {
  /** Names the volume that keeps it. */
  readonly key: string;
  readonly series: readonly SeriesPlan[];
  /** Studies of one tiny image each. */
  readonly tinyStudies: number;
}

type Shape = Pick<SeriesPlan, "rows" | "columns" | "slices"> & Partial<SeriesPlan>;

function series(study: string, name: string, number: number, shape: Shape): SeriesPlan {
  return {
    name: `${study}/${name}`,
    study,
    studyUid: studyUid(study),
    seriesUid: uidOf(`${SEED} ${study} ${name}`),
    number,
    modality: "CT",
    frames: 1,
    syntax: "explicit",
    ...shape,
  };
}

/** UID of a study by its name in the plan. */
export function studyUid(study: string): string {
  return uidOf(`${SEED} ${study}`);
}

/** UID of a series' instance, counted from 0. */
export function instanceUid(plan: SeriesPlan, slice: number): string {
  return uidOf(`${SEED} ${plan.name} ${slice}`);
}

/** Name of a tiny study, counted from 0. */
export function tinyStudy(at: number): string {
  return `tiny-${at}`;
}

const CT = { rows: 512, columns: 512 };
const MULTI_FRAME: Shape = { rows: 1024, columns: 1024, slices: 1, frames: 60, modality: "OT" };

/** Frame sizes in bytes, by rows and columns of 16 bits. */
const SIZES: readonly (readonly [name: string, rows: number, columns: number])[] = [
  ["1 kB", 16, 32],
  ["4 kB", 32, 64],
  ["16 kB", 64, 128],
  ["65 kB", 128, 256],
  ["132 kB", 256, 258],
  ["262 kB", 256, 512],
  ["524 kB", 512, 512],
  ["1 MB", 512, 1024],
  ["4 MB", 1024, 2048],
  ["16 MB", 2048, 4096],
];

/** Names of the frame sizes; each is a series of the study `sizes`. */
export const FRAME_SIZES: readonly string[] = SIZES.map(([name]) => name);

/** For each round and arm a series that nobody has asked for yet. */
const coldSeries = (count: number, slices: number): SeriesPlan[] =>
  Array.from({ length: count }, (_, at) => series(`cold-${at}`, "CT", 1, { rows: 16, columns: 16, slices }));

function planOf(
  key: string,
  quick: boolean,
  { tinyStudies, cold }: { readonly tinyStudies: number; readonly cold: number },
): Plan {
  const lengths = quick ? [60, 60, 60, 60, 60] : [60, 120, 180, 240, 300];
  const compressed = { ...CT, slices: quick ? 4 : 30 };
  return {
    key: `v${VERSION}-${key}`,
    tinyStudies,
    series: [
      series("chest", "large", 1, { ...CT, slices: 1000 }),
      ...lengths.map((slices, at) => series("chest", `phase ${at + 1}`, at + 2, { ...CT, slices })),
      ...lengths.map((slices, at) => series("fresh", `phase ${at + 1}`, at + 1, { ...CT, slices })),
      series("tomo", "explicit 1", 1, MULTI_FRAME),
      series("tomo", "implicit 1", 2, { ...MULTI_FRAME, syntax: "implicit" }),
      series("tomo", "explicit 2", 3, MULTI_FRAME),
      series("tomo", "implicit 2", 4, { ...MULTI_FRAME, syntax: "implicit" }),
      // More of them than Orthanc keeps in memory.
      series("tomo", "explicit 3", 5, MULTI_FRAME),
      series("tomo", "explicit 4", 6, MULTI_FRAME),
      series("mammo", "view", 1, { rows: 3328, columns: 2560, slices: 1, modality: "MG" }),
      series("codecs", "JPEG 2000", 1, { ...compressed, syntax: "jpeg-2000" }),
      series("codecs", "JPEG-LS", 2, { ...compressed, syntax: "jpeg-ls" }),
      series("codecs", "RLE", 3, { ...compressed, syntax: "rle" }),
      ...SIZES.map(([name, rows, columns], at) => series("sizes", name, at + 1, { rows, columns, slices: 1 })),
      growthSeries(),
      ...coldSeries(cold, quick ? 250 : 1000),
    ],
  };
}

/** In both archives: what is asked for while they differ in size. */
function growthSeries(): SeriesPlan {
  return series("growth", "CT", 1, { ...CT, slices: 140 });
}

/** What the archive of D and G holds, and that of S, a copy of its own. */
export function largePlan(quick: boolean): Plan {
  return quick
    ? planOf("quick", true, { tinyStudies: 2000, cold: 6 })
    : planOf("full", false, { tinyStudies: 20_000, cold: 14 });
}

/** The archive that the large one is compared with. */
export const SMALL_PLAN: Plan = { key: `v${VERSION}-small`, tinyStudies: 200, series: [growthSeries()] };

const GUARD_LENGTHS = [60, 60, 60];

/** What the guard measures on: made within a minute. */
export const GUARD_PLAN: Plan = {
  key: `v${VERSION}-guard`,
  tinyStudies: 1000,
  series: [
    series("chest", "large", 1, { ...CT, slices: 300 }),
    ...GUARD_LENGTHS.map((slices, at) => series("chest", `phase ${at + 1}`, at + 2, { ...CT, slices })),
    ...GUARD_LENGTHS.map((slices, at) => series("fresh", `phase ${at + 1}`, at + 1, { ...CT, slices })),
    // Those in Explicit VR are more than Orthanc keeps in memory.
    series("tomo", "explicit 1", 1, MULTI_FRAME),
    series("tomo", "implicit 1", 2, { ...MULTI_FRAME, syntax: "implicit" }),
    series("tomo", "explicit 2", 3, MULTI_FRAME),
    series("tomo", "explicit 3", 4, MULTI_FRAME),
    ...coldSeries(18, 60),
  ],
};

/** The series of a study, in order. */
export function seriesOf(plan: Plan, study: string): SeriesPlan[] {
  return plan.series.filter((each) => each.study === study);
}

/** One series by its name, e.g. `chest/large`. */
export function seriesNamed(plan: Plan, name: string): SeriesPlan {
  const found = plan.series.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the plan has no series ${name}`);
  return found;
}
