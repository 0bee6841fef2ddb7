/** The bytes of one part, held until all of it has come and has been inspected: in memory, or in a file. */
import * as digest from "openssl.digest";

import { BLOCK, MEMORY_BYTES, WORKER_BYTES } from "./limits";
import { closeSpool, openSpool, rewindSpool, type Spool, spool } from "./spool";

export interface HeldPart {
  readonly person: string;
  /** Whole blocks, while it is in memory. */
  blocks: string[];
  /** What has come behind them, in pieces that may be of one byte each. */
  rest: string[];
  restBytes: number;
  bytes: number;
  spool: Spool | undefined;
}

/** What the parts of this worker's uploads take of its memory. */
let inMemory = 0;
const PREAMBLE = 128;

export function holdPart(person: string): HeldPart {
  return { person, blocks: [], rest: [], restBytes: 0, bytes: 0, spool: undefined };
}

/** Moves a part from memory to a file. */
function toFile(part: HeldPart): boolean {
  part.spool = openSpool(part.person);
  let isWhole = part.spool !== undefined;
  for (const block of part.blocks) {
    isWhole = isWhole && part.spool !== undefined && spool(part.spool, block);
    inMemory -= block.length;
  }
  part.blocks = [];
  return isWhole;
}

/** Makes a block of what has come behind the last one. */
function endBlock(part: HeldPart): boolean {
  if (part.restBytes === 0) return true;
  const block = part.rest.length === 1 ? (part.rest[0] ?? "") : table.concat(part.rest);
  part.rest = [];
  part.restBytes = 0;
  if (part.spool !== undefined) return spool(part.spool, block);
  part.blocks.push(block);
  inMemory += block.length;
  return part.bytes <= MEMORY_BYTES && inMemory <= WORKER_BYTES ? true : toFile(part);
}

/** Adds a piece; false where there is no room for it. */
export function addPiece(part: HeldPart, piece: string): boolean {
  part.rest.push(piece);
  part.restBytes += piece.length;
  part.bytes += piece.length;
  return part.restBytes < BLOCK / 2 || endBlock(part);
}

/** To be called when all pieces have been added; false where there is no room. */
export function endPart(part: HeldPart): boolean {
  return endBlock(part);
}

/**
 * Hands the part's bytes over, block by block, as often as it is called; `hasForeignPreamble`: the preamble as zeros.
 * False where `take` says so, or a file cannot be read.
 */
export function eachBlock(part: HeldPart, hasForeignPreamble: boolean, take: (block: string) => boolean): boolean {
  const next = part.spool === undefined ? blocksOf(part) : rewindSpool(part.spool);
  let left = part.bytes;
  let isFirst = hasForeignPreamble;
  for (let block = next?.(); block !== undefined; block = next?.()) {
    left -= block.length;
    if (!take(isFirst ? string.rep("\0", PREAMBLE) + string.sub(block, PREAMBLE + 1) : block)) return false;
    isFirst = false;
  }
  return left === 0;
}

function blocksOf({ blocks }: HeldPart): () => string | undefined {
  let at = 0;
  return () => {
    at += 1;
    return blocks[at - 1];
  };
}

/** After so many bytes other requests of the worker get their turn. */
const TURN_BYTES = 4 * 1024 * 1024;

/** The MD5 of the bytes, as `eachBlock` hands them over, in hexadecimal digits; undefined where they cannot be read. */
export function md5Of(part: HeldPart, hasForeignPreamble: boolean): string | undefined {
  const sum = digest.new("md5");
  let count = 0;
  const isWhole = eachBlock(part, hasForeignPreamble, (block) => {
    sum.update(block);
    count += block.length;
    if (count >= TURN_BYTES) {
      count = 0;
      ngx.sleep(0.001);
    }
    return true;
  });
  if (!isWhole) return undefined;
  const [hex] = string.gsub(sum.final(""), ".", (byte) => string.format("%02x", string.byte(byte)));
  return hex;
}

/** Lets go of the bytes. */
export function releasePart(part: HeldPart): void {
  if (part.spool !== undefined) closeSpool(part.spool);
  for (const block of part.blocks) inMemory -= block.length;
  part.spool = undefined;
  part.blocks = [];
  part.rest = [];
}
