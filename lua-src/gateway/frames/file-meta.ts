/** The File Meta Information before a data set (PS3.10, section 7.1). */
import { type Effort, spend } from "./effort";
import { type Element, readElement } from "./element";
import { bytesAt, numberAt, type Source } from "./source";

const PREAMBLE = 128;
const GROUP_LENGTH = 0x00020000;
const TRANSFER_SYNTAX = 0x00020010;

export interface FileMeta {
  readonly transferSyntax: string;
  /** Where the data set begins. */
  readonly endsAt: number;
}

/** Reads it; undefined where the file has none, or its length is not what it says. */
export function readFileMeta(source: Source, effort: Effort): FileMeta | undefined {
  if (bytesAt(source, PREAMBLE, 4) !== "DICM") return undefined;
  const element: Element = { tag: 0, vr: "", length: 0, valueAt: 0 };
  let at = PREAMBLE + 4;
  let announced: number | undefined;
  let transferSyntax: string | undefined;
  for (;;) {
    const group = bytesAt(source, at, 2);
    if (!spend(effort) || group === undefined) return undefined;
    const [low, high] = string.byte(group, 1, 2);
    if (low !== 2 || high !== 0) break;
    if (!readElement(source, at, true, element)) return undefined;
    const { tag, length, valueAt } = element;
    if (tag === GROUP_LENGTH) {
      const count = numberAt(source, valueAt);
      if (length !== 4 || count === undefined) return undefined;
      announced = valueAt + length + count;
    } else if (tag === TRANSFER_SYNTAX) {
      if (transferSyntax !== undefined || length > 64) return undefined;
      const value = bytesAt(source, valueAt, length);
      if (value === undefined) return undefined;
      [transferSyntax] = string.match(value, "^([%d.]+)[%z ]*$");
      if (transferSyntax === undefined) return undefined;
    }
    at = valueAt + length;
  }
  if (transferSyntax === undefined || (announced !== undefined && announced !== at)) return undefined;
  return { transferSyntax, endsAt: at };
}
