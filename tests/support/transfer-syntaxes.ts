/**
 * Pictures in the transfer syntaxes that archives hold (PS3.5, Annex A), made and decoded by DCMTK, GDCM and OpenJPH:
 * none of them is what the archive decodes with in this version, and none is the viewer's.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DicomTools } from "./dicom-tools";
import { frameOf, pictureFile, type Shape, SIZE } from "./pictures";

export interface Codec {
  readonly name: string;
  readonly uid: string;
  /** The media type of a frame's part (PS3.18, table 8.7.3-5). */
  readonly mediaType: string;
  /** The shell's lines from `in.dcm` to `out.dcm`; undefined for OpenJPH, which knows no DICOM. */
  readonly encode: string | undefined;
  /** From `in.dcm` to `out.dcm` in Explicit VR Little Endian. */
  readonly decode: string | undefined;
  readonly lossless: boolean;
  readonly shapes: readonly Shape[];
}

const GRAY: Shape = { bits: 12, samples: 1, frames: 1 };
const GRAY_MANY: Shape = { ...GRAY, frames: 3 };
const BYTE: Shape = { bits: 8, samples: 1, frames: 1 };
const COLOUR: Shape = { bits: 8, samples: 3, frames: 1 };
const COLOUR_MANY: Shape = { ...COLOUR, frames: 3 };

// The shell's lines for DCMTK leave the pixels of gray pictures with loss on their scale (+sr) and keep UIDs (+un).
const NATIVE = { mediaType: "application/octet-stream", decode: "dcmconv +te in.dcm out.dcm", lossless: true };
const JPEG = { mediaType: "image/jpeg", decode: "dcmdjpeg +cn in.dcm out.dcm" };
const JPEG_LS = { mediaType: "image/jls", decode: "dcmdjpls in.dcm out.dcm" };
const JPEG_2000 = { mediaType: "image/jp2", decode: "gdcmconv --raw in.dcm out.dcm" };
const HTJ2K = { mediaType: "image/jphc", encode: undefined, decode: undefined };
/** GDCM gives a file that it compresses with loss other UIDs. */
const j2kLossy = "gdcmconv --lossy --j2k --irreversible -r 8 in.dcm out.dcm";

export const CODECS: readonly Codec[] = [
  {
    ...NATIVE,
    name: "implicit VR",
    uid: "1.2.840.10008.1.2",
    encode: "dcmconv +ti in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY],
  },
  {
    ...NATIVE,
    name: "explicit VR",
    uid: "1.2.840.10008.1.2.1",
    encode: "dcmconv +te in.dcm out.dcm",
    shapes: [GRAY, COLOUR_MANY],
  },
  {
    ...NATIVE,
    name: "big endian",
    uid: "1.2.840.10008.1.2.2",
    encode: "dcmconv +tb in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY, BYTE],
  },
  {
    ...NATIVE,
    name: "deflated",
    uid: "1.2.840.10008.1.2.1.99",
    encode: "dcmconv +td in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY],
  },
  {
    name: "RLE",
    uid: "1.2.840.10008.1.2.5",
    mediaType: "image/dicom-rle",
    lossless: true,
    encode: "dcmcrle in.dcm out.dcm",
    decode: "dcmdrle in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY, COLOUR],
  },
  {
    ...JPEG,
    name: "JPEG baseline",
    uid: "1.2.840.10008.1.2.4.50",
    lossless: false,
    encode: "dcmcjpeg +eb +sr +un in.dcm out.dcm",
    shapes: [BYTE, COLOUR, COLOUR_MANY],
  },
  {
    ...JPEG,
    name: "JPEG extended",
    uid: "1.2.840.10008.1.2.4.51",
    lossless: false,
    encode: "dcmcjpeg +ee +sr +un in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY],
  },
  {
    ...JPEG,
    name: "JPEG lossless",
    uid: "1.2.840.10008.1.2.4.57",
    lossless: true,
    encode: "dcmcjpeg +el in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY],
  },
  {
    ...JPEG,
    name: "JPEG lossless SV1",
    uid: "1.2.840.10008.1.2.4.70",
    lossless: true,
    encode: "dcmcjpeg +e1 in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY, COLOUR],
  },
  {
    ...JPEG_LS,
    name: "JPEG-LS lossless",
    uid: "1.2.840.10008.1.2.4.80",
    lossless: true,
    encode: "dcmcjpls in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY, COLOUR],
  },
  {
    ...JPEG_LS,
    name: "JPEG-LS near-lossless",
    uid: "1.2.840.10008.1.2.4.81",
    lossless: false,
    encode: "dcmcjpls +en +md 2 +un in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY],
  },
  {
    ...JPEG_2000,
    name: "JPEG 2000 lossless",
    uid: "1.2.840.10008.1.2.4.90",
    lossless: true,
    encode: "gdcmconv --j2k in.dcm out.dcm",
    shapes: [GRAY, GRAY_MANY, COLOUR],
  },
  {
    ...JPEG_2000,
    name: "JPEG 2000 lossy",
    uid: "1.2.840.10008.1.2.4.91",
    lossless: false,
    encode: j2kLossy,
    shapes: [GRAY, GRAY_MANY, COLOUR],
  },
  { ...HTJ2K, name: "HTJ2K lossless", uid: "1.2.840.10008.1.2.4.201", lossless: true, shapes: [GRAY, GRAY_MANY] },
  { ...HTJ2K, name: "HTJ2K lossy", uid: "1.2.840.10008.1.2.4.203", lossless: false, shapes: [GRAY, GRAY_MANY] },
];

/** A DICOM file with the picture of this name, compressed. */
export async function encode(tools: DicomTools, codec: Codec, name: string, shape: Shape): Promise<Buffer> {
  if (codec.encode === undefined) {
    const fragments: Buffer[] = [];
    for (let frame = 0; frame < shape.frames; frame += 1) fragments.push(await toHtj2k(tools, codec, shape, frame));
    return pictureFile(name, shape, { fragments }, codec.uid);
  }
  return convert(tools, codec.encode, pictureFile(name, shape));
}

/** The pixels of a whole file of this codec, little endian, all frames. */
export async function decodeFile(tools: DicomTools, codec: Codec, shape: Shape, file: Buffer): Promise<Buffer> {
  if (codec.decode !== undefined) return pixelsOf(tools, codec.decode, file);
  const frames: Buffer[] = [];
  for (const frame of fragmentsOf(file)) frames.push(await fromHtj2k(tools, frame));
  return Buffer.concat(frames).subarray(0, bytesAFrame(shape) * shape.frames);
}

/** The pixels of one frame as it came over HTTP, in the transfer syntax that its part names. */
export async function decodeFrame(tools: DicomTools, codec: Codec, shape: Shape, frame: Buffer): Promise<Buffer> {
  if (codec.decode === undefined) return fromHtj2k(tools, frame);
  const file = pictureFile("answer", { ...shape, frames: 1 }, { fragments: [frame] }, codec.uid);
  return pixelsOf(tools, codec.decode, file);
}

/** Bytes of one frame, decoded. */
export function bytesAFrame({ bits, samples }: Shape): number {
  return SIZE * SIZE * samples * (bits === 8 ? 1 : 2);
}

async function convert(tools: DicomTools, line: string, file: Buffer): Promise<Buffer> {
  await writeFile(join(tools.folder, "in.dcm"), file);
  await tools.shell(`rm -f out.dcm; ${line} >/dev/null`);
  return readFile(join(tools.folder, "out.dcm"));
}

/** The value of Pixel Data after the file was decoded. */
async function pixelsOf(tools: DicomTools, line: string, file: Buffer): Promise<Buffer> {
  await writeFile(join(tools.folder, "in.dcm"), file);
  await tools.shell(`rm -f out.*; ${line} >/dev/null; gdcmraw -i out.dcm -t 7fe0,0010 -o out.raw`);
  return readFile(join(tools.folder, "out.raw"));
}

/** A Netpbm image is big endian. */
async function toHtj2k(tools: DicomTools, { lossless }: Codec, shape: Shape, frame: number): Promise<Buffer> {
  const pixels = frameOf(shape, frame).swap16();
  await writeFile(join(tools.folder, "in.pgm"), Buffer.concat([Buffer.from(`P5\n${SIZE} ${SIZE}\n4095\n`), pixels]));
  const quality = lossless ? "-reversible true" : "-qstep 0.001";
  await tools.shell(`ojph_compress -i in.pgm -o out.j2c ${quality} >/dev/null`);
  return readFile(join(tools.folder, "out.j2c"));
}

async function fromHtj2k(tools: DicomTools, frame: Buffer): Promise<Buffer> {
  await writeFile(join(tools.folder, "in.j2c"), frame);
  await tools.shell("rm -f out.pgm; ojph_expand -i in.j2c -o out.pgm >/dev/null");
  const image = await readFile(join(tools.folder, "out.pgm"));
  return Buffer.from(image.subarray(image.length - SIZE * SIZE * 2)).swap16();
}

/** The fragments of a file that our own writer made: one a frame, after an empty offset table. */
function fragmentsOf(file: Buffer): Buffer[] {
  const fragments: Buffer[] = [];
  let at = file.lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42])) + 12;
  while (file.readUInt32LE(at) === 0xe000fffe) {
    const length = file.readUInt32LE(at + 4);
    if (length > 0) fragments.push(file.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return fragments;
}
