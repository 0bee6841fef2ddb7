import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import type { Colour } from "../browser/viewer";
import { common, ds, sq, text, ui, ul, us, type Element } from "./elements";

const TILE = 64;
const HEIGHT = 192;
const WIDTH = 256;
/** Millimetres between pixels of the level with all of them. */
const SPACING = 0.01;

/** Four quarters of different colours on a light ground: a mirrored, turned or wrongly tiled slide shows. */
export const QUARTERS = {
  upperLeft: [200, 30, 30],
  upperRight: [30, 160, 30],
  lowerLeft: [30, 30, 200],
  lowerRight: [200, 180, 30],
} as const satisfies Record<string, Colour>;

function colourAt(x: number, y: number): Colour {
  if (y < 0.5) return x < 0.5 ? QUARTERS.upperLeft : QUARTERS.upperRight;
  return x < 0.5 ? QUARTERS.lowerLeft : QUARTERS.lowerRight;
}

/** The tiles of a level, row by row, as TILED_FULL has them; what lies beyond the slide is white. */
function tiles(width: number, height: number): Buffer {
  const [across, down] = [Math.ceil(width / TILE), Math.ceil(height / TILE)];
  const pixels = Buffer.alloc(across * down * TILE * TILE * 3, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const tile = Math.floor(y / TILE) * across + Math.floor(x / TILE);
      const pixel = (tile * TILE + (y % TILE)) * TILE + (x % TILE);
      pixels.set(colourAt((x + 0.5) / width, (y + 0.5) / height), 3 * pixel);
    }
  }
  return pixels;
}

function code(value: string, scheme: string, meaning: string): Element[] {
  return [text(0x00080100, "SH", value), text(0x00080102, "SH", scheme), text(0x00080104, "LO", meaning)];
}

/** The modules Whole Slide Microscopy Image, Optical Path and Specimen (PS3.3, sections C.8.12.4, C.8.12.5, C.7.6.22). */
function slideElements(study: string, shrink: number): Element[] {
  const [width, height] = [WIDTH / shrink, HEIGHT / shrink];
  const spacing = SPACING * shrink;
  return [
    text(0x00080008, "CS", shrink === 1 ? "ORIGINAL\\PRIMARY\\VOLUME\\NONE" : "DERIVED\\PRIMARY\\VOLUME\\RESAMPLED"),
    ui(0x00200052, uidOf(`${study} frame of reference`)),
    text(0x00201040, "LO", "SLIDE_CORNER"),
    ui(0x00209164, uidOf(`${study} dimensions`)),
    text(0x00209311, "CS", "TILED_FULL"),
    text(0x00280008, "IS", String(Math.ceil(width / TILE) * Math.ceil(height / TILE))),
    text(0x00282110, "CS", "00"),
    text(0x00400512, "LO", "SLIDE 1"),
    sq(0x00400560, [text(0x00400551, "LO", "SPECIMEN 1"), ui(0x00400554, uidOf(`${study} specimen`))]),
    { tag: 0x00480001, vr: "FL", value: floats(WIDTH * SPACING) },
    { tag: 0x00480002, vr: "FL", value: floats(HEIGHT * SPACING) },
    { tag: 0x00480003, vr: "FL", value: floats(0.001) },
    ul(0x00480006, width),
    ul(0x00480007, height),
    sq(0x00480008, [ds(0x0040072a, 20), ds(0x0040073a, 40)]),
    text(0x00480010, "CS", "NO"),
    text(0x00480011, "CS", "NO"),
    text(0x00480012, "CS", "NO"),
    ds(0x00480102, 0, -1, 0, -1, 0, 0),
    sq(0x00480105, [
      sq(0x00220016, code("111744", "DCM", "Brightfield illumination")),
      text(0x00480106, "SH", "1"),
      sq(0x00480108, code("414298005", "SCT", "Full Spectrum")),
    ]),
    ul(0x00480302, 1),
    ul(0x00480303, 1),
    sq(0x52009229, [sq(0x00289110, [ds(0x00180050, 0.001), ds(0x00280030, spacing, spacing)])]),
  ];
}

function floats(...values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

/** One level of a whole-slide image (PS3.3, section A.32.8); a `shrink` of 1 is the one with all pixels. */
function level(study: string, shrink: number): Buffer {
  const place = { study, series: "Slide", modality: "SM", sopClass: "1.2.840.10008.5.1.4.1.1.77.1.6" };
  const own = [ui(0x00080018, uidOf(`${study} level ${shrink}`)), text(0x00200013, "IS", String(shrink))];
  const replaced = new Set(own.map(({ tag }) => tag));
  return writeInstance([
    ...common(place).filter(({ tag }) => !replaced.has(tag)),
    ...own,
    ...slideElements(study, shrink),
    us(0x00280002, 3),
    text(0x00280004, "CS", "RGB"),
    us(0x00280006, 0),
    us(0x00280010, TILE),
    us(0x00280011, TILE),
    us(0x00280100, 8),
    us(0x00280101, 8),
    us(0x00280102, 7),
    us(0x00280103, 0),
    { tag: 0x7fe00010, vr: "OB", value: tiles(WIDTH / shrink, HEIGHT / shrink) },
  ]);
}

/** A slide of two levels, the second with half the pixels in each direction, as two files. */
export function wholeSlide(study: string): readonly [Buffer, Buffer] {
  return [level(study, 1), level(study, 2)];
}
