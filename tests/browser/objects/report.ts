import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { common, ds, sq, text, ui, type Element } from "../../support/objects/elements";

const COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33";
const CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";

const code = (tag: number, value: string, scheme: string, meaning: string): Element =>
  sq(tag, [text(0x00080100, "SH", value), text(0x00080102, "SH", scheme), text(0x00080104, "LO", meaning)]);

/** A content item of a report (PS3.3, section C.17.3); one that is called nothing has no name. */
function item(type: string, called: string | undefined, more: readonly Element[]): Element[] {
  return [
    text(0x0040a010, "CS", "CONTAINS"),
    text(0x0040a040, "CS", type),
    ...(called === undefined ? [] : [code(0x0040a043, "121106", "DCM", called)]),
    ...more,
  ];
}

const says = (called: string, words: string): Element[] => item("TEXT", called, [text(0x0040a160, "UT", words)]);
const container = (continuity: string, ...items: readonly Element[][]): Element[] => [
  text(0x0040a050, "CS", continuity),
  sq(0x0040a730, ...items),
];

/**
 * A Comprehensive SR (PS3.3, section A.35.3) that has each item without a name that the standard allows one to be: an
 * image, an object, coordinates and a container without a heading. Text stands before, within and behind them.
 */
export function reportWithoutNames(study: string): Buffer {
  const image = sq(0x00081199, [ui(0x00081150, CT_IMAGE), ui(0x00081155, uidOf(`${study} image`))]);
  const millimetres = code(0x004008ea, "mm", "UCUM", "millimeter");
  return writeInstance([
    ...common({ study, series: "Report", modality: "SR", sopClass: COMPREHENSIVE_SR }),
    text(0x0040a040, "CS", "CONTAINER"),
    code(0x0040a043, "121070", "DCM", "Findings"),
    text(0x0040a491, "CS", "COMPLETE"),
    text(0x0040a493, "CS", "UNVERIFIED"),
    ...container(
      "SEPARATE",
      says("First", "before all without a name"),
      item("IMAGE", undefined, [image]),
      item("COMPOSITE", undefined, [image]),
      item("SCOORD", undefined, [
        { tag: 0x00700022, vr: "FL", value: Buffer.from(Float32Array.of(1, 2).buffer) },
        text(0x00700023, "CS", "POINT"),
      ]),
      item(
        "CONTAINER",
        undefined,
        container(
          "CONTINUOUS",
          says("Part", "A mass of"),
          item("NUM", "Diameter", [sq(0x0040a300, [millimetres, ds(0x0040a30a, 3)])]),
          item("IMAGE", undefined, [image]),
          says("Part", "was detected."),
        ),
      ),
      says("Last", "behind all of them"),
    ),
  ]);
}
