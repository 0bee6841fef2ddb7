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

/** What is wanted, and when it has to be found; as `ngx.now()` counts. */
export interface Sought extends InstanceUids {
  /** Counted from 1. */
  readonly frame: number;
  readonly endsAt: number;
}

const NOTHING_KNOWN = { etag: "", size: 0 } as const;

/** Where a frame stands in a file. */
export interface Located {
  readonly layout: Layout;
  readonly pieces: readonly Piece[];
}

/**
 * Finds a frame in an instance's file; nothing where the archive has to serve it. What has been opened for it is
 * returned in either case.
 *
 * @param id Orthanc's identifier of the instance
 */
export function locate(id: string, sought: Sought): LuaMultiReturn<[Attachment, Located?]> {
  const { frame, endsAt } = sought;
  const known = recallFacts(id);
  const isKnown = known !== undefined && known !== "left";
  const { etag, size } = isKnown ? known : NOTHING_KNOWN;
  const attachment = attachmentOf({ id, etag, size, requests: HEAD_REQUESTS, endsAt });
  if (known === "left") return $multi(attachment);
  const layout = isKnown ? known.layout : readAnew(attachment, sought);
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
