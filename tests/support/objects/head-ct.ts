/**
 * The CT series that derived objects are made of: the phantom's head, and where its voxels lie.
 *
 * @module
 */
import { phantomSeries, type Phantom } from "../../../scripts/lib/phantom";
import { uidOf } from "../../../scripts/lib/uid";
import { patientOf, sq, text, ui, type Element } from "./elements";

export const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
export const SLICES = 32;
/** Rows and columns. */
export const SIZE = 64;
/** The phantom's field, a side, in millimetres. */
const FIELD_MM = 256;

/** How many voxels there are. */
export interface Grid {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
}

export const HEAD: Grid = { slices: SLICES, rows: SIZE, columns: SIZE };

/** A head in a study of this name, with which `common` makes other series of the same study. */
export function headCt(study: string, grid = HEAD): Phantom {
  return phantomSeries({ name: study, ...grid, patientName: patientOf(study), patientId: study });
}

/** Millimetres from one voxel to the next. */
export function spacingOf({ slices, rows, columns }: Grid): { slice: number; row: number; column: number } {
  return { slice: FIELD_MM / slices, row: FIELD_MM / rows, column: FIELD_MM / columns };
}

export function frameOfReference(study: string): string {
  return uidOf(`${study} frame of reference`);
}

/** The centre of a voxel in the patient's coordinates, millimetres (PS3.3, section C.7.6.2.1.1). */
export function centreOf(column: number, row: number, slice: number, grid = HEAD): [number, number, number] {
  const step = spacingOf(grid);
  return [
    step.column * (column - (grid.columns - 1) / 2),
    step.row * (row - (grid.rows - 1) / 2),
    step.slice * (slice - (grid.slices - 1) / 2),
  ];
}

/** SOP Instance Reference Macro (PS3.3, table 10-11) to a slice of the head. */
export function sliceReference(study: string, slice: number): Element[] {
  return [ui(0x00081150, CT_IMAGE_STORAGE), ui(0x00081155, uidOf(`${study} image ${slice}`))];
}

export function allSlices(study: string, { slices } = HEAD): Element[][] {
  return Array.from({ length: slices }, (_, slice) => sliceReference(study, slice));
}

/** Common Instance Reference Module (PS3.3, section C.12.2): the head's series with all of its slices. */
export function referencedSeries(study: string, grid = HEAD): Element {
  return sq(0x00081115, [ui(0x0020000e, uidOf(`${study} series`)), sq(0x0008114a, ...allSlices(study, grid))]);
}

/** Content Identification Macro (PS3.3, table 10-12). */
export function contentLabel(label: string): Element[] {
  return [text(0x00700080, "CS", label), text(0x00700081, "LO", ""), text(0x00700084, "PN", "Tester^Generated")];
}

export function code(value: string, scheme: string, meaning: string): Element[] {
  return [text(0x00080100, "SH", value), text(0x00080102, "SH", scheme), text(0x00080104, "LO", meaning)];
}
