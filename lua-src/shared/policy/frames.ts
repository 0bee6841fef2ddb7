import { matches, pieces } from "../text";

/** Whether a text is a frame number, counted from 1 (PS3.18, section 10.4.1.1.6): no leading zero, up to nine digits. */
export function isFrameNumber(text: string): boolean {
  return text.length <= 9 && matches(text, "^[1-9]%d*$");
}

/** Whether a text is a list of frame numbers parted by commas. */
export function isFrameList(text: string): boolean {
  for (const piece of pieces(text, ",")) {
    if (!isFrameNumber(piece)) {
      return false;
    }
  }
  return true;
}
