import { type Element, writeInstance } from "./dicom-writer";
import { uidOf } from "./uid";

/** A generated CT series of an ellipsoid "head" with parts of known density. */
export interface PhantomOptions {
  /** Makes the UIDs: the same name, the same study. */
  readonly name: string;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly patientName?: string;
  readonly patientId?: string;
  readonly studyDescription?: string;
}

export interface Phantom {
  readonly studyUid: string;
  readonly seriesUid: string;
  /** Makes the files one after the other, from the lowest slice up. */
  readonly files: () => Generator<Buffer>;
}

const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
/** Stored values are Hounsfield units plus 1024. */
const INTERCEPT = -1024;
const AIR = -1000;
const FIELD_MM = 256;

interface Ellipsoid {
  /** Centre and half axes (x, y, z) in fractions of half the volume. */
  readonly centre: readonly [number, number, number];
  readonly axes: readonly [number, number, number];
  readonly hounsfield: number;
}

/** Later ones lie over earlier ones. No symmetry: a mirrored or turned image shows. */
const ellipsoids: readonly Ellipsoid[] = [
  { centre: [0, 0, 0], axes: [0.75, 0.9, 0.92], hounsfield: 900 },
  { centre: [0, 0, 0], axes: [0.69, 0.84, 0.86], hounsfield: 35 },
  { centre: [-0.25, 0.05, 0.1], axes: [0.12, 0.32, 0.4], hounsfield: 5 },
  { centre: [0.22, -0.1, 0.05], axes: [0.1, 0.26, 0.35], hounsfield: 5 },
  { centre: [0.3, 0.45, -0.3], axes: [0.14, 0.14, 0.2], hounsfield: 120 },
  { centre: [-0.3, -0.5, 0.45], axes: [0.16, 0.1, 0.18], hounsfield: 70 },
  { centre: [0, -0.72, -0.55], axes: [0.2, 0.1, 0.2], hounsfield: AIR },
];

export function phantomSeries(options: PhantomOptions): Phantom {
  const studyUid = uidOf(`${options.name} study`);
  const seriesUid = uidOf(`${options.name} series`);
  const frameUid = uidOf(`${options.name} frame of reference`);
  return {
    studyUid,
    seriesUid,
    *files() {
      for (let slice = 0; slice < options.slices; slice += 1) {
        const series = [...seriesElements(options, studyUid, seriesUid), ui(0x00200052, frameUid)];
        yield writeInstance([...series, ...imageElements(options, slice)]);
      }
    },
  };
}

function seriesElements(options: PhantomOptions, studyUid: string, seriesUid: string): Element[] {
  return [
    text(0x00080005, "CS", "ISO_IR 192"),
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
    ui(0x00080016, CT_IMAGE_STORAGE),
    text(0x00080020, "DA", "20260101"),
    text(0x00080030, "TM", "120000"),
    text(0x00080050, "SH", ""),
    text(0x00080060, "CS", "CT"),
    text(0x00080070, "LO", "Collimator"),
    text(0x00080090, "PN", ""),
    text(0x00081030, "LO", options.studyDescription ?? "Phantom"),
    text(0x0008103e, "LO", "Ellipsoids"),
    text(0x00100010, "PN", options.patientName ?? "Phantom^Demo"),
    text(0x00100020, "LO", options.patientId ?? "PHANTOM"),
    text(0x00100030, "DA", ""),
    text(0x00100040, "CS", "O"),
    text(0x00180060, "DS", "120"),
    text(0x00185100, "CS", "HFS"),
    ui(0x0020000d, studyUid),
    ui(0x0020000e, seriesUid),
    text(0x00200010, "SH", "1"),
    text(0x00200011, "IS", "1"),
  ];
}

function imageElements(options: PhantomOptions, slice: number): Element[] {
  const { name, rows, columns, slices } = options;
  const spacing = [FIELD_MM / rows, FIELD_MM / columns].map(decimal).join("\\");
  const thickness = FIELD_MM / slices;
  const z = (slice - (slices - 1) / 2) * thickness;
  const corner = [-FIELD_MM / 2 + FIELD_MM / columns / 2, -FIELD_MM / 2 + FIELD_MM / rows / 2, z];
  return [
    ui(0x00080018, uidOf(`${name} image ${slice}`)),
    text(0x00180050, "DS", decimal(thickness)),
    text(0x00200013, "IS", String(slice + 1)),
    text(0x00200032, "DS", corner.map(decimal).join("\\")),
    text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
    text(0x00201041, "DS", decimal(z)),
    us(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    us(0x00280010, rows),
    us(0x00280011, columns),
    text(0x00280030, "DS", spacing),
    us(0x00280100, 16),
    us(0x00280101, 16),
    us(0x00280102, 15),
    us(0x00280103, 0),
    text(0x00281050, "DS", "40"),
    text(0x00281051, "DS", "400"),
    text(0x00281052, "DS", String(INTERCEPT)),
    text(0x00281053, "DS", "1"),
    { tag: 0x7fe00010, vr: "OW", value: pixels(options, slice) },
  ];
}

/** The slice's pixels, little endian, with a little noise that is the same at every run. */
function pixels({ rows, columns, slices }: PhantomOptions, slice: number): Buffer {
  const bytes = Buffer.alloc(rows * columns * 2);
  const z = (2 * slice + 1) / slices - 1;
  let noise = slice + 1;
  for (let row = 0; row < rows; row += 1) {
    const y = (2 * row + 1) / rows - 1;
    for (let column = 0; column < columns; column += 1) {
      const x = (2 * column + 1) / columns - 1;
      noise = (Math.imul(noise, 1103515245) + 12345) & 0x7fffffff;
      const hounsfield = densityAt(x, y, z) + ((noise >>> 16) % 16);
      bytes.writeUInt16LE(Math.max(0, Math.round(hounsfield) - INTERCEPT), (row * columns + column) * 2);
    }
  }
  return bytes;
}

function densityAt(x: number, y: number, z: number): number {
  let found = AIR;
  for (const { centre, axes, hounsfield } of ellipsoids) {
    const dx = (x - centre[0]) / axes[0];
    const dy = (y - centre[1]) / axes[1];
    const dz = (z - centre[2]) / axes[2];
    if (dx * dx + dy * dy + dz * dz <= 1) found = hounsfield;
  }
  return found;
}

/** A decimal string of at most 16 bytes (PS3.5, section 6.2). */
function decimal(value: number): string {
  return String(Number(value.toFixed(6)));
}

function text(tag: number, vr: string, value: string): Element {
  return { tag, vr, value };
}

function ui(tag: number, value: string): Element {
  return { tag, vr: "UI", value };
}

function us(tag: number, value: number): Element {
  return { tag, vr: "US", value: [value] };
}
