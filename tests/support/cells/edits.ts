/**
 * Code streams whose own header says something else than the picture is: sizes, components, precisions, tiles, segments.
 *
 * @module
 */

type Edit = readonly [name: string, bytes: Buffer];

/** Numbers written over bytes of a copy, big endian: where, how many bytes, which number. */
function over(bytes: Buffer, ...writes: readonly (readonly [at: number, size: number, value: number])[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, size, value] of writes) if (at + size <= copy.length) copy.writeUIntBE(value, at, size);
  return copy;
}

/** The edits that a transfer syntax's code stream allows; none where its header is not found. */
export function edits(syntax: string, stream: Buffer): Edit[] {
  if (syntax === "1.2.840.10008.1.2.5") return ofRle(stream);
  const size = stream.indexOf(Buffer.from([0xff, 0x51]));
  if (stream.readUInt16BE(0) === 0xff4f) return size < 0 ? [] : ofJpeg2000(stream, size);
  const frame = [0xc0, 0xc1, 0xc3, 0xf7]
    .map((marker) => stream.indexOf(Buffer.from([0xff, marker, 0])))
    .find((at) => at > 0);
  return frame === undefined ? [] : ofJpeg(stream, frame);
}

/** SIZ (ISO/IEC 15444-1, A.5.1). */
function ofJpeg2000(stream: Buffer, at: number): Edit[] {
  const [x, y, tileX, tileY, count, depth, stepX] = [6, 10, 22, 26, 38, 40, 41].map((offset) => at + offset) as [
    ...[number, number, number, number, number, number, number],
  ];
  const huge = 0x7fffffff;
  return [
    ["SIZ of nothing", over(stream, [x, 4, 0], [y, 4, 0])],
    ["SIZ of 65535", over(stream, [x, 4, 65535], [y, 4, 65535])],
    ["SIZ of 65535 in one tile", over(stream, [x, 4, 65535], [y, 4, 65535], [tileX, 4, 65535], [tileY, 4, 65535])],
    ["SIZ of 2^31", over(stream, [x, 4, huge], [y, 4, huge], [tileX, 4, huge], [tileY, 4, huge])],
    ["SIZ of one more pixel", over(stream, [x, 4, 73], [y, 4, 73])],
    ["SIZ with tiles of one pixel", over(stream, [tileX, 4, 1], [tileY, 4, 1])],
    ["SIZ with tiles of nothing", over(stream, [tileX, 4, 0], [tileY, 4, 0])],
    ["SIZ with 0 components", over(stream, [count, 2, 0])],
    ["SIZ with 4 components", over(stream, [count, 2, 4])],
    ["SIZ with 16384 components", over(stream, [count, 2, 16384])],
    ["SIZ of 1 bit", over(stream, [depth, 1, 0])],
    ["SIZ of 38 bits", over(stream, [depth, 1, 37])],
    ["SIZ signed", over(stream, [depth, 1, 0x8b])],
    ["SIZ subsampled", over(stream, [stepX, 1, 2], [stepX + 1, 1, 2])],
    ["SIZ subsampled by 0", over(stream, [stepX, 1, 0], [stepX + 1, 1, 0])],
    ["SIZ subsampled by 255", over(stream, [stepX, 1, 255], [stepX + 1, 1, 255])],
  ];
}

/** The frame header (ITU T.81, B.2.2; T.87, C.2.2). */
function ofJpeg(stream: Buffer, at: number): Edit[] {
  const [precision, lines, columns, count, sampling] = [at + 4, at + 5, at + 7, at + 9, at + 11];
  return [
    ["frame of nothing", over(stream, [lines, 2, 0], [columns, 2, 0])],
    ["frame of no lines", over(stream, [lines, 2, 0])],
    ["frame of 65535", over(stream, [lines, 2, 65535], [columns, 2, 65535])],
    ["frame of one more pixel", over(stream, [lines, 2, 73], [columns, 2, 73])],
    ["frame of one pixel", over(stream, [lines, 2, 1], [columns, 2, 1])],
    ["frame of 1 bit", over(stream, [precision, 1, 1])],
    ["frame of 16 bits", over(stream, [precision, 1, 16])],
    ["frame of 255 bits", over(stream, [precision, 1, 255])],
    ["frame of 0 components", over(stream, [count, 1, 0])],
    ["frame of 2 components", over(stream, [count, 1, 2])],
    ["frame of 255 components", over(stream, [count, 1, 255])],
    ["frame subsampled by 4", over(stream, [sampling, 1, 0x44])],
    ["frame subsampled by 0", over(stream, [sampling, 1, 0])],
    ["frame arithmetically coded", over(stream, [at, 2, 0xffc9])],
    ["frame progressive", over(stream, [at, 2, 0xffc2])],
  ];
}

/** The header of segments (PS3.5, section G.5), little endian. */
function ofRle(stream: Buffer): Edit[] {
  const said = (...numbers: readonly number[]): Buffer => {
    const copy = Buffer.from(stream);
    for (const [at, value] of numbers.entries()) copy.writeUInt32LE(value, 4 * at);
    return copy;
  };
  return [
    ["0 segments", said(0)],
    ["1 segment", said(1, 64)],
    ["15 segments", said(15)],
    ["16 segments", said(16)],
    ["2^32 - 1 segments", said(0xffffffff)],
    ["segments past the end", said(2, 64, 0x7fffffff)],
    ["segments before the beginning", said(2, 0xfffffff0, 4)],
    ["segments that descend", said(2, 400, 64)],
    ["segments on each other", said(2, 64, 64)],
    ["runs past its end", Buffer.concat([stream.subarray(0, 64), Buffer.alloc(stream.length, 0x7f)])],
    ["runs for ever", Buffer.concat([stream.subarray(0, 64), Buffer.alloc(200_000, 0x81)])],
  ];
}
