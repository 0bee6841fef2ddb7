/**
 * Objects whose every text is what an attacker would write there.
 *
 * @module
 */
import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { common, ds, type Element, sq, text, ui, us } from "../../support/objects/elements";

const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
const BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11";

/** Every attribute with text that a page of the gateway's, Orthanc Explorer's or the viewer's shows, and some more. */
const TEXTS: readonly (readonly [tag: number, vr: string])[] = [
  [0x00080050, "SH"], // Accession Number
  [0x00080060, "CS"], // Modality
  [0x00080070, "LO"], // Manufacturer
  [0x00080080, "LO"], // Institution Name
  [0x00080081, "ST"], // Institution Address
  [0x00080090, "PN"], // Referring Physician's Name
  [0x00081010, "SH"], // Station Name
  [0x00081030, "LO"], // Study Description
  [0x0008103e, "LO"], // Series Description
  [0x00081040, "LO"], // Institutional Department Name
  [0x00081048, "PN"], // Physician(s) of Record
  [0x00081050, "PN"], // Performing Physician's Name
  [0x00081060, "PN"], // Name of Physician(s) Reading Study
  [0x00081070, "PN"], // Operators' Name
  [0x00081090, "LO"], // Manufacturer's Model Name
  [0x00082111, "ST"], // Derivation Description
  [0x00090010, "LO"], // a private creator
  [0x00091001, "LO"], // what is the creator's
  [0x00100010, "PN"], // Patient's Name
  [0x00100020, "LO"], // Patient ID
  [0x00100030, "DA"], // Patient's Birth Date
  [0x00100040, "CS"], // Patient's Sex
  [0x00101000, "LO"], // Other Patient IDs
  [0x00101010, "AS"], // Patient's Age
  [0x00102180, "SH"], // Occupation
  [0x001021b0, "LT"], // Additional Patient History
  [0x00104000, "LT"], // Patient Comments
  [0x00180010, "LO"], // Contrast/Bolus Agent
  [0x00180015, "CS"], // Body Part Examined
  [0x00181000, "LO"], // Device Serial Number
  [0x00181020, "LO"], // Software Versions
  [0x00181030, "LO"], // Protocol Name
  [0x00200010, "SH"], // Study ID
  [0x00200060, "CS"], // Laterality
  [0x00204000, "LT"], // Image Comments
  [0x00400254, "LO"], // Performed Procedure Step Description
  [0x00700080, "CS"], // Content Label
  [0x00700081, "LO"], // Content Description
  [0x00700084, "PN"], // Content Creator's Name
];

/** An attribute's tag, for those that stay as they are. */
export const MODALITY = 0x00080060;
export const PATIENT_ID = 0x00100020;
export const PATIENT_NAME = 0x00100010;

export interface Hostile {
  readonly study: string;
  readonly series: string;
  /** What stands in every text. */
  readonly payload: string;
  /** Attributes that are left as they are, so that the study stays one patient's or an image one. */
  readonly spared?: readonly number[];
  /** More elements. */
  readonly more?: readonly Element[];
}

function withTexts(elements: readonly Element[], { payload, spared = [], more = [] }: Hostile): Element[] {
  const hostile = TEXTS.filter(([tag]) => !spared.includes(tag)).map(([tag, vr]) => text(tag, vr, payload));
  const taken = new Set([...hostile, ...more].map(({ tag }) => tag));
  return [...elements.filter(({ tag }) => !taken.has(tag)), ...hostile, ...more];
}

const SIDE = 16;

/** A small image. */
export function hostileImage(hostile: Hostile): Buffer {
  const { study, series } = hostile;
  const place = { study, series, modality: "CT", sopClass: CT_IMAGE_STORAGE };
  return writeInstance(
    withTexts(
      [
        ...common(place),
        ui(0x00200052, uidOf(`${study} frame of reference`)),
        ds(0x00180050, 1),
        ds(0x00200032, 0, 0, 0),
        ds(0x00200037, 1, 0, 0, 0, 1, 0),
        us(0x00280002, 1),
        text(0x00280004, "CS", "MONOCHROME2"),
        us(0x00280010, SIDE),
        us(0x00280011, SIDE),
        ds(0x00280030, 1, 1),
        us(0x00280100, 16),
        us(0x00280101, 16),
        us(0x00280102, 15),
        us(0x00280103, 0),
        ds(0x00281050, 500),
        ds(0x00281051, 1000),
        { tag: 0x7fe00010, vr: "OW", value: Uint8Array.from({ length: SIDE * SIDE * 2 }, (_, at) => at % 4) },
      ],
      hostile,
    ),
  );
}

/** A sequence with a text in each item: what shows a whole data set shows them all. */
export function textsInSequence(payloads: readonly string[]): Element {
  const items = payloads.map((payload) => [
    text(0x00080100, "SH", payload),
    text(0x00080104, "LO", payload),
    text(0x0040a160, "UT", payload),
  ]);
  // Acquisition Context Sequence.
  return sq(0x00400555, ...items);
}

/** A Basic Text SR (PS3.3, section A.35.1) with a line for each text, by which it is called and what it says. */
export function hostileReport(study: string, payloads: readonly string[], more: readonly Element[]): Buffer {
  const place = { study, series: "Report", modality: "SR", sopClass: BASIC_TEXT_SR };
  const called = (meaning: string): Element =>
    sq(0x0040a043, [text(0x00080100, "SH", "121071"), text(0x00080102, "SH", "DCM"), text(0x00080104, "LO", meaning)]);
  const line = (payload: string): Element[] => [
    text(0x0040a010, "CS", "CONTAINS"),
    text(0x0040a040, "CS", "TEXT"),
    called(payload),
    text(0x0040a160, "UT", payload),
  ];
  const taken = new Set(more.map(({ tag }) => tag));
  return writeInstance([
    ...common(place).filter(({ tag }) => !taken.has(tag)),
    ...more,
    text(0x0040a040, "CS", "CONTAINER"),
    text(0x0040a050, "CS", "SEPARATE"),
    called("Report"),
    text(0x0040a491, "CS", "COMPLETE"),
    text(0x0040a493, "CS", "UNVERIFIED"),
    sq(0x0040a730, ...payloads.map(line)),
  ]);
}
