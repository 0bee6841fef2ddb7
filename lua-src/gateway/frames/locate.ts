import { type Attachment, attachmentOf, begin, SMALL_BYTES } from "./attachment";
import {
  beginWalk,
  endWalk,
  isSmallSeries,
  recallFacts,
  recallPiece,
  shareFacts,
  shareLeft,
  sharePieces,
  shareSmallSeries,
} from "./facts";
import { everyFragment, fragmentsOf, type Piece } from "./fragments";
import type { InstanceUids } from "./identifier";
import { type Layout, readLayout } from "./layout";

/** Requests for the head of a file, and for the items of one without a table. */
const HEAD_REQUESTS = 40;
const ITEM_REQUESTS = 2000;
/** What is read for the head of an item, which is some kilobytes away from the next one. */
const ITEM_AHEAD = 1024;
/** Frames of a file without a table; of more the archive looks for them itself. */
const MOST_WALKED = 2000;

/** Where a frame stands in a file. */
export interface Located {
  readonly layout: Layout;
  readonly pieces: readonly Piece[];
}

/**
 * Finds a frame, counted from 1; nothing where the archive has to serve it. What has been opened for it is returned in
 * either case.
 */
export function locate(id: string, uids: InstanceUids, frame: number): LuaMultiReturn<[Attachment, Located?]> {
  const known = recallFacts(id);
  const isKnown = known !== undefined && known !== "left";
  const attachment = isKnown
    ? attachmentOf(id, known.etag, known.size, HEAD_REQUESTS)
    : attachmentOf(id, "", 0, HEAD_REQUESTS);
  if (known === "left") return $multi(attachment);
  const layout = isKnown ? known.layout : readAnew(attachment, uids);
  if (layout === undefined || frame > layout.frames) return $multi(attachment);
  const pieces = piecesOf(attachment, layout, frame);
  if (pieces === "walking") return $multi(attachment);
  if (pieces === undefined) {
    if (attachment.failure === undefined) shareLeft(id);
    return $multi(attachment);
  }
  return $multi(attachment, { layout, pieces });
}

function readAnew(attachment: Attachment, { study, series }: InstanceUids): Layout | undefined {
  const { id } = attachment;
  if (!begin(attachment, isSmallSeries(study, series))) return undefined;
  const { etag, size } = attachment;
  shareSmallSeries(study, series, size <= SMALL_BYTES);
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

function piecesOf(attachment: Attachment, layout: Layout, frame: number): readonly Piece[] | "walking" | undefined {
  const { frameBytes, frames, entryBytes } = layout;
  if (frameBytes > 0) return [{ at: layout.at + (frame - 1) * frameBytes, bytes: frameBytes }];
  attachment.ahead = ITEM_AHEAD;
  if (entryBytes > 0 || frames === 1) return fragmentsOf(attachment, layout, frame);
  const known = recallPiece(attachment.etag, frame);
  if (known !== undefined) return [known];
  if (frames > MOST_WALKED) return undefined;
  // One walk is enough; who comes meanwhile is served the ordinary way.
  if (!beginWalk(attachment.etag)) return "walking";
  attachment.requests = ITEM_REQUESTS;
  const every = everyFragment(attachment, layout);
  if (every !== undefined) sharePieces(attachment.etag, every);
  endWalk(attachment.etag);
  if (every === undefined) return undefined;
  const piece = every[frame - 1];
  return piece === undefined ? undefined : [piece];
}
