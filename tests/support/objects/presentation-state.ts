import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { common, ds, sq, text, type Element } from "./elements";
import { allSlices, contentLabel, referencedSeries, SIZE } from "./head-ct";

export const PRESENTATION_STATE = "1.2.840.10008.5.1.4.1.1.11.1";

/**
 * A Grayscale Softcopy Presentation State (PS3.3, section A.33.1) for the head of this study: a bone window, and a line
 * of text on each slice.
 */
export function presentationState(study: string): Buffer {
  return writeInstance([
    ...common({ study, series: "Bone window", modality: "PR", sopClass: PRESENTATION_STATE, seriesNumber: 9 }),
    referencedSeries(study),
    ...contentLabel("BONE"),
    text(0x00700082, "DA", "20260101"),
    text(0x00700083, "TM", "120000"),
    sq(0x0070005a, [
      { tag: 0x00700052, vr: "SL", value: corner(1) },
      { tag: 0x00700053, vr: "SL", value: corner(SIZE) },
      text(0x00700100, "CS", "SCALE TO FIT"),
      text(0x00700102, "IS", "1\\1"),
    ]),
    sq(0x00700001, [sq(0x00081140, ...allSlices(study)), text(0x00700002, "CS", "NOTES"), sq(0x00700008, note())]),
    sq(0x00700060, [text(0x00700002, "CS", "NOTES"), text(0x00700062, "IS", "1")]),
    sq(0x00283110, [ds(0x00281050, 600), ds(0x00281051, 2000)]),
    text(0x20500020, "CS", "IDENTITY"),
  ]);
}

function note(): Element[] {
  return [
    text(0x00700004, "CS", "PIXEL"),
    text(0x00700006, "ST", "A note of the presentation state"),
    { tag: 0x00700014, vr: "FL", value: Buffer.from(Float32Array.of(20, 20).buffer) },
    text(0x00700015, "CS", "N"),
  ];
}

function corner(place: number): Buffer {
  return Buffer.from(Int32Array.of(place, place).buffer);
}
