/** A file that is read in pieces, as far as somebody asks for its bytes. Offsets count from 0. */
export interface Source {
  /** The bytes at hand, and the offset of the first of them. */
  window: string;
  windowAt: number;
  /** Of the whole file. */
  size: number;
  /** How many bytes more a reader would like to have than it asks for. */
  ahead: number;
  /** Brings that many bytes, which are within the size, into the window; false where they can't be had. */
  readonly fill?: (at: number, count: number) => boolean;
}

/** Where bytes of a file are in its window, as Lua counts; undefined where they can't be had. */
export function placeOf(source: Source, at: number, count: number): number | undefined {
  const place = at - source.windowAt + 1;
  if (place >= 1 && place + count - 1 <= source.window.length) return place;
  // Taken out first: an optional call would pass the source too.
  const { fill } = source;
  if (at + count > source.size || fill === undefined || !fill(at, count)) return undefined;
  return at - source.windowAt + 1;
}

/** So many bytes of a file. */
export function bytesAt(source: Source, at: number, count: number): string | undefined {
  const place = placeOf(source, at, count);
  return place === undefined ? undefined : string.sub(source.window, place, place + count - 1);
}

/** A number of four bytes, little endian. */
export function numberAt(source: Source, at: number): number | undefined {
  const place = placeOf(source, at, 4);
  if (place === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = string.byte(source.window, place, place + 3);
  return a + b * 0x100 + c * 0x10000 + d * 0x1000000;
}
