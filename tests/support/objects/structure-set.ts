import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { common, ds, sq, studyUid, text, ui, type Element } from "./elements";
import { allSlices, centreOf, frameOfReference, sliceReference } from "./head-ct";

/** A structure whose outline is a rectangle through the centres of voxels. */
export interface Structure {
  readonly name: string;
  /** Red, green and blue, from 0 to 255. */
  readonly colour: readonly [number, number, number];
  readonly columns: readonly [left: number, right: number];
  readonly rows: readonly [top: number, bottom: number];
  readonly slices: readonly [first: number, last: number];
}

/** An RT Structure Set (PS3.3, section A.19.3) over the head of this study: a closed contour on each slice. */
export function structureSet(study: string, structures: readonly Structure[]): Buffer {
  const sopClass = "1.2.840.10008.5.1.4.1.1.481.3";
  return writeInstance([
    ...common({ study, series: "Structures", modality: "RTSTRUCT", sopClass, seriesNumber: 8 }),
    text(0x30060002, "SH", "STRUCTURES"),
    text(0x30060008, "DA", "20260101"),
    text(0x30060009, "TM", "120000"),
    sq(0x30060010, [ui(0x00200052, frameOfReference(study)), sq(0x30060012, referencedStudy(study))]),
    sq(
      0x30060020,
      ...structures.map(({ name }, index) => [
        number(0x30060022, index + 1),
        ui(0x30060024, frameOfReference(study)),
        text(0x30060026, "LO", name),
        text(0x30060036, "CS", "MANUAL"),
      ]),
    ),
    sq(0x30060039, ...structures.map((structure, index) => contours(study, structure, index + 1))),
    sq(
      0x30060080,
      ...structures.map((_, index) => [
        number(0x30060082, index + 1),
        number(0x30060084, index + 1),
        text(0x300600a4, "CS", "ORGAN"),
        text(0x300600a6, "PN", ""),
      ]),
    ),
  ]);
}

function number(tag: number, ...values: readonly number[]): Element {
  return text(tag, "IS", values.join("\\"));
}

function referencedStudy(study: string): Element[] {
  return [
    ui(0x00081150, "1.2.840.10008.3.1.2.3.1"),
    ui(0x00081155, studyUid(study)),
    sq(0x30060014, [ui(0x0020000e, uidOf(`${study} series`)), sq(0x30060016, ...allSlices(study))]),
  ];
}

function contours(study: string, { colour, columns, rows, slices }: Structure, roi: number): Element[] {
  const items: Element[][] = [];
  for (let slice = slices[0]; slice <= slices[1]; slice += 1) {
    const [[left, right], [top, bottom]] = [columns, rows];
    const corners = [centreOf(left, top, slice), centreOf(right, top, slice)];
    corners.push(centreOf(right, bottom, slice), centreOf(left, bottom, slice));
    items.push([
      sq(0x30060016, sliceReference(study, slice)),
      text(0x30060042, "CS", "CLOSED_PLANAR"),
      number(0x30060046, corners.length),
      ds(0x30060050, ...corners.flat()),
    ]);
  }
  return [number(0x3006002a, ...colour), sq(0x30060040, ...items), number(0x30060084, roi)];
}
