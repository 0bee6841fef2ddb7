/** The file of an instance, as Orthanc keeps it, read by ranges (RFC 9110, section 14). */
import { FILE } from "../../shared/policy/dicomweb-routes";
import { type Answer, ask, finish, PIECE, takeSome, unhurried } from "../archive/connection";
import type { Source } from "./source";

/** Every answer is of the same bytes: Orthanc's ETag holds their MD5. */
export interface Attachment extends Source {
  readonly id: string;
  /** "" until the first answer, whose ETag it then is. */
  etag: string;
  /** How many requests may still be made. */
  requests: number;
  /** When the next of them has to be answered; as `ngx.now()` counts. */
  endsAt: number;
  /** What is being received. The window ends where its unread bytes begin. */
  answer: Answer | undefined;
  /**
   * Why the last request gave nothing: the instance is not there, the file ends before, other bytes are there, or there
   * was no proper answer.
   */
  failure: "missing" | "short" | "changed" | "lost" | undefined;
}

/** A first request by which most headers are read. */
const FIRST_BYTES = 64 * 1024;
/** Of a file up to here all is asked for at once where it is known to be small; nobody minds the rest. */
export const SMALL_BYTES = 4 * 1024 * 1024;
/** How much is asked for at once while a header goes on. */
const MOST_AHEAD = 1024 * 1024;
/** Of frames at once: Orthanc holds a whole range in memory for as long as its reader takes. */
const MOST_AT_ONCE = 4 * 1024 * 1024;

/** Of an attachment: its identifier, its ETag and its size ("" and 0 where they are not known), and its bounds. */
type Begun = Pick<Attachment, "id" | "etag" | "size" | "requests" | "endsAt">;

/** An attachment of which nothing has been read. */
export function attachmentOf(begun: Begun): Attachment {
  const attachment: Attachment = {
    ...begun,
    ...{ window: "", windowAt: 0, ahead: FIRST_BYTES },
    answer: undefined,
    failure: undefined,
    fill: (at, count) => fill(attachment, at, count),
  };
  return attachment;
}

/** Asks for the beginning of a file, or for all of it where it may be small; false where there is none. */
export function begin(attachment: Attachment, mayBeSmall: boolean): boolean {
  if (mayBeSmall) return request(attachment, 0, undefined);
  // Orthanc refuses a range that goes beyond the file: then it is smaller than that.
  return (
    request(attachment, 0, FIRST_BYTES - 1) || (attachment.failure === "short" && request(attachment, 0, undefined))
  );
}

/**
 * Has the byte at an offset ready to be taken by `takePiece`, and as many behind it, up to `end`, as are worth asking for
 * at once; that may take its time.
 */
export function reach(attachment: Attachment, at: number, end: number): boolean {
  if (!isWithin(attachment, at, 1) && !request(attachment, at, Math.min(at + MOST_AT_ONCE, end) - 1)) return false;
  if (attachment.answer?.isTimed === true) unhurried(attachment.answer);
  return true;
}

/** Whether the answer that is being received has these bytes, with little before them. */
function isWithin({ answer, window, windowAt }: Attachment, at: number, count: number): boolean {
  if (answer === undefined || at < windowAt) return false;
  const next = windowAt + window.length;
  // To read over as much costs less than to ask anew.
  return at - next <= PIECE && at + count <= next + answer.connection.unread.length + answer.left;
}

/** The next bytes from an offset on, at most so many; undefined where the archive went away. */
export function takePiece(attachment: Attachment, at: number, most: number): string | undefined {
  const { answer } = attachment;
  for (;;) {
    const place = at - attachment.windowAt + 1;
    if (place === 1 && attachment.window !== "" && attachment.window.length <= most) {
      const piece = attachment.window;
      attachment.window = "";
      attachment.windowAt = at + piece.length;
      return piece;
    }
    if (place <= attachment.window.length) {
      const piece = string.sub(attachment.window, place, place + most - 1);
      attachment.window = string.sub(attachment.window, place + piece.length);
      attachment.windowAt = at + piece.length;
      return piece;
    }
    const data = answer === undefined ? undefined : takeSome(answer, PIECE);
    if (data === undefined) return undefined;
    attachment.windowAt += attachment.window.length;
    attachment.window = data;
  }
}

/** Ends all reading. */
export function leave(attachment: Attachment): void {
  if (attachment.answer !== undefined) finish(attachment.answer);
  attachment.answer = undefined;
}

/** Ends all reading of an answer that is not worth its rest. */
export function abandon(attachment: Attachment): void {
  attachment.answer?.connection.socket.close();
  attachment.answer = undefined;
}

function fill(attachment: Attachment, at: number, count: number): boolean {
  if (!isWithin(attachment, at, count)) {
    const isNext = at === attachment.windowAt + attachment.window.length;
    const wanted = Math.max(count, attachment.ahead);
    if (isNext) attachment.ahead = Math.min(2 * attachment.ahead, MOST_AHEAD);
    if (!request(attachment, at, Math.min(at + wanted, attachment.size) - 1)) return false;
  }
  const first = string.sub(attachment.window, at - attachment.windowAt + 1);
  const pieces: string[] = [first];
  let have = first.length;
  let next = attachment.windowAt + attachment.window.length;
  while (have < count) {
    const data = attachment.answer === undefined ? undefined : takeSome(attachment.answer, PIECE);
    if (data === undefined) return false;
    const from = Math.max(at - next, 0);
    pieces.push(string.sub(data, from + 1));
    have += Math.max(data.length - from, 0);
    next += data.length;
  }
  attachment.window = pieces.join("");
  attachment.windowAt = at;
  return true;
}

/** A request of a range, to its end where there is no `last`. The window is empty afterwards. */
function request(attachment: Attachment, first: number, last: number | undefined): boolean {
  leave(attachment);
  attachment.failure = undefined;
  attachment.window = "";
  attachment.windowAt = first;
  if (attachment.requests < 1) return false;
  attachment.requests -= 1;
  const end = last === undefined ? "" : string.format("%d", last);
  const path = string.format(FILE.readFile.format, attachment.id);
  const answer = ask(path, string.format("Range: bytes=%d-%s", first, end), attachment.endsAt);
  attachment.failure = "lost";
  if (answer === undefined) return false;
  if (check(attachment, answer, first, last)) {
    attachment.answer = answer;
    attachment.failure = undefined;
    return true;
  }
  // What is refused in a proper way leaves a connection for others; nothing else is waited for.
  if (answer.head.status >= 400) finish(answer);
  else answer.connection.socket.close();
  return false;
}

/** Whether an answer holds the range that was asked for, of the same file as all others. */
function check(attachment: Attachment, { head }: Answer, first: number, last: number | undefined): boolean {
  const { status, headers } = head;
  if (status === 404) attachment.failure = "missing";
  if (status === 416) attachment.failure = "short";
  if (status !== 206) return false;
  const etag = headers["etag"] ?? "";
  const [from, to, size] = string.match(headers["content-range"] ?? "", "^bytes (%d+)%-(%d+)/(%d+)$");
  const [start, stop, total] = [tonumber(from), tonumber(to), tonumber(size)];
  if (start === undefined || stop === undefined || total === undefined || start !== first) return false;
  if (stop !== (last ?? total - 1) || tonumber(headers["content-length"]) !== stop - start + 1) return false;
  // Without an MD5 (StoreMD5ForAttachments) nothing would tell other bytes from the same.
  const [md5] = string.match(etag, '^"%d+%-%x+"$');
  if (md5 === undefined) return false;
  if (attachment.etag === "") {
    attachment.etag = etag;
    attachment.size = total;
  } else if (attachment.etag !== etag || attachment.size !== total) {
    attachment.failure = "changed";
    return false;
  }
  return true;
}
