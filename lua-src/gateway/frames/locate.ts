import { type Attachment, attachmentOf, begin, reach, SMALL_BYTES } from "./attachment";
import type { Piece } from "./bits";
import { beginWalk, endWalk, recallFacts, pieceIn, recallPieces, shareFacts, shareLeft, sharePieces } from "./facts";
import { sizesAtOnce } from "../archive/sizes";
import type { Frame } from "./answer";
import { everyFragment, type Extent, extentOf, fragmentsIn } from "./fragments";
import type { InstanceUids } from "./identifier";
import { type Layout, readLayout } from "./layout";
import { nativePiece } from "./native";

/** Requests for the head of a file, for the table and the items of each frame, and for all items of a file without one. */
const HEAD_REQUESTS = 40;
const FRAME_REQUESTS = 2;
const ITEM_REQUESTS = 2000;
/** What is read for the head of an item, which is some kilobytes away from the next one. */
const ITEM_AHEAD = 1024;
/** Frames of a file without a table; of more the archive looks for them itself. */
const MOST_WALKED = 2000;

/** What is wanted, and when it has to be found; as `ngx.now()` counts. */
export interface Sought extends InstanceUids {
  /** Counted from 1, in the order of the answer. */
  readonly frames: readonly number[];
  /** Of the study; see `orthancId`. */
  readonly generation: string;
  readonly endsAt: number;
}

const NOTHING_KNOWN = { etag: "", size: 0 } as const;

/** Where frames stand in a file, in the order in which they were asked for. */
export interface Located {
  readonly layout: Layout;
  readonly frames: readonly Frame[];
}

/**
 * Finds frames in an instance's file; nothing where the archive has to serve them. What has been opened for it is
 * returned in any case.
 *
 * @param id Orthanc's identifier of the instance
 */
export function locate(id: string, sought: Sought): LuaMultiReturn<[Attachment, (Located | "no such frame")?]> {
  const { frames, endsAt } = sought;
  const known = recallFacts(id);
  const isKnown = known !== undefined && known !== "left";
  const { etag, size } = isKnown ? known : NOTHING_KNOWN;
  const attachment = attachmentOf({ id, etag, size, requests: HEAD_REQUESTS, endsAt });
  if (known === "left") return $multi(attachment);
  const layout = isKnown ? known.layout : readAnew(attachment, sought);
  if (layout === undefined) return $multi(attachment);
  if (frames.some((frame) => frame > layout.frames)) {
    // Of what was known nothing has been read yet: whether these are still the same bytes shows in any answer.
    if (isKnown && !reach(attachment, 0, 1)) return $multi(attachment);
    return $multi(attachment, "no such frame");
  }
  const found = findAll(attachment, layout, frames);
  if (found === "walking") return $multi(attachment);
  if (found === undefined) {
    if (attachment.failure === undefined) shareLeft(id);
    return $multi(attachment);
  }
  return $multi(attachment, { layout, frames: found });
}

/** Whether all files of a series are known to be small: what may be large is never asked for as a whole. */
function isSmallSeries({ study, series, generation }: Sought): boolean {
  const sizes = sizesAtOnce({ study, series, instance: undefined }, { withPictures: false, generation });
  return sizes !== undefined && sizes.file <= SMALL_BYTES;
}

function readAnew(attachment: Attachment, sought: Sought): Layout | undefined {
  const { id } = attachment;
  if (!begin(attachment, isSmallSeries(sought))) return undefined;
  const { etag, size } = attachment;
  const layout = readLayout(attachment);
  if (layout === undefined) {
    // Where a request failed, it is not the file's fault.
    if (attachment.failure === undefined) shareLeft(id);
    return undefined;
  }
  // Of a file with one frame nobody asks again.
  if (layout.frames > 1) shareFacts(id, { etag, size, layout });
  return layout;
}

type Found = readonly Frame[] | "walking" | undefined;

function findAll(attachment: Attachment, layout: Layout, numbers: readonly number[]): Found {
  const { frameBytes, frames, entryBytes, at } = layout;
  if (frameBytes > 0) return each(numbers, (number) => [nativePiece(at, frameBytes, number)]);
  attachment.ahead = ITEM_AHEAD;
  if (entryBytes > 0 || frames === 1) return findByTable(attachment, layout, numbers);
  const known = recallPieces(attachment.etag);
  if (known !== undefined) return each(numbers, (number) => listOf(pieceIn(known, number)));
  if (frames > MOST_WALKED) return undefined;
  // One walk is enough; who comes meanwhile is served the ordinary way.
  if (!beginWalk(attachment.etag)) return "walking";
  attachment.requests = ITEM_REQUESTS;
  const every = everyFragment(attachment, layout);
  if (every !== undefined) sharePieces(attachment.etag, every);
  endWalk(attachment.etag);
  return every === undefined ? undefined : each(numbers, (number) => listOf(every[number - 1]));
}

/** The table is read for all frames first: to go back and forth between it and the frames would be a request each time. */
function findByTable(attachment: Attachment, layout: Layout, numbers: readonly number[]): Found {
  attachment.requests += FRAME_REQUESTS * numbers.length;
  const extents: Extent[] = [];
  for (const number of numbers) {
    const extent = extentOf(attachment, layout, number);
    if (extent === undefined) return undefined;
    extents.push(extent);
  }
  let next = 0;
  return each(numbers, () => {
    const extent = extents[next];
    next += 1;
    return extent === undefined ? undefined : fragmentsIn(attachment, extent);
  });
}

function listOf(piece: Piece | undefined): readonly Piece[] | undefined {
  return piece === undefined ? undefined : [piece];
}

/** The pieces of each frame; undefined where one has none. */
function each(
  numbers: readonly number[],
  find: (number: number) => readonly Piece[] | undefined,
): readonly Frame[] | undefined {
  const frames: Frame[] = [];
  for (const number of numbers) {
    const pieces = find(number);
    if (pieces === undefined) return undefined;
    frames.push({ number, pieces });
  }
  return frames;
}
