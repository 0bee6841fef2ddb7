/**
 * Frames of one bit a pixel, packed one behind the other without a gap, the first pixel lowest in its byte (PS3.5, section
 * 8.1.1). As an answer of its own each frame begins with a byte, and what is left of its last byte is 0: so it is a native
 * picture of one frame, which is what clients read.
 *
 * @module
 */
import * as ffi from "ffi";
import { PIECE } from "../archive/connection";

/** A frame's bits: how many of the first byte are before them, 0 to 7, and how many there are. */
export interface Bits {
  readonly skipped: number;
  readonly count: number;
}

/** Bytes of a file that stand in a row: offset and number. */
export interface Piece {
  readonly at: number;
  readonly bytes: number;
  /** Which of their bits are the frame's, where it does not begin and end with a byte. */
  readonly bits?: Bits;
}

/** What is still to be packed. */
interface Packing {
  readonly skipped: number;
  bitsLeft: number;
  /** Bytes of the file that are still to come. */
  bytesLeft: number;
  /** A byte whose higher bits are not packed yet. */
  rest: string;
}

const output = ffi.new("uint8_t[?]", PIECE + 1);

/** @param bytes of the file, which hold these bits */
export function packing({ skipped, count }: Bits, bytes: number): Packing {
  return { skipped, bitsLeft: count, bytesLeft: bytes, rest: "" };
}

/** Packs the next bytes of the file, at most a `PIECE`. */
export function packBits(packing: Packing, data: string): string {
  packing.bytesLeft -= data.length;
  const isLast = packing.bytesLeft === 0;
  // Behind the last byte there is nothing; of any other one the last waits for the next.
  const text = packing.rest + data + (isLast ? "\0" : "");
  const input = ffi.cast("const uint8_t*", text);
  const [low, high] = [2 ** packing.skipped, 2 ** (8 - packing.skipped)];
  let length = 0;
  while (length < text.length - 1 && packing.bitsLeft > 0) {
    const byte = Math.floor((input[length] ?? 0) / low) + (((input[length + 1] ?? 0) * high) % 256);
    output[length] = packing.bitsLeft < 8 ? byte % 2 ** packing.bitsLeft : byte;
    packing.bitsLeft = Math.max(packing.bitsLeft - 8, 0);
    length += 1;
  }
  packing.rest = isLast ? "" : string.sub(text, -1);
  return ffi.string(output, length);
}
