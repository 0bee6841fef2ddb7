/** Inflates deflated data sets (RFC 1951, without a header) piece by piece, by zlib, which nginx brings along. */
import * as ffi from "ffi";
import { mostInflated } from "../../shared/deflated";

ffi.cdef(`
  typedef struct {
    const char *next_in; unsigned int avail_in; unsigned long total_in;
    char *next_out; unsigned int avail_out; unsigned long total_out;
    const char *msg; void *state; void *zalloc; void *zfree; void *opaque;
    int data_type; unsigned long adler; unsigned long reserved;
  } collimator_z_stream;
  int inflateInit2_(collimator_z_stream *stream, int window_bits, const char *version, int stream_size);
  int inflate(collimator_z_stream *stream, int flush);
  int inflateEnd(collimator_z_stream *stream);
`);

interface Stream extends ffi.CData {
  next_in: string;
  avail_in: number;
  next_out: ffi.CData;
  avail_out: number;
}

/** @noSelf */
interface Zlib {
  readonly inflateInit2_: (stream: ffi.CData, windowBits: number, version: string, size: number) => number;
  readonly inflate: (stream: ffi.CData, flush: number) => number;
  readonly inflateEnd: (stream: ffi.CData) => number;
}

const zlib = ffi.load("libz.so.1") as Zlib;
const STREAM = "collimator_z_stream";
/** Neither a header nor a checksum. */
const RAW = -15;
/** With the header and the checksum of RFC 1952. */
export const GZIP = 31;
const OK = 0;
const END = 1;
const NOTHING_TO_DO = -5;

/** What is inflated in one go. Nothing yields while it is there, so that one will do for a worker. */
const OUT_BYTES = 64 * 1024;
const out = ffi.new("char[?]", OUT_BYTES);

/** After so many, other requests of the worker get their turn. */
const TURN_BYTES = 2 * 1024 * 1024;

/**
 * The most that may stand behind the end: gzip's trailer, a checksum and the length (RFC 1952, section 2.3), which some
 * programs write although the data set has no header of gzip's.
 */
const MOST_BEHIND = 8;

/** `bad-deflate`: not as RFC 1951 wants it; `inflates-too-far`: it may be made to fill memory. */
export type InflateFault = "bad-deflate" | "inflates-too-far";

export interface Inflater {
  stream: Stream | undefined;
  /** What is being inflated: zlib reads it where it is. */
  input: string;
  bytesIn: number;
  bytesOut: number;
  hasEnded: boolean;
  /** What stands behind the end. */
  behind: string;
}

/** @param format `RAW` or `GZIP` */
export function newInflater(format = RAW): Inflater {
  const stream = ffi.gc(ffi.new(STREAM), zlib.inflateEnd);
  const result = zlib.inflateInit2_(stream, format, "1", ffi.sizeof(STREAM));
  if (result !== OK) error(`zlib: ${result}`);
  return { stream: stream as Stream, input: "", bytesIn: 0, bytesOut: 0, hasEnded: false, behind: "" };
}

/** Gives the next piece; it has to be taken by `takeInflated` before there is another one. */
export function give(inflater: Inflater, piece: string): void {
  const { stream } = inflater;
  inflater.input = piece;
  inflater.bytesIn += piece.length;
  if (stream === undefined) return;
  stream.next_in = piece;
  stream.avail_in = piece.length;
}

/** The next bytes that have been inflated, until there are none, or a fault. */
export function takeInflated(inflater: Inflater): LuaMultiReturn<[string] | [undefined, InflateFault | undefined]> {
  const { stream, input } = inflater;
  if (stream === undefined) return $multi(undefined, undefined);
  if (inflater.hasEnded) return $multi(undefined, goBehind(inflater, input));
  stream.next_out = out;
  stream.avail_out = OUT_BYTES;
  const result = zlib.inflate(stream, 0);
  const count = OUT_BYTES - stream.avail_out;
  // What came before the fault is looked at first, however the file was cut into pieces; zlib says it again next time.
  const isBroken = result !== OK && result !== END && result !== NOTHING_TO_DO;
  if (isBroken && count === 0) return $multi(undefined, "bad-deflate");
  inflater.bytesOut += count;
  if (inflater.bytesOut > mostInflated(inflater.bytesIn)) return $multi(undefined, "inflates-too-far");
  if (result === END) {
    inflater.hasEnded = true;
    inflater.input = string.sub(input, input.length - stream.avail_in + 1);
  }
  if (count === 0) return $multi(undefined, inflater.hasEnded ? goBehind(inflater, inflater.input) : undefined);
  const text = ffi.string(out, count);
  if (inflater.bytesOut % TURN_BYTES < count) ngx.sleep(0.001);
  return $multi(text);
}

/** Takes what stands behind the end. */
function goBehind(inflater: Inflater, rest: string): InflateFault | undefined {
  inflater.input = "";
  if (inflater.behind.length + rest.length > MOST_BEHIND) return "bad-deflate";
  inflater.behind += rest;
  return undefined;
}

/**
 * Whether nothing stands behind the end but a zero byte that pads to an even number (PS3.5, section A.5), or a trailer
 * that tells the right length. To be asked once all has been given.
 */
export function endsWell({ behind, bytesOut }: Inflater): boolean {
  if (behind.length < MOST_BEHIND) return behind === "" || behind === "\0";
  const [a = 0, b = 0, c = 0, d = 0] = string.byte(behind, 5, 8);
  return a + 256 * (b + 256 * (c + 256 * d)) === bytesOut;
}

/** Frees zlib's memory at once. */
export function endInflater(inflater: Inflater): void {
  const { stream } = inflater;
  if (stream === undefined) return;
  inflater.stream = undefined;
  zlib.inflateEnd(ffi.gc(stream, undefined));
}
