/**
 * Compressed pictures for the cells, sound ones of each codec and shape, made by DCMTK, GDCM and OpenJPH in one run.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DicomTools } from "../dicom-tools";
import { frameOf, pictureFile, type Shape, SIZE } from "../pictures";
import { CODECS } from "../transfer-syntaxes";
import { bitsOf, COLOUR, GRAY, type Header } from "./header";

/** Frames of one transfer syntax, and the header that fits them. */
export interface Stream {
  readonly name: string;
  readonly syntax: string;
  readonly header: Header;
  readonly fragments: readonly Buffer[];
}

const BYTE: Shape = { bits: 8, samples: 1, frames: 1 };
const WORD: Shape = { bits: 12, samples: 1, frames: 1 };
const RGB: Shape = { bits: 8, samples: 3, frames: 1 };
/** Codecs that have colours; JPEG extended and near-lossless JPEG-LS are tried with what they usually hold. */
const WITH_COLOUR = [
  "RLE",
  "JPEG baseline",
  "JPEG lossless SV1",
  "JPEG-LS lossless",
  "JPEG 2000 lossless",
  "JPEG 2000 lossy",
];
const ONLY_BYTES = ["JPEG baseline"];
/** What the same code streams may be called besides (PS3.5, sections A.4.4 and A.4.9): their second parts, and HTJ2K's RPCL. */
const ALSO: Readonly<Record<string, readonly [name: string, syntax: string] | undefined>> = {
  "JPEG 2000 lossless": ["JPEG 2000 part 2 lossless", "1.2.840.10008.1.2.4.92"],
  "JPEG 2000 lossy": ["JPEG 2000 part 2", "1.2.840.10008.1.2.4.93"],
  "HTJ2K lossless": ["HTJ2K lossless RPCL", "1.2.840.10008.1.2.4.202"],
};

/** All streams. The same on each run: the encoders decide nothing by chance. */
export async function makeStreams(tools: DicomTools): Promise<Stream[]> {
  const wanted = CODECS.filter(({ mediaType }) => mediaType !== "application/octet-stream").flatMap((codec) => {
    const gray = ONLY_BYTES.includes(codec.name) ? [BYTE] : [WORD];
    return [...gray, ...(WITH_COLOUR.includes(codec.name) ? [RGB] : [])].map((shape) => ({ codec, shape }));
  });
  const lines: string[] = [];
  for (const [at, { codec, shape }] of wanted.entries()) {
    if (codec.encode === undefined) {
      const pixels = frameOf(shape, 0).swap16();
      const image = Buffer.concat([Buffer.from(`P5\n${SIZE} ${SIZE}\n4095\n`), pixels]);
      await writeFile(join(tools.folder, `${at}.in.pgm`), image);
      const quality = codec.lossless ? "-reversible true" : "-qstep 0.001";
      lines.push(`ojph_compress -i ${at}.in.pgm -o ${at}.out.j2c ${quality} >/dev/null`);
    } else {
      await writeFile(join(tools.folder, `${at}.in.dcm`), pictureFile(`stream ${at}`, shape));
      lines.push(`${codec.encode.replace("in.dcm", `${at}.in.dcm`).replace("out.dcm", `${at}.out.dcm`)} >/dev/null`);
    }
  }
  await tools.shell(lines.join("\n"));
  const streams: Stream[] = [];
  for (const [at, { codec, shape }] of wanted.entries()) {
    const kind = codec.encode === undefined ? "j2c" : "dcm";
    const bytes = await readFile(join(tools.folder, `${at}.out.${kind}`));
    const fragments = kind === "j2c" ? [bytes] : fragmentsOf(bytes);
    const header = shape.samples === 3 ? COLOUR : { ...GRAY, bits: shape.bits === 8 ? bitsOf(8) : bitsOf(16, 12) };
    const colours = shape.samples === 3 ? "colour" : `gray ${shape.bits}`;
    streams.push({ name: `${codec.name}, ${colours}`, syntax: codec.uid, header, fragments });
    const also = ALSO[codec.name];
    if (also !== undefined) streams.push({ name: `${also[0]}, ${colours}`, syntax: also[1], header, fragments });
  }
  return streams;
}

/** The fragments of a file's pixels, behind their offset table. */
function fragmentsOf(file: Buffer): Buffer[] {
  const fragments: Buffer[] = [];
  let at = file.lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42])) + 12;
  while (file.readUInt32LE(at) === 0xe000fffe) {
    const length = file.readUInt32LE(at + 4);
    fragments.push(file.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return fragments.slice(1);
}
