import { type Effort, spend } from "./effort";
import { type Element, readElement, UNDEFINED_LENGTH } from "./element";
import { hasExplicitItems, skipUndefined } from "./skip";
import { bytesAt, type Source } from "./source";

/** What stands in a data set before its pixels, as far as frames are concerned. */
export interface DataSet {
  /** Values as they stand in the file. */
  readonly values: Readonly<Record<number, string | undefined>>;
  /** Pixel Data. */
  readonly pixels: Element;
  /** The value of the Extended Offset Table (PS3.3, section C.7.6.3.1.8): its place, and its bytes, 0 where it is none. */
  readonly extendedAt: number;
  readonly extendedBytes: number;
}

export const SAMPLES_PER_PIXEL = 0x00280002;
export const PHOTOMETRIC_INTERPRETATION = 0x00280004;
export const NUMBER_OF_FRAMES = 0x00280008;
export const ROWS = 0x00280010;
export const COLUMNS = 0x00280011;
export const BITS_ALLOCATED = 0x00280100;
const EXTENDED_OFFSETS = 0x7fe00001;
const PIXEL_DATA = 0x7fe00010;

const KEPT: Readonly<Record<number, true | undefined>> = {
  [SAMPLES_PER_PIXEL]: true,
  [PHOTOMETRIC_INTERPRETATION]: true,
  [NUMBER_OF_FRAMES]: true,
  [ROWS]: true,
  [COLUMNS]: true,
  [BITS_ALLOCATED]: true,
};
const MOST_VALUE = 64;

/**
 * Reads a data set up to Pixel Data; undefined where it has none or is malformed. Tags have to ascend (PS3.5, section
 * 7.1), so none is there twice.
 */
export function readDataSet(source: Source, from: number, explicit: boolean, effort: Effort): DataSet | undefined {
  const values: Record<number, string> = {};
  const element: Element = { tag: 0, vr: "", length: 0, valueAt: 0 };
  let [at, before, extendedAt, extendedBytes] = [from, 0, 0, 0];
  for (;;) {
    if (!spend(effort) || !readElement(source, at, explicit, element)) return undefined;
    const { tag, length, valueAt } = element;
    if (tag <= before || tag > PIXEL_DATA) return undefined;
    if (tag === PIXEL_DATA) return { values, pixels: element, extendedAt, extendedBytes };
    before = tag;
    if (length === UNDEFINED_LENGTH) {
      const end = skipUndefined(source, valueAt, hasExplicitItems(element, explicit), effort);
      if (end === undefined) return undefined;
      at = end;
    } else {
      if (KEPT[tag] === true) {
        const value = length > MOST_VALUE ? undefined : bytesAt(source, valueAt, length);
        if (value === undefined) return undefined;
        values[tag] = value;
      } else if (tag === EXTENDED_OFFSETS) {
        [extendedAt, extendedBytes] = [valueAt, length];
      }
      at = valueAt + length;
    }
  }
}
