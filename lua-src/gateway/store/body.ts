/**
 * The body of a request, read off the connection from the outer server as it comes. nginx's own reader of bodies
 * (`ngx.req.socket()` without `raw`) takes no chunked ones.
 *
 * @module
 */
import { BLOCK, GRACE_SECONDS, IDLE_SECONDS, LEAST_RATE } from "./limits";

/** A body that is being read. */
export interface Body {
  readonly socket: NgxTcpSocket;
  readonly isChunked: boolean;
  /** Of the body, or of the chunk. */
  left: number;
  isOver: boolean;
  /** What has come, and the most that may. */
  total: number;
  readonly most: number;
  /** Seconds that were spent waiting for it. */
  waited: number;
}

/** Why a body ends early: `too-large`; `too-slow`; `gone`: the other side, or its framing, broke off. */
export type BodyFailure = "too-large" | "too-slow" | "gone";

type Piece = LuaMultiReturn<[piece: string | undefined, failure?: BodyFailure]>;

/** A body with a Content-Length, or a chunked one without (RFC 9112, section 6). `most`: its bound in bytes. */
export function openBody(socket: NgxTcpSocket, length: number | undefined, most: number): Body {
  socket.settimeouts(IDLE_SECONDS * 1000, IDLE_SECONDS * 1000, IDLE_SECONDS * 1000);
  return { socket, isChunked: length === undefined, left: length ?? 0, isOver: false, total: 0, most, waited: 0 };
}

/** What a wait has cost; false where the body is too slow by now. */
function isInTime(body: Body, since: number): boolean {
  body.waited += ngx.now() - since;
  return body.waited < GRACE_SECONDS || body.total / body.waited >= LEAST_RATE;
}

/** A line of the chunked framing without its end; the outer server writes it. */
function readLine(body: Body): LuaMultiReturn<[string, undefined?] | [undefined, BodyFailure]> {
  const since = ngx.now();
  const [line, failure] = body.socket.receive("*l");
  if (!isInTime(body, since)) return $multi(undefined, "too-slow");
  if (line === undefined) return $multi(undefined, failure === "timeout" ? "too-slow" : "gone");
  return $multi(line);
}

/** Goes on to the next chunk that holds anything; at the last one the body is over. */
function nextChunk(body: Body): BodyFailure | undefined {
  const [line, failure] = readLine(body);
  if (line === undefined) return failure;
  const size = tonumber(string.match(line, "^(%x+)[ \t]*$")[0] ?? string.match(line, "^(%x+)[ \t]*;")[0], 16);
  if (size === undefined) return "gone";
  body.left = size;
  if (size > 0) return undefined;
  for (;;) {
    const [trailer, broken] = readLine(body);
    if (trailer === undefined) return broken;
    if (trailer !== "") continue;
    body.isOver = true;
    return undefined;
  }
}

/** The next piece of a body; nothing, and no failure, at its end. */
export function readBody(body: Body): Piece {
  if (body.left === 0 && body.isChunked && !body.isOver) {
    const failure = nextChunk(body);
    if (failure !== undefined) return $multi(undefined, failure);
  }
  if (body.left === 0) return $multi(undefined);
  const since = ngx.now();
  const [piece, failure] = body.socket.receiveany(Math.min(BLOCK, body.left));
  if (piece === undefined) return $multi(undefined, failure === "timeout" ? "too-slow" : "gone");
  body.left -= piece.length;
  body.total += piece.length;
  if (body.total > body.most) return $multi(undefined, "too-large");
  if (!isInTime(body, since)) return $multi(undefined, "too-slow");
  if (body.left > 0 || !body.isChunked) return $multi(piece);
  // The line's end behind a chunk's data.
  const [end, broken] = readLine(body);
  if (end !== "") return $multi(undefined, broken ?? "gone");
  return $multi(piece);
}
