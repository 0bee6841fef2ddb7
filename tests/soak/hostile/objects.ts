/**
 * Objects that were made to do harm, each of a study of its own unless it is told otherwise.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { type Element, writeInstance } from "../../../scripts/lib/dicom-writer";

const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
const MULTI_FRAME = "1.2.840.10008.5.1.4.1.1.7.2";

/** What an object belongs to; new where it is not given. */
export interface Place {
  readonly patient: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

const newUid = (): string => `2.25.${BigInt(`0x${randomUUID().replaceAll("-", "")}`)}`;

export function newPlace(given: Partial<Place> = {}): Place {
  return {
    ...{ patient: `H${randomUUID().slice(0, 8)}`, study: newUid(), series: newUid(), instance: newUid() },
    ...given,
  };
}

const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
const short = (tag: number, value: number): Element => ({ tag, vr: "US", value: [value] });

function identity(place: Place, sopClass = SECONDARY_CAPTURE): Element[] {
  return [
    text(0x00080016, "UI", sopClass),
    text(0x00080018, "UI", place.instance),
    text(0x00080060, "CS", "OT"),
    text(0x00100010, "PN", "Hostile^Object"),
    text(0x00100020, "LO", place.patient),
    text(0x0020000d, "UI", place.study),
    text(0x0020000e, "UI", place.series),
  ];
}

/** Small and harmless, but for its place. */
export function smallObject(place: Place): Buffer {
  return writeInstance(identity(place));
}

/** Sequences in sequences. Written from the inside out: the writer's own recursion would end before Orthanc's. */
export function nestedObject(place: Place, depth: number): Buffer {
  const opening = Buffer.alloc(20);
  // (0008,1140) SQ of undefined length, and an item of undefined length.
  opening.write("\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff", "latin1");
  const closing = Buffer.from("\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0", "latin1");
  const nested = Buffer.concat([...Array<Buffer>(depth).fill(opening), ...Array<Buffer>(depth).fill(closing)]);
  const file = writeInstance(identity(place));
  // Behind (0008,xxxx), before the patient: elements stand in the order of their tags.
  const patient = file.indexOf(Buffer.from("\x10\x00\x10\x00PN", "latin1"));
  return Buffer.concat([file.subarray(0, patient), nested, file.subarray(patient)]);
}

/** A comment of so many spaces, with a word at each end. */
export function spacesObject(place: Place, count: number): Buffer {
  const comment = text(0x00204000, "LT", `a${" ".repeat(count)}ä`);
  return writeInstance([text(0x00080005, "CS", "ISO_IR 192"), ...identity(place), comment]);
}

/** Markup in every text that a page may show. */
export function markupObject(place: Place): Buffer {
  const markup = `<img src=x onerror=alert(1)>"'&<!--`;
  const shown: Element[] = [
    text(0x00081030, "LO", markup),
    text(0x0008103e, "LO", markup),
    text(0x00080080, "LO", markup),
    text(0x00204000, "LT", `${markup}<script>alert(1)</script>`),
  ];
  return writeInstance([...identity(place), ...shown]);
}

/** Frames of 1 MiB each. */
export function largeObject(place: Place, frames: number): Buffer {
  return writeInstance([
    ...identity(place, MULTI_FRAME),
    short(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    text(0x00280008, "IS", String(frames)),
    short(0x00280010, 1024),
    short(0x00280011, 1024),
    short(0x00280100, 8),
    short(0x00280101, 8),
    short(0x00280102, 7),
    short(0x00280103, 0),
    { tag: 0x7fe00010, vr: "OB", value: Buffer.alloc(frames * 1024 * 1024, 0x5a) },
  ]);
}
