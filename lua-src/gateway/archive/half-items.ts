/**
 * Metadata in which the archive's plugin tells of half an instance: where memory runs out while it writes one, the text ends
 * there, and the list goes on. Each instance ends with a line of `}` alone, and only the list's own commas and its end stand at
 * the beginning of a line (RFC 8259 lets no line feed into a string).
 *
 * @module
 */
import { find } from "../../shared/text";

/** How an instance ends. */
const END = "\n}";
/** What is kept of what came before. */
const TAIL = 4;

function endsItem(text: string, before: number): boolean {
  return string.sub(text, before - END.length, before - 1) === END;
}

/** Whether a comma begins a line that no instance has ended before; so near to the text's beginning that is not judged. */
function hasLooseComma(text: string): boolean {
  let from = 1;
  for (;;) {
    const [at] = find(text, "\n,", from, true);
    if (at === undefined) return false;
    if (at > END.length && !endsItem(text, at)) return true;
    from = at + 1;
  }
}

/** Whether a list has ended with half an instance. */
function endsHalf(last: string): boolean {
  return string.sub(last, -2) === "\n]" && !endsItem(last, last.length - 1);
}

/**
 * Whether a piece of metadata shows half an instance, and the last bytes to be given with the next piece; those before the
 * first one are "".
 */
export function findHalf(
  tail: string,
  piece: string,
  isLast: boolean,
): LuaMultiReturn<[isHalf: boolean, tail: string]> {
  const border = tail + string.sub(piece, 1, TAIL);
  const last = string.sub(tail + string.sub(piece, -TAIL), -TAIL);
  return $multi(hasLooseComma(border) || hasLooseComma(piece) || (isLast && endsHalf(last)), last);
}
