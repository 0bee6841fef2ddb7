/**
 * Walks over data sets that come in pieces, in constant memory: every element and item, and no value but the few that are
 * wanted. What it passes, DCMTK can parse within bounds: it is at least as strict.
 *
 * @module
 */
import { backslashesIn, numbersIn, textBytes } from "./text-bytes";
import { ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER, UNDEFINED_LENGTH } from "../frames/element";
import { type Encoding, IMPLICIT } from "./encodings";
import { type Head, readHead, vrCode } from "./head";
import { closeLevel, type Kind, type Levels, newLevels, openLevel } from "./levels";
import type { Fault } from "./types";
import { GROUP_LENGTH, MEDIA_SOP_INSTANCE, MOST_VALUE, WANTED } from "./wanted";

/** A data set that is being walked over. Offsets count from 0, in all that has been given to the walk. */
export interface Walk extends Levels {
  /** Whether it is File Meta Information, which has elements of group 2 alone. */
  readonly isMeta: boolean;
  /** What was given last, and its first byte's offset. */
  text: string;
  textAt: number;
  /** Where the next head is, maybe beyond the text. */
  at: number;
  readonly head: Head;
  /** Which wanted elements of the main data set are there, and their values but for too long ones. */
  readonly seen: Record<number, true | undefined>;
  readonly values: Record<number, string | undefined>;
  /** Whether Pixel Data has come: readers look for nothing behind it. */
  hasPixels: boolean;
  /** How many may still come. */
  elementsLeft: number;
  fragmentsLeft: number;
  /** Bytes of text. */
  textLeft: number;
  valuesLeft: number;
  /** Where the offset table of the encapsulated pixels is that are being passed. */
  tableAt: number;
  /** A frame in RLE without a byte ends DCMTK's decoder; each has a header of 64 (PS3.5, section G.5). */
  takesEmptyFragments: boolean;
}

/**
 * Elements and items of a file. One of 2,000 frames in the enhanced form has 120,000. For Orthanc's hook each becomes a
 * part of a Lua table, under a lock that each request needs: 9 µs, and 4.3 kB of memory (measured).
 */
const MOST_ELEMENTS = 150_000;
/**
 * Bytes of text in a file; numbers in text (DS, IS) count half. In JSON one can take six: of 552 MB the archive makes none,
 * and leaves a gap in the metadata of the whole series. The contours of a large structure set have 50 MB.
 */
const MOST_TEXT_BYTES = 32 * 1024 * 1024;
/**
 * Values of a file: numbers, and what stands between backslashes in all that comes before the pixels. In JSON each takes the
 * archive 150 bytes of memory (measured). A structure set of 50 MB has 8 million.
 */
const MOST_VALUES = 10_000_000;
/** Fragments of encapsulated pixels; whole-slide images have a hundred thousand. */
const MOST_FRAGMENTS = 1_000_000;

const PIXEL_DATA = 0x7fe00010;
const SQ = vrCode("SQ");
const UN = vrCode("UN");
const OB = vrCode("OB");
const OW = vrCode("OW");

/** How many elements and items have been passed. */
export function elementsOf(walk: Walk): number {
  return MOST_ELEMENTS - walk.elementsLeft;
}

export function newWalk(encoding: Encoding, isMeta: boolean): Walk {
  return {
    ...newLevels(encoding),
    ...{ isMeta, text: "", textAt: 0, at: 0 },
    head: { tag: 0, vr: 0, length: 0 },
    ...{ seen: {}, values: {}, hasPixels: false },
    ...{ elementsLeft: MOST_ELEMENTS, fragmentsLeft: MOST_FRAGMENTS, textLeft: MOST_TEXT_BYTES },
    valuesLeft: MOST_VALUES,
    ...{ tableAt: 0, takesEmptyFragments: true },
  };
}

/** Adds a piece behind what has been given. */
export function addText(walk: Walk, piece: string): void {
  if (!walk.hasPixels) walk.valuesLeft -= backslashesIn(piece);
  const { text, textAt, at } = walk;
  if (at >= textAt + text.length) {
    walk.textAt = textAt + text.length;
    walk.text = piece;
  } else {
    walk.textAt = at;
    walk.text = string.sub(text, at - textAt + 1) + piece;
  }
}

/** What has been given and not been walked over. */
export function restOf({ text, textAt, at }: Walk): string {
  return string.sub(text, at - textAt + 1);
}

/** Whether all that has been given is a whole data set. */
export function isWhole({ depth, text, textAt, at }: Walk): boolean {
  return depth === 1 && at === textAt + text.length;
}

/** Walks as far as the text goes. "ended": File Meta Information is over. */
export function walkOn(walk: Walk): Fault | "ended" | undefined {
  const { head } = walk;
  if (walk.valuesLeft < 0) return "too-much-text";
  for (;;) {
    while (walk.end === walk.at) {
      // The last value may not have come whole yet; what comes next would be taken for what is behind it.
      if (walk.depth === 1) return walk.at > walk.textAt + walk.text.length ? undefined : "ended";
      closeLevel(walk);
    }
    const bytes = readHead(walk.text, walk.at - walk.textAt + 1, walk.encoding, head);
    if (bytes === 0) return undefined;
    if (walk.depth === 1 && isGroup2(head.tag) !== walk.isMeta) {
      return walk.isMeta && walk.end === Infinity ? "ended" : "malformed";
    }
    const valueAt = walk.at + bytes;
    if (bytes < 0 || valueAt > walk.limit) return "malformed";
    const { kind } = walk;
    const said = kind === "elements" ? passElement(walk, valueAt) : passItem(walk, kind, valueAt);
    if (said !== undefined) return said === "more" ? undefined : said;
  }
}

function isGroup2(tag: number): boolean {
  return tag >= 0x00020000 && tag <= 0x0002ffff;
}

/** Passes an element whose head has been read. "more": it can be told only when there is more text. */
function passElement(walk: Walk, valueAt: number): Fault | "more" | undefined {
  const { tag, vr, length } = walk.head;
  if (tag >= 0xfffe0000 && tag <= 0xfffeffff) {
    return tag === ITEM_DELIMITER && walk.depth > 1 ? leave(walk, valueAt) : "malformed";
  }
  if (length === UNDEFINED_LENGTH) return enterUndefined(walk, valueAt);
  const end = valueAt + length;
  if (end > walk.limit) return "malformed";
  if (vr === SQ) return enter(walk, "items", valueAt, end);
  if (vr === 0 && length >= 8 && tag !== PIXEL_DATA) {
    const begins = beginsWithItem(walk, valueAt);
    if (begins === undefined) return "more";
    if (begins) return enter(walk, "items", valueAt, end);
  }
  if (walk.depth === 1) {
    const said = look(walk, valueAt);
    if (said !== undefined) return said;
  }
  walk.at = end;
  walk.textLeft -= textBytes(walk.head);
  walk.valuesLeft -= numbersIn(walk.head);
  return walk.textLeft < 0 || walk.valuesLeft < 0 ? "too-much-text" : countElement(walk);
}

function countElement(walk: Walk): Fault | undefined {
  walk.elementsLeft -= 1;
  return walk.elementsLeft < 0 ? "too-many-elements" : undefined;
}

/** Goes behind a head, into what it holds. */
function enter(walk: Walk, kind: Kind, valueAt: number, end: number, encoding = walk.encoding): Fault | undefined {
  walk.at = valueAt;
  return openLevel(walk, kind, end, encoding) ? countElement(walk) : "nested-too-deep";
}

/** Goes behind the delimiter of what has no length, out of that. */
function leave(walk: Walk, valueAt: number): Fault | undefined {
  if (walk.end !== Infinity || walk.head.length !== 0) return "malformed";
  closeLevel(walk);
  walk.at = valueAt;
  return undefined;
}

function enterUndefined(walk: Walk, valueAt: number): Fault | undefined {
  const { tag, vr } = walk.head;
  if (walk.isMeta) return "malformed";
  const isPixelData = tag === PIXEL_DATA;
  if (isPixelData && walk.depth === 1) walk.hasPixels = true;
  if (vr === OB || vr === OW || (vr === 0 && isPixelData)) {
    walk.tableAt = valueAt;
    return enter(walk, "fragments", valueAt, Infinity);
  }
  if (vr === SQ || vr === 0) return enter(walk, "items", valueAt, Infinity);
  // Of unknown VR: Implicit VR Little Endian inside, whatever is around it (PS3.5, section 6.2.2).
  return vr === UN ? enter(walk, "items", valueAt, Infinity, IMPLICIT) : "malformed";
}

/**
 * Without VRs a sequence that has a length is told by its first item. DCMTK tells it by its dictionary; so every such
 * value is taken for one. Pixels alone may begin with the same bytes by chance.
 */
function beginsWithItem(walk: Walk, valueAt: number): boolean | undefined {
  const place = valueAt - walk.textAt + 1;
  if (place + 3 > walk.text.length) return undefined;
  const [a, b, c, d] = string.byte(walk.text, place, place + 3);
  return a === 0xfe && b === 0xff && c === 0x00 && d === 0xe0;
}

/** Takes the value of an element of the main data set if it is wanted. */
function look(walk: Walk, valueAt: number): Fault | "more" | undefined {
  const { tag, length } = walk.head;
  if (tag === PIXEL_DATA) walk.hasPixels = true;
  if (WANTED[tag] !== true || walk.hasPixels) return undefined;
  const isSecond = walk.seen[tag] === true;
  // Which of two counts, readers do not agree upon.
  if (isSecond && tag !== MEDIA_SOP_INSTANCE) return "malformed";
  if (length <= MOST_VALUE) {
    const place = valueAt - walk.textAt + 1;
    if (place + length - 1 > walk.text.length) return "more";
    const value = string.sub(walk.text, place, place + length - 1);
    // Scanners write this one twice. DCMTK takes the first: with one value, it does not matter which.
    if (isSecond && value !== walk.values[tag]) return "malformed";
    walk.values[tag] = value;
  } else if (isSecond) {
    return "malformed";
  }
  walk.seen[tag] = true;
  return tag === GROUP_LENGTH ? endMeta(walk, valueAt) : undefined;
}

/** File Meta Information ends where its length says, if it begins with one. */
function endMeta(walk: Walk, valueAt: number): Fault | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = string.byte(walk.values[GROUP_LENGTH] ?? "", 1, 4);
  if (walk.head.length !== 4 || walk.elementsLeft !== MOST_ELEMENTS) return "malformed";
  walk.end = valueAt + 4 + a + b * 0x100 + c * 0x10000 + d * 0x1000000;
  walk.limit = walk.end;
  return undefined;
}

/** Passes an item or a fragment, or the delimiter behind the last one. */
function passItem(walk: Walk, kind: Kind, valueAt: number): Fault | undefined {
  const { tag, length } = walk.head;
  if (tag === SEQUENCE_DELIMITER) return leave(walk, valueAt);
  if (tag !== ITEM) return "malformed";
  const isUndefined = length === UNDEFINED_LENGTH;
  const end = isUndefined ? Infinity : valueAt + length;
  if (!isUndefined && end > walk.limit) return "malformed";
  if (kind === "items") return enter(walk, "elements", valueAt, end);
  if (isUndefined) return "malformed";
  if (length === 0 && !walk.takesEmptyFragments && walk.at !== walk.tableAt) return "malformed";
  walk.at = end;
  walk.fragmentsLeft -= 1;
  return walk.fragmentsLeft < 0 ? "too-many-elements" : undefined;
}
