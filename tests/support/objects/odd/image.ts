import { writeInstance } from "../../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../../scripts/lib/uid";
import { common, ds, text, ui, us, type Element } from "../elements";

/** An object that the standard allows, or that devices make all the same. */
export interface OddObject {
  /** Names its study, of which it is the only series. */
  readonly name: string;
  readonly file: Buffer;
  /** What the viewer can do with it: show a picture, say in words why not, or leave that to the browser's PDF viewer. */
  readonly opens: "picture" | "words" | "document";
}

const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
/** Pixels a side. */
export const SIZE = 32;

/** The name of an odd object's study, which is also what makes its UIDs. */
export function studyOf(name: string): string {
  return `ODD ${name}`;
}

/** A ramp of 16 bits with a bright block. */
export function pixelBytes(pixels = SIZE * SIZE): Buffer {
  const bytes = Buffer.alloc(pixels * 2);
  for (let index = 0; index < pixels; index += 1) {
    const [row, column] = [Math.floor(index / SIZE), index % SIZE];
    bytes.writeUInt16LE(row > 4 && row < 12 && column > 4 && column < 20 ? 4000 : 20 * (row + 2 * column), index * 2);
  }
  return bytes;
}

/** What belongs to every object of a study, with other elements in place of some. */
export function head(name: string, modality: string, sopClass: string): Element[] {
  return common({ study: studyOf(name), series: "Odd", modality, sopClass });
}

/** Elements with others in place of some of them, and without some. */
export function replaced(
  all: readonly Element[],
  others: readonly Element[],
  without: readonly number[] = [],
): Element[] {
  const gone = [...others.map(({ tag }) => tag), ...without];
  return [...all.filter(({ tag }) => !gone.includes(tag)), ...others];
}

/** A sound CT picture (PS3.3, section A.3). */
export function ctImage(name: string): Element[] {
  return [
    ...head(name, "CT", CT_IMAGE_STORAGE),
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
    text(0x00180050, "DS", "2"),
    text(0x00180060, "DS", "120"),
    text(0x00185100, "CS", "HFS"),
    ds(0x00200032, -16, -16, 0),
    ds(0x00200037, 1, 0, 0, 0, 1, 0),
    ui(0x00200052, uidOf(`${name} frame of reference`)),
    us(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    us(0x00280010, SIZE),
    us(0x00280011, SIZE),
    ds(0x00280030, 1, 1),
    us(0x00280100, 16),
    us(0x00280101, 16),
    us(0x00280102, 15),
    us(0x00280103, 0),
    ds(0x00281050, 1000),
    ds(0x00281051, 2000),
    ds(0x00281052, 0),
    ds(0x00281053, 1),
    { tag: 0x7fe00010, vr: "OW", value: pixelBytes() },
  ];
}

/** A CT picture with other elements in place of some of its own, and without some. */
export function oddImage(
  name: string,
  opens: OddObject["opens"],
  others: readonly Element[],
  without: readonly number[] = [],
): OddObject {
  return { name, opens, file: writeInstance(replaced(ctImage(name), others, without)) };
}
