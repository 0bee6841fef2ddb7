import { find, matches } from "../../shared/text";
import { type Connection, receiveMore, take } from "./connection";
import { type OutboundFailure, BODY_BYTES, HEAD_BYTES } from "./limits";
import type { Head } from "./read-head";

type Read = LuaMultiReturn<[string] | [undefined, OutboundFailure]>;

const refuse = (failure: OutboundFailure): Read => $multi(undefined, failure);

/** A chunk's size in hexadecimal digits and what may be written behind it. */
const MOST_CHUNK_LINE = 256;

/**
 * Reads the body as its head says where it ends (RFC 9112, section 6.3). A head that says it in two ways is refused:
 * between this gateway and the server somebody may have read it in the other.
 */
export function readBody(connection: Connection, { minor, status, headers }: Head): Read {
  const encoding = headers["content-encoding"] ?? "identity";
  if (string.lower(encoding) !== "identity") return refuse("outbound-answer");
  const transfer = headers["transfer-encoding"];
  const length = headers["content-length"];
  if (status === 204 || status === 304) return $multi("");
  if (transfer !== undefined) {
    const isChunked = string.lower(transfer) === "chunked" && minor === 1 && length === undefined;
    if (!isChunked) return refuse("outbound-answer");
    return readChunks(connection);
  }
  if (length === undefined) return readToEnd(connection);
  if (!matches(length, "^%d+$")) return refuse("outbound-answer");
  const count = length.length > 9 ? BODY_BYTES + 1 : (tonumber(length) ?? 0);
  if (count > BODY_BYTES) return refuse("outbound-size");
  const [body, failure] = readBytes(connection, count);
  if (body === undefined) return $multi(undefined, failure);
  if (connection.unread !== "") return refuse("outbound-answer");
  return $multi(body);
}

/** Exactly so many bytes. */
function readBytes(connection: Connection, count: number): Read {
  const pieces: string[] = [];
  let left = count;
  while (connection.unread.length < left) {
    left -= takeAll(connection, pieces);
    const failure = receiveMore(connection);
    if (failure !== undefined) return refuse(failure === "closed" ? "outbound-answer" : failure);
  }
  pieces.push(take(connection, left));
  return $multi(pieces.join(""));
}

/** Moves what is unread to the pieces: a text that grew with each byte would be copied as often. Returns its length. */
function takeAll(connection: Connection, pieces: string[]): number {
  const count = connection.unread.length;
  pieces.push(take(connection, count));
  return count;
}

/** All until the server closes. Whether that was the end, only the body itself can tell. */
function readToEnd(connection: Connection): Read {
  const pieces: string[] = [];
  let left = BODY_BYTES;
  for (;;) {
    left -= takeAll(connection, pieces);
    if (left < 0) return refuse("outbound-size");
    const failure = receiveMore(connection);
    if (failure === "closed") return $multi(pieces.join(""));
    if (failure !== undefined) return refuse(failure);
  }
}

/** RFC 9112, section 7.1. */
function readChunks(connection: Connection): Read {
  const pieces: string[] = [];
  let total = 0;
  for (;;) {
    const [line, broken] = readLine(connection, MOST_CHUNK_LINE);
    if (line === undefined) return $multi(undefined, broken);
    const [size, extension = ""] = string.match(line, "^(%x+)[ \t]*(.*)$");
    if (size === undefined || (extension !== "" && !matches(extension, "^;[^%c]*$"))) return refuse("outbound-answer");
    const count = size.length > 8 ? BODY_BYTES + 1 : (tonumber(size, 16) ?? 0);
    if (count === 0) {
      const failure = readTrailers(connection);
      if (failure !== undefined) return refuse(failure);
      return $multi(pieces.join(""));
    }
    total += count;
    if (total > BODY_BYTES) return refuse("outbound-size");
    const [piece, failure] = readBytes(connection, count + 2);
    if (piece === undefined) return $multi(undefined, failure);
    if (string.sub(piece, -2) !== "\r\n") return refuse("outbound-answer");
    pieces.push(string.sub(piece, 1, count));
  }
}

/** What follows the last chunk; nothing in it is used. */
function readTrailers(connection: Connection): OutboundFailure | undefined {
  let left = HEAD_BYTES;
  for (;;) {
    const [line, failure] = readLine(connection, left);
    if (line === undefined) return failure;
    if (line === "") return connection.unread === "" ? undefined : "outbound-answer";
    left -= line.length + 2;
  }
}

/** A line without its end. */
function readLine(connection: Connection, most: number): Read {
  for (;;) {
    const [end] = find(connection.unread, "\r\n", 1, true);
    if (end !== undefined && end - 1 <= most) {
      const line = take(connection, end - 1);
      take(connection, 2);
      return $multi(line);
    }
    if (end !== undefined || connection.unread.length > most) return refuse("outbound-size");
    const failure = receiveMore(connection);
    if (failure !== undefined) return refuse(failure === "closed" ? "outbound-answer" : failure);
  }
}
