import { pictureWith } from "../support/names";

/** More than a page of the viewer, more than a search returns at once, and some of them of the same day. */
export const STUDIES = 1500;
const DAY = 86_400_000;

const dateOf = (at: number): string =>
  new Date(Date.now() - ((at * 7919) % 1100) * DAY).toISOString().slice(0, 10).replaceAll("-", "");

/** All numbers up to the number of studies in another order, as texts that sort like numbers. */
const shuffled = (at: number, step: number): string => String((at * step) % STUDIES).padStart(4, "0");

/** What the list shows of a study, each in an order of its own. */
export interface Shown {
  readonly patient: string;
  readonly mrn: string;
  readonly date: string;
  readonly description: string;
  readonly accession: string;
}

const shownOf = (at: number): Shown => ({
  patient: `Person${shuffled(at, 617)}`,
  mrn: `LIST-${shuffled(at, 389)}`,
  date: at % 100 === 0 ? "" : dateOf(at),
  description: `Part ${String(at % 12).padStart(2, "0")}`,
  accession: `A${shuffled(at, 1009)}`,
});

export const SHOWN = Array.from({ length: STUDIES }, (_, at) => shownOf(at));

/** A study's one file. Its name is `list ` and its number. */
export function studyOf(shown: Shown, at: number): Buffer {
  return pictureWith(`list ${at}`, [
    { tag: 0x00080020, vr: "DA", value: shown.date },
    { tag: 0x00080050, vr: "SH", value: shown.accession },
    { tag: 0x00081030, vr: "LO", value: shown.description },
    { tag: 0x00100010, vr: "PN", value: shown.patient },
    { tag: 0x00100020, vr: "LO", value: shown.mrn },
  ]);
}

/** The same by patient ID. */
export const KNOWN = new Map(SHOWN.map((shown) => [shown.mrn, shown]));

/** What the rows show in a column; rows without a value, which come last, left out. */
export function valuesOf(listed: readonly string[], column: keyof Shown): string[] {
  return listed.map((mrn) => KNOWN.get(mrn)?.[column] ?? "?").filter((value) => value !== "");
}
