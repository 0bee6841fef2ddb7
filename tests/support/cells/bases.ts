/** What cells are made from: a transfer syntax, a header, and pixels that fit it. */
import { IMPLICIT, EXPLICIT } from "../dicom-encodings";
import { BIG_ENDIAN, DEFLATED } from "../store-files";
import type { Pixels } from "./cell";
import { bitsOf, COLOUR, GRAY, type Header } from "./header";
import type { Stream } from "./streams";

export interface Base {
  readonly name: string;
  readonly syntax: string;
  readonly header: Header;
  /** What a sound file with this header has; compressed pixels stay what they are, whatever the header says of them. */
  readonly pixels: (header: Header) => Pixels;
  /** Fragments of compressed pixels, none of native ones. */
  readonly fragments: readonly Buffer[];
}

export const NO_TABLE = Buffer.alloc(0);
const NATIVE: readonly (readonly [name: string, syntax: string])[] = [
  ["explicit VR", EXPLICIT],
  ["implicit VR", IMPLICIT],
  ["big endian", BIG_ENDIAN],
  ["deflated", DEFLATED],
];
/** Of more pixels, a file has the beginning. */
const MOST_BYTES = 1024 * 1024;

/** Native pixels of the length that the header asks for. */
export function nativePixels(header: Header): Pixels {
  const { rows, columns, samples, bits, frames } = header;
  const pixels = rows * columns * samples * Math.max(1, Number(frames ?? "1") || 1);
  const length = Math.min(MOST_BYTES, Math.ceil((pixels * bits[0]) / 16) * 2);
  const native = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1)
    native[at] = (at * 3 + (at >> 8)) & (bits[0] > 8 && at % 2 === 1 ? 0x0f : 0xff);
  return { native, vr: bits[0] > 8 ? "OW" : "OB" };
}

/** Native ones first, then one for each stream. */
export function basesOf(streams: readonly Stream[]): Base[] {
  const native = NATIVE.flatMap(([name, syntax]) => {
    const base = { syntax, pixels: nativePixels, fragments: [] };
    const gray = { ...GRAY, bits: bitsOf(16, 12) };
    return [
      { ...base, name: `${name}, gray 12`, header: gray },
      { ...base, name: `${name}, colour`, header: COLOUR },
    ];
  });
  const compressed = streams.map((stream) => ({
    ...stream,
    pixels: (): Pixels => ({ fragments: stream.fragments, table: NO_TABLE }),
  }));
  return [...native, ...compressed];
}
