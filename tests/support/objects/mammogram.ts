import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { common, ds, sq, text, ui, us, type Element } from "./elements";

/** A view of one breast, in the order of screening. */
export const VIEWS = ["RCC", "LCC", "RMLO", "LMLO"] as const;
export type View = (typeof VIEWS)[number];

/** What a mammogram tells of the way from stored values to the display's. */
export interface Presentation {
  readonly photometric: "MONOCHROME1" | "MONOCHROME2";
  /** VOI LUT Function (0028,1056); left out where undefined, which means LINEAR. */
  readonly voiFunction?: "LINEAR" | "LINEAR_EXACT" | "SIGMOID";
}

const ROWS = 160;
const COLUMNS = 120;
/** Stored values have 12 bits. */
const LARGEST = 4095;
const WINDOW = { centre: 2000, width: 3000 } as const;

const PLAIN: Presentation = { photometric: "MONOCHROME2" };

/** How dense it is at a pixel: a half disc at the chest wall's side with a mass in it, and beyond it air. */
function density(view: View, row: number, column: number): number {
  const fromWall = view.startsWith("R") ? COLUMNS - 1 - column : column;
  const [x, y] = [fromWall / COLUMNS, row / ROWS];
  const middle = view.endsWith("MLO") ? 0.4 : 0.5;
  const distance = Math.hypot(x / 0.8, (y - middle) / 0.38);
  if (distance > 1) return 0;
  if (Math.hypot(x - 0.35, (y - middle - 0.1) * 1.3) < 0.08) return 3400;
  return Math.round(900 + 1700 * (1 - distance) + 500 * y);
}

function perPixel(value: (row: number, column: number) => number): number[] {
  return Array.from({ length: ROWS * COLUMNS }, (_, index) => value(Math.floor(index / COLUMNS), index % COLUMNS));
}

/** The VOI functions of PS3.3, section C.11.2.1, to values from 0 to 1. */
function windowed(value: number, { voiFunction = "LINEAR" }: Presentation): number {
  const { centre, width } = WINDOW;
  if (voiFunction === "SIGMOID") return 1 / (1 + Math.exp((-4 * (value - centre)) / width));
  const linear =
    voiFunction === "LINEAR" ? (value - (centre - 0.5)) / (width - 1) + 0.5 : (value - centre) / width + 0.5;
  return Math.min(1, Math.max(0, linear));
}

/** What a display has to show, from 0 to 255, row by row. */
export function displayed(view: View, how = PLAIN): { width: number; height: number; values: Float64Array } {
  const shade = (row: number, column: number): number => {
    const dense = density(view, row, column);
    return 255 * (how.photometric === "MONOCHROME2" ? windowed(dense, how) : 1 - windowed(LARGEST - dense, how));
  };
  return { width: COLUMNS, height: ROWS, values: Float64Array.from(perPixel(shade)) };
}

const POSITIONS = {
  CC: ["399162004", "cranio-caudal"],
  MLO: ["399368009", "medio-lateral oblique"],
} as const;

/** Patient Orientation: to where rows and columns lead. */
const ORIENTATIONS = { RCC: "P\\L", LCC: "A\\R", RMLO: "P\\FL", LMLO: "A\\FR" } as const;

function code(value: string, meaning: string): Element[] {
  return [text(0x00080100, "SH", value), text(0x00080102, "SH", "SCT"), text(0x00080104, "LO", meaning)];
}

function pixels(view: View, how: Presentation): Element[] {
  const stored = perPixel((row, column) => {
    const dense = density(view, row, column);
    return how.photometric === "MONOCHROME2" ? dense : LARGEST - dense;
  });
  return [
    us(0x00280002, 1),
    text(0x00280004, "CS", how.photometric),
    us(0x00280010, ROWS),
    us(0x00280011, COLUMNS),
    us(0x00280100, 16),
    us(0x00280101, 12),
    us(0x00280102, 11),
    us(0x00280103, 0),
    ds(0x00281050, WINDOW.centre),
    ds(0x00281051, WINDOW.width),
    ds(0x00281052, 0),
    ds(0x00281053, 1),
    text(0x00281054, "LO", "US"),
    ...(how.voiFunction === undefined ? [] : [text(0x00281056, "CS", how.voiFunction)]),
    text(0x20500020, "CS", how.photometric === "MONOCHROME2" ? "IDENTITY" : "INVERSE"),
    { tag: 0x7fe00010, vr: "OW", value: Buffer.from(Uint16Array.from(stored).buffer) },
  ];
}

/** A digital mammogram for presentation (PS3.3, section A.27), in a series of its own. */
export function mammogram(study: string, view: View, how = PLAIN): Buffer {
  const side = view.startsWith("R") ? "R" : "L";
  const position = view.endsWith("MLO") ? "MLO" : "CC";
  const [value, meaning] = POSITIONS[position];
  const place = { study, series: `${side} ${position}`, modality: "MG", sopClass: "1.2.840.10008.5.1.4.1.1.1.2" };
  return writeInstance([
    ...common({ ...place, seriesNumber: VIEWS.indexOf(view) + 1 }),
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY"),
    text(0x00080068, "CS", "FOR PRESENTATION"),
    sq(0x00082218, code("76752008", "Breast")),
    ds(0x00181164, 0.1, 0.1),
    text(0x00181508, "CS", "MAMMOGRAPHIC"),
    text(0x00185101, "CS", position),
    text(0x00200020, "CS", ORIENTATIONS[view]),
    ui(0x00200052, uidOf(`${study} ${view} frame of reference`)),
    text(0x00200062, "CS", side),
    ...pixels(view, how),
    text(0x00280301, "CS", "NO"),
    text(0x00281040, "CS", "LOG"),
    text(0x00282110, "CS", "00"),
    sq(0x00540220, [...code(value, meaning), sq(0x00540222)]),
  ]);
}
