import { contains } from "../../shared/text";
import { BITS_ALLOCATED, COLUMNS, type DataSet, PHOTOMETRIC_INTERPRETATION, ROWS, SAMPLES_PER_PIXEL } from "./data-set";

/**
 * The bytes of each frame of native pixels, or undefined where they are not whole bytes in a row, or their number is
 * not exactly what the attributes say; a byte that pads to an even number (PS3.5, section 8.1.1) is counted out.
 */
export function nativeFrameBytes({ values, pixels }: DataSet, frames: number): number | undefined {
  const samples = shortOf(values[SAMPLES_PER_PIXEL]);
  const bits = shortOf(values[BITS_ALLOCATED]);
  const pixelCount = (shortOf(values[ROWS]) ?? 0) * (shortOf(values[COLUMNS]) ?? 0);
  const isWhole = (bits === 8 || bits === 16 || bits === 32 || bits === 64) && (samples === 1 || samples === 3);
  // Of subsampled colours (YBR_FULL_422 and its like) there are fewer samples than the attributes say.
  if (!isWhole || pixelCount === 0 || contains(values[PHOTOMETRIC_INTERPRETATION] ?? "", "_42")) return undefined;
  if (pixels.vr !== "OW" && pixels.vr !== "OB" && pixels.vr !== "") return undefined;
  const frameBytes = (pixelCount * samples * bits) / 8;
  const bytes = frameBytes * frames;
  return pixels.length === bytes + (bytes % 2) ? frameBytes : undefined;
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
