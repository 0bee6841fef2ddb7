import { contains } from "../../shared/text";
import type { Bits, Piece } from "./bits";
import { BITS_ALLOCATED, COLUMNS, type DataSet, PHOTOMETRIC_INTERPRETATION, ROWS, SAMPLES_PER_PIXEL } from "./data-set";

/**
 * The bytes of each frame of native pixels, or undefined where these are not in a row, or their number is not exactly
 * what the attributes say; a byte that pads to an even number (PS3.5, section 8.1.1) is counted out. Pixels of one bit
 * are packed over the borders of frames.
 */
export function nativeFrameBytes({ values, pixels }: DataSet, frames: number): number | undefined {
  const samples = shortOf(values[SAMPLES_PER_PIXEL]);
  const bits = shortOf(values[BITS_ALLOCATED]);
  const pixelCount = (shortOf(values[ROWS]) ?? 0) * (shortOf(values[COLUMNS]) ?? 0);
  const isWhole = (bits === 8 || bits === 16 || bits === 32 || bits === 64) && (samples === 1 || samples === 3);
  const isBit = bits === 1 && samples === 1;
  // Of subsampled colours (YBR_FULL_422 and its like) there are fewer samples than the attributes say.
  if (!(isWhole || isBit) || pixelCount === 0 || contains(values[PHOTOMETRIC_INTERPRETATION] ?? "", "_42"))
    return undefined;
  if (pixels.vr !== "OW" && pixels.vr !== "OB" && pixels.vr !== "") return undefined;
  const frameBytes = (pixelCount * samples * bits) / 8;
  const bytes = Math.ceil(frameBytes * frames);
  return pixels.length === bytes + (bytes % 2) ? frameBytes : undefined;
}

/** Where a frame is, counted from 1, of those that begin at an offset and have so many bytes. */
export function nativePiece(at: number, frameBytes: number, number: number): Piece {
  const from = (number - 1) * frameBytes;
  const first = Math.floor(from);
  const bytes = Math.ceil(from + frameBytes) - first;
  if (frameBytes % 1 === 0) return { at: at + first, bytes };
  const bits: Bits = { skipped: (from - first) * 8, count: frameBytes * 8 };
  return { at: at + first, bytes, bits };
}

/** Whether the size of a picture is not given at all: the archive fails at such pixels (500) instead of refusing. */
export function lacksSize({ values }: DataSet): boolean {
  return (values[ROWS] ?? "") === "" || (values[COLUMNS] ?? "") === "" || (values[BITS_ALLOCATED] ?? "") === "";
}

/** A value of the VR US. */
function shortOf(value: string | undefined): number | undefined {
  if (value === undefined || value.length !== 2) return undefined;
  const [low = 0, high = 0] = string.byte(value, 1, 2);
  return low + high * 0x100;
}
