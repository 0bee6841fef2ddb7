/**
 * Objects that are no pictures, or that speak of pictures that the archive does not have.
 *
 * @module
 */
import { writeInstance } from "../../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../../scripts/lib/uid";
import { sq, text, ui, us, type Element } from "../elements";
import { presentationState } from "../presentation-state";
import { segmentation } from "../segmentation";
import { structureSet } from "../structure-set";
import { head, studyOf, type OddObject } from "./image";

const BASE = "1.2.840.10008.5.1.4.1.1.";

const code = (value: string, meaning: string): Element =>
  sq(0x0040a043, [text(0x00080100, "SH", value), text(0x00080102, "SH", "DCM"), text(0x00080104, "LO", meaning)]);
const document = (type: string, bytes: string): Element[] => [
  text(0x00080064, "CS", "WSD"),
  text(0x00280301, "CS", "NO"),
  text(0x00420010, "ST", "Odd"),
  text(0x00420012, "LO", type),
  { tag: 0x00420011, vr: "OB", value: Buffer.from(bytes) },
];
const CONTAINER = [text(0x0040a040, "CS", "CONTAINER"), text(0x0040a050, "CS", "SEPARATE")];
/** An image that is nowhere (PS3.3, section 10.8). */
const GONE = sq(0x00081199, [ui(0x00081150, `${BASE}2`), ui(0x00081155, uidOf("odd gone image"))]);
const EVIDENCE = sq(0x0040a375, [
  ui(0x0020000d, uidOf("odd gone study")),
  sq(0x00081115, [ui(0x0020000e, uidOf("odd gone series")), GONE]),
]);
const STL = `solid odd\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid odd\n`;
const IMAGE: readonly Element[] = [
  us(0x00280002, 1),
  text(0x00280004, "CS", "MONOCHROME2"),
  us(0x00280010, 8),
  us(0x00280011, 8),
  us(0x00280100, 16),
  us(0x00280101, 16),
  us(0x00280102, 15),
  us(0x00280103, 0),
  { tag: 0x7fe00010, vr: "OW", value: Buffer.from(Uint16Array.from({ length: 64 }, (_, at) => 500 + 60 * at).buffer) },
];
const WAVEFORM = sq(0x54000100, [
  text(0x003a0004, "CS", "ORIGINAL"),
  us(0x003a0005, 1),
  { tag: 0x003a0010, vr: "UL", value: Buffer.from([100, 0, 0, 0]) },
  text(0x003a001a, "DS", "100"),
  sq(0x003a0200, [text(0x003a0203, "SH", "I"), us(0x003a021a, 16)]),
  us(0x54001004, 16),
  text(0x54001006, "CS", "SS"),
  { tag: 0x54001010, vr: "OW", value: Buffer.alloc(200, 3) },
]);

/** Name, modality, SOP Class UID after 1.2.840.10008.5.1.4.1.1., and what else it has. */
const PLAIN: readonly (readonly [string, string, string, readonly Element[], OddObject["opens"]])[] = [
  ["encapsulated STL", "M3D", "104.3", document("model/stl", STL), "words"],
  ["encapsulated OBJ", "M3D", "104.4", document("model/obj", "v 0 0 0\n"), "words"],
  ["PDF empty", "DOC", "104.1", document("application/pdf", ""), "words"],
  ["PDF that is none", "DOC", "104.1", document("application/pdf", "no PDF at all"), "document"],
  ["PDF without a document", "DOC", "104.1", [], "words"],
  ["CDA empty", "DOC", "104.2", document("text/XML", ""), "words"],
  ["key objects of nothing", "KO", "88.59", [...CONTAINER, code("113000", "Of Interest")], "words"],
  ["key objects of a gone image", "KO", "88.59", [...CONTAINER, code("113000", "Of Interest"), EVIDENCE], "words"],
  ["SR without content", "SR", "88.11", [], "words"],
  ["SR that refers to nothing", "SR", "88.33", [...CONTAINER, code("126000", "Imaging Measurement Report")], "words"],
  [
    "SR that refers to a gone image",
    "SR",
    "88.33",
    [...CONTAINER, code("126000", "Imaging Measurement Report"), EVIDENCE],
    "words",
  ],
  ["SR with empty content", "SR", "88.33", [...CONTAINER, code("126000", "Report"), sq(0x0040a730, [])], "words"],
  [
    "RTDOSE alone",
    "RTDOSE",
    "481.2",
    [...IMAGE, text(0x3004000e, "DS", "0.1"), text(0x30040002, "CS", "GY")],
    "picture",
  ],
  ["RTDOSE without a picture", "RTDOSE", "481.2", [], "words"],
  ["RTPLAN alone", "RTPLAN", "481.5", [text(0x300a0002, "SH", "Plan")], "words"],
  ["RTSTRUCT without contours", "RTSTRUCT", "481.3", [text(0x30060002, "SH", "None")], "words"],
  ["SEG without segments", "SEG", "66.4", [text(0x00620001, "CS", "BINARY")], "words"],
  ["label map of nothing", "SEG", "66.7", [text(0x00620001, "CS", "LABELMAP")], "words"],
  ["surface segmentation", "SEG", "66.5", [], "words"],
  ["parametric map of nothing", "OT", "30", [], "words"],
  ["registration", "REG", "66.1", [sq(0x00700308)], "words"],
  ["raw data", "OT", "66", [text(0x00081080, "LO", "raw")], "words"],
  ["spectroscopy", "MR", "4.2", [], "words"],
  ["ECG", "ECG", "9.1.1", [WAVEFORM], "picture"],
  ["ECG without a waveform", "ECG", "9.1.1", [], "words"],
  ["ECG of an empty waveform", "ECG", "9.1.1", [sq(0x54000100, [])], "words"],
  [
    "enhanced CT without groups",
    "CT",
    "2.1",
    [...IMAGE, text(0x00280008, "IS", "1"), sq(0x52009229), sq(0x52009230)],
    "picture",
  ],
  [
    "enhanced CT of empty groups",
    "CT",
    "2.1",
    [...IMAGE, text(0x00280008, "IS", "1"), sq(0x52009229, []), sq(0x52009230, [])],
    "picture",
  ],
  ["ultrasound of empty regions", "US", "6.1", [...IMAGE, sq(0x00186011, [])], "picture"],
  ["slide without a picture", "SM", "77.1.6", [], "words"],
  ["video without a picture", "XC", "77.1.4.1", [text(0x00280004, "CS", "YBR_PARTIAL_420")], "words"],
  ["PET without its attributes", "PT", "128", IMAGE, "picture"],
  ["mammogram without its attributes", "MG", "1.2", IMAGE, "picture"],
  ["presentation state of nothing", "PR", "11.1", [], "words"],
];

/** Objects of other classes than pictures, each alone in its study. */
export function oddClasses(): OddObject[] {
  const box = { columns: [2, 9], rows: [2, 9], slices: [2, 4] } as const;
  const alone: readonly (readonly [string, (study: string) => Buffer])[] = [
    ["SEG without its CT", (study) => segmentation(study, [{ ...box, label: "Alone", lab: [53, 80, 67] }])],
    ["RTSTRUCT without its CT", (study) => structureSet(study, [{ ...box, name: "Alone", colour: [255, 0, 0] }])],
    ["PR without its CT", (study) => presentationState(study)],
  ];
  return [
    ...PLAIN.map(([name, modality, sopClass, own, opens]): OddObject => ({
      name,
      opens,
      file: writeInstance([...head(name, modality, `${BASE}${sopClass}`), ...own]),
    })),
    ...alone.map(([name, write]): OddObject => ({ name, opens: "words", file: write(studyOf(name)) })),
  ];
}
