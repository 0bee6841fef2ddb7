/**
 * A rendering cell: one instance whose header says how its pixels are to be read, with pixels that fit that or do not.
 *
 * @module
 */
import { uidOf } from "../../../scripts/lib/uid";
import { type Header, headerElements } from "./header";
import {
  deflated,
  BIG_ENDIAN,
  bigEndian,
  DEFLATED,
  explicit,
  implicit,
  names,
  padded,
  type Write,
} from "../store-files";
import { file, IMPLICIT, item, SEQUENCE_END, UNDEFINED } from "../dicom-encodings";

/** Pixels as they stand in the file: native in little endian, or fragments behind an offset table. */
export type Pixels =
  | { readonly native: Buffer; readonly vr: "OB" | "OW" }
  | { readonly fragments: readonly Buffer[]; readonly table: Buffer; readonly extended?: readonly Buffer[] };

export interface Cell {
  /** Names its study, of which it is the only instance. */
  readonly name: string;
  /** UID of the transfer syntax. */
  readonly syntax: string;
  readonly header: Header;
  /** Undefined: without Pixel Data. */
  readonly pixels: Pixels | undefined;
}

export interface Uids {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly patient: string;
}

const PIXEL_DATA = 0x7fe00010;

/** The identifiers of the cell of this name. */
export function uidsOf(name: string): Uids {
  const uid = (part: string): string => uidOf(`cell ${name} ${part}`);
  return {
    study: uid("study"),
    series: uid("series"),
    instance: uid("instance"),
    patient: `CELL ${uid("p").slice(-8)}`,
  };
}

/** The bytes of a cell's file. */
export function cellFile({ name, syntax, header, pixels }: Cell): Buffer {
  const { study, series, instance, patient } = uidsOf(name);
  const write = writerOf(syntax);
  const [sopClass, sopInstance, ...others] = names(write, { sopInstance: instance, patientId: patient, study, series });
  const dataSet = [
    sopClass ?? Buffer.alloc(0),
    sopInstance ?? Buffer.alloc(0),
    write(0x00080060, "CS", Buffer.from("OT")),
    write(0x00081030, "LO", padded(name.slice(0, 64), " ")),
    ...others,
    ...headerElements(write, header),
    ...(pixels === undefined ? [] : pixelElements(write, syntax, pixels)),
  ];
  return syntax === DEFLATED ? deflated(Buffer.concat(dataSet)) : file(syntax, dataSet);
}

function writerOf(syntax: string): Write {
  if (syntax === IMPLICIT) return implicit;
  return syntax === BIG_ENDIAN ? bigEndian : explicit;
}

function pixelElements(write: Write, syntax: string, pixels: Pixels): Buffer[] {
  if ("native" in pixels) {
    const { native, vr } = pixels;
    const isSwapped = syntax === BIG_ENDIAN && vr === "OW" && native.length % 2 === 0;
    return [write(PIXEL_DATA, vr, isSwapped ? Buffer.from(native).swap16() : native)];
  }
  const { fragments, table, extended = [] } = pixels;
  const items = [table, ...fragments].map((bytes) => item(even(bytes)));
  return [
    ...extended.map((value, at) => write(0x7fe00001 + at, "OV", value)),
    write(PIXEL_DATA, "OB", Buffer.concat([...items, SEQUENCE_END]), UNDEFINED),
  ];
}

function even(bytes: Buffer): Buffer {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
}
