/** Frame numbers, counted from 1 (PS3.18, section 10.4.1.1.6). */
import { isFrameNumber } from "../../shared/policy/segments";
import { pieces } from "../../shared/text";

/** The number that a text is, or undefined; leading zeros and more than nine digits are refused. */
export function parseFrameNumber(text: string): number | undefined {
  // The first one of all is what most requests ask for.
  return text === "1" ? 1 : isFrameNumber(text) ? tonumber(text) : undefined;
}

/** The numbers of a list parted by commas, in its order; undefined where one is malformed. */
export function parseFrameList(text: string): readonly number[] | undefined {
  const single = parseFrameNumber(text);
  if (single !== undefined) {
    return [single];
  }
  const frames: number[] = [];
  for (const piece of pieces(text, ",")) {
    const frame = parseFrameNumber(piece);
    if (frame === undefined) {
      return undefined;
    }
    frames.push(frame);
  }
  return frames;
}
