/**
 * The data's DICOM files: headers as long as a CT scanner's, with UIDs and private values that no compression shortens,
 * and a picture of a disc under noise.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { uidOf } from "../../scripts/lib/uid";
import { instanceUid, type SeriesPlan, studyUid, tinyStudy } from "./plan";

const STORAGE = {
  CT: "1.2.840.10008.5.1.4.1.1.2",
  MG: "1.2.840.10008.5.1.4.1.1.1.2",
  // Multi-frame Grayscale Word Secondary Capture: no enhanced headers are needed for it.
  OT: "1.2.840.10008.5.1.4.1.1.7.3",
} as const;

const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
const us = (tag: number, value: number): Element => ({ tag, vr: "US", value: [value] });

/** Bytes that only the seed's owner could foretell: `length` at most 32. */
function noise(name: string, length: number): Buffer {
  return createHash("sha256").update(`bench noise ${name}`).digest().subarray(0, length);
}

/** The file of one slice in Explicit VR Little Endian; other syntaxes are made of it. */
export function sliceFile(plan: SeriesPlan, slice: number): Buffer {
  const uid = instanceUid(plan, slice);
  const elements = [
    ...patientAndStudy(plan.study, plan.studyUid),
    ...seriesElements(plan),
    ...acquisition(slice, uid),
    ...image(plan),
  ];
  const pixelData = pixels(plan.rows, plan.columns, plan.frames, slice + plan.number * 7919);
  return writeInstance([...elements, { tag: 0x7fe00010, vr: "OW", value: pixelData }]);
}

/** The one image, 8 by 8, of a tiny study. */
export function tinyFile(at: number): Buffer {
  const study = tinyStudy(at);
  const uid = studyUid(study);
  return writeInstance([
    ...patientAndStudy(study, uid),
    text(0x00080016, "UI", STORAGE.CT),
    text(0x00080018, "UI", uidOf(`${uid} image`)),
    text(0x00080060, "CS", "CT"),
    text(0x0020000e, "UI", uidOf(`${uid} series`)),
    text(0x00200011, "IS", "1"),
    text(0x00200013, "IS", "1"),
    ...image({ rows: 8, columns: 8, frames: 1 }),
    { tag: 0x7fe00010, vr: "OW", value: pixels(8, 8, 1, at) },
  ]);
}

const digitsOf = (study: string): string => String(noise(study, 4).readUInt32LE());

/** Identifier of a study's patient. */
export function patientOf(study: string): string {
  return `B${digitsOf(study)}`;
}

function patientAndStudy(study: string, uid: string): Element[] {
  const digits = digitsOf(study);
  const day = (noise(study, 1)[0] ?? 0) % 28;
  return [
    text(0x00080005, "CS", "ISO_IR 192"),
    text(0x00080020, "DA", `202601${String(day + 1).padStart(2, "0")}`),
    text(0x00080030, "TM", "101500"),
    text(0x00080050, "SH", digits),
    text(0x00080090, "PN", "Referrer^Rita"),
    text(0x00081030, "LO", `Study ${study}`),
    text(0x00100010, "PN", `Bench^${study}`),
    text(0x00100020, "LO", patientOf(study)),
    text(0x00100030, "DA", "19700101"),
    text(0x00100040, "CS", "O"),
    text(0x0020000d, "UI", uid),
    text(0x00200010, "SH", digits.slice(0, 8)),
  ];
}

function seriesElements(plan: SeriesPlan): Element[] {
  return [
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
    text(0x00080016, "UI", STORAGE[plan.modality]),
    text(0x00080021, "DA", "20260110"),
    text(0x00080031, "TM", "101612.25"),
    text(0x00080060, "CS", plan.modality),
    text(0x00080070, "LO", "Collimator Instruments"),
    text(0x00080080, "LO", "General Hospital of the Benchmark"),
    text(0x00081010, "SH", "SCANNER-2"),
    text(0x0008103e, "LO", plan.name),
    text(0x00081090, "LO", "Model 64 Plus"),
    text(0x00101010, "AS", "056Y"),
    text(0x00180010, "LO", "Contrast, intravenous"),
    text(0x00180015, "CS", "CHEST"),
    text(0x00180022, "CS", "HELICAL MODE"),
    text(0x00180060, "DS", "120"),
    text(0x00180090, "DS", "500"),
    text(0x00181000, "LO", "000000001234"),
    text(0x00181020, "LO", "release 12.1"),
    text(0x00181030, "LO", "Thorax routine"),
    text(0x00181100, "DS", "360"),
    text(0x00181110, "DS", "949.075"),
    text(0x00181111, "DS", "541"),
    text(0x00181120, "DS", "0"),
    text(0x00181140, "CS", "CW"),
    text(0x00181160, "SH", "BODY FILTER"),
    text(0x00181190, "DS", "1.2"),
    text(0x00181210, "SH", "STANDARD"),
    text(0x00185100, "CS", "FFS"),
    text(0x0020000e, "UI", plan.seriesUid),
    text(0x00200011, "IS", String(plan.number)),
    text(0x00200052, "UI", uidOf(`${plan.seriesUid} frame of reference`)),
    text(0x00201040, "LO", "SN"),
    text(0x00280030, "DS", "0.703125\\0.703125"),
    text(0x00281050, "DS", "40"),
    text(0x00281051, "DS", "400"),
    text(0x00281052, "DS", "-1024"),
    text(0x00281053, "DS", "1"),
    text(0x00281054, "LO", "HU"),
  ];
}

/** What is another on each slice. */
function acquisition(slice: number, uid: string): Element[] {
  const random = noise(uid, 32);
  const millimetres = (slice * 0.625 - 312.5).toFixed(3);
  const seconds = (slice * 0.0391).toFixed(6).padStart(9, "0");
  const reference = [text(0x00081150, "UI", STORAGE.CT), text(0x00081155, "UI", uidOf(`${uid} localizer`))];
  return [
    text(0x00080018, "UI", uid),
    text(0x00080022, "DA", "20260110"),
    text(0x00080023, "DA", "20260110"),
    text(0x00080032, "TM", `1016${seconds}`),
    text(0x00080033, "TM", `1016${seconds}`),
    { tag: 0x00081140, vr: "SQ", value: [reference] },
    text(0x00090010, "LO", "COLLIMATOR BENCH 01"),
    text(0x00091001, "LO", random.toString("base64")),
    { tag: 0x00091002, vr: "OB", value: noise(`${uid} private`, 32) },
    text(0x00091003, "DS", String(random.readUInt32LE() / 1000).slice(0, 16)),
    text(0x00180050, "DS", "0.625"),
    text(0x00181151, "IS", String(180 + (random[0] ?? 0))),
    text(0x00181152, "IS", String(10 + ((random[1] ?? 0) % 40))),
    text(0x00200012, "IS", "1"),
    text(0x00200013, "IS", String(slice + 1)),
    text(0x00200032, "DS", `-180\\-158.7\\${millimetres}`),
    text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
    text(0x00201041, "DS", millimetres),
    us(0x00280106, random.readUInt16LE(4) % 64),
    us(0x00280107, 1024 + (random.readUInt16LE(6) % 1024)),
  ];
}

function image({ rows, columns, frames }: Pick<SeriesPlan, "rows" | "columns" | "frames">): Element[] {
  return [
    us(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    ...(frames > 1 ? [text(0x00280008, "IS", String(frames))] : []),
    us(0x00280010, rows),
    us(0x00280011, columns),
    us(0x00280100, 16),
    us(0x00280101, 16),
    us(0x00280102, 15),
    us(0x00280103, 0),
  ];
}

/** A disc in air with four bits of noise, little endian, frame after frame. */
function pixels(rows: number, columns: number, frames: number, seed: number): Uint8Array {
  const values = new Uint16Array(rows * columns * frames);
  let random = (seed * 2654435761) | 1;
  let at = 0;
  for (let line = 0; line < rows * frames; line += 1) {
    const y = (2 * (line % rows)) / rows - 1;
    for (let column = 0; column < columns; column += 1) {
      const x = (2 * column) / columns - 1;
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      values[at] = (x * x + y * y < 0.6 ? 1060 : 24) + (random & 15);
      at += 1;
    }
  }
  return new Uint8Array(values.buffer);
}
