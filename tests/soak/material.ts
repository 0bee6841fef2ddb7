/**
 * Instances whose every answer can be told from all others: their metadata name their version, and their pictures show
 * 64 light and dark squares, a pattern that a thumbnail still has. The rest of each pixel is noise, so that nothing
 * compresses well.
 *
 * @module
 */
import { createCipheriv, createHash } from "node:crypto";
import { writeInstance } from "../../scripts/lib/dicom-writer";

/** Squares a side. */
export const SQUARES = 8;
const DARK = 0x3f;
const LIGHT = 0xc0;
const SECONDARY_CAPTURE = { single: "1.2.840.10008.5.1.4.1.1.7", multi: "1.2.840.10008.5.1.4.1.1.7.2" };

/** What an instance is identified by, and looks like. */
export interface Description {
  readonly patient: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  /** Which life of the study it belongs to: one ends when nothing is left of it. */
  readonly life: string;
  /** Which version of the instance it is. */
  readonly version: string;
  /** Pixels a side, a multiple of SQUARES. */
  readonly size: number;
  readonly frames: number;
}

/** An instance as answers show it. */
export interface Content {
  readonly version: string;
  readonly frames: readonly { readonly digest: string; readonly pattern: string }[];
  /** Of the pixels of all frames. */
  readonly pixels: string;
  readonly pixelBytes: number;
}

export function digestOf(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("hex");
}

/** The 64 squares of a frame, as digits 0 and 1 from the top left. */
function patternOf(version: string, frame: number): string {
  const bytes = createHash("sha256").update(`${version} ${frame}`).digest().subarray(0, SQUARES);
  return [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
}

function paint(size: number, seed: string, pattern: string): Buffer {
  const key = createHash("sha256").update(seed).digest();
  const pixels = createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(size * size));
  const square = size / SQUARES;
  for (let at = 0; at < pixels.length; at += 1) {
    const [row, column] = [Math.floor(at / size / square), Math.floor((at % size) / square)];
    const light = pattern[row * SQUARES + column] === "1" ? LIGHT : 0;
    pixels[at] = ((pixels[at] ?? 0) & DARK) | light;
  }
  return pixels;
}

/** The file of an instance, and what answers about it have to hold. */
export function makeInstance(of: Description): { readonly file: Buffer; readonly content: Content } {
  const patterns = Array.from({ length: of.frames }, (_, frame) => patternOf(of.version, frame));
  const frames = patterns.map((pattern, frame) => paint(of.size, `${of.version} ${frame}`, pattern));
  const pixels = Buffer.concat(frames);
  const text = (tag: number, vr: string, value: string) => ({ tag, vr, value });
  const short = (tag: number, value: number) => ({ tag, vr: "US", value: [value] });
  const file = writeInstance([
    text(0x00080016, "UI", of.frames > 1 ? SECONDARY_CAPTURE.multi : SECONDARY_CAPTURE.single),
    text(0x00080018, "UI", of.instance),
    text(0x00080020, "DA", "20260101"),
    text(0x00080030, "TM", "120000"),
    text(0x00080060, "CS", "OT"),
    text(0x00081030, "LO", of.life),
    text(0x00100010, "PN", "Soak^Study"),
    text(0x00100020, "LO", of.patient),
    text(0x0020000d, "UI", of.study),
    text(0x0020000e, "UI", of.series),
    text(0x00200013, "IS", "1"),
    text(0x00204000, "LT", of.version),
    short(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    ...(of.frames > 1 ? [text(0x00280008, "IS", String(of.frames))] : []),
    short(0x00280010, of.size),
    short(0x00280011, of.size),
    short(0x00280100, 8),
    short(0x00280101, 8),
    short(0x00280102, 7),
    short(0x00280103, 0),
    { tag: 0x7fe00010, vr: "OB", value: pixels },
  ]);
  const shown = frames.map((frame, at) => ({ digest: digestOf(frame), pattern: patterns[at] ?? "" }));
  return { file, content: { version: of.version, frames: shown, pixels: digestOf(pixels), pixelBytes: pixels.length } };
}
