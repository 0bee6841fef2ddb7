import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { common, ds, sq, text, ui, ul, us, type Element } from "./elements";

/**
 * A picture without symmetry, so that a mirrored, turned or shifted one shows: a slanted ramp with a bright block and
 * a dark one, which move from frame to frame. From 0 to 255.
 */
function shade(x: number, y: number, frame: number, channel = 0): number {
  const shift = 0.06 * frame;
  if (x > 0.1 + shift && x < 0.25 + shift && y > 0.15 && y < 0.45) return channel === 1 ? 60 : 250;
  if (x > 0.55 && x < 0.8 && y > 0.6 + shift / 4 && y < 0.85) return channel === 2 ? 220 : 20;
  return 40 + Math.round(110 * (channel === 0 ? x : y) + 40 * (1 - x) * y);
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly frames?: number;
}

function gray16({ rows, columns, frames = 1 }: Grid): Element[] {
  const pixels = new Uint16Array(rows * columns * frames);
  for (let index = 0; index < pixels.length; index += 1) {
    const [column, row, frame] = [
      index % columns,
      Math.floor(index / columns) % rows,
      Math.floor(index / columns / rows),
    ];
    pixels[index] = 8 * shade(column / columns, row / rows, frame);
  }
  return [
    us(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    us(0x00280010, rows),
    us(0x00280011, columns),
    us(0x00280100, 16),
    us(0x00280101, 12),
    us(0x00280102, 11),
    us(0x00280103, 0),
    { tag: 0x7fe00010, vr: "OW", value: Buffer.from(pixels.buffer) },
  ];
}

function rgb({ rows, columns, frames = 1 }: Grid): Element[] {
  const pixels = Buffer.alloc(rows * columns * frames * 3);
  for (let index = 0; index < pixels.length; index += 1) {
    const pixel = Math.floor(index / 3);
    const [column, row, frame] = [
      pixel % columns,
      Math.floor(pixel / columns) % rows,
      Math.floor(pixel / columns / rows),
    ];
    pixels[index] = shade(column / columns, row / rows, frame, index % 3);
  }
  return [...rgbHeader(rows, columns), { tag: 0x7fe00010, vr: "OB", value: pixels }];
}

function rgbHeader(rows: number, columns: number): Element[] {
  return [
    us(0x00280002, 3),
    text(0x00280004, "CS", "RGB"),
    us(0x00280006, 0),
    us(0x00280010, rows),
    us(0x00280011, columns),
    us(0x00280100, 8),
    us(0x00280101, 8),
    us(0x00280102, 7),
    us(0x00280103, 0),
  ];
}

/** A colour ultrasound picture, or a loop of several (PS3.3, sections A.6 and A.7). */
export function ultrasound(study: string, frames: number): Buffer {
  const cine = frames > 1;
  const sopClass = cine ? "1.2.840.10008.5.1.4.1.1.3.1" : "1.2.840.10008.5.1.4.1.1.6.1";
  return writeInstance([
    ...common({ study, series: cine ? "Loop" : "Picture", modality: "US", sopClass }),
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY"),
    ...rgb({ rows: 96, columns: 128, frames }),
    ...(cine
      ? [
          text(0x00280008, "IS", String(frames)),
          ds(0x00181063, 100),
          { tag: 0x00280009, vr: "AT", value: Buffer.from([0x18, 0, 0x63, 0x10]) },
        ]
      : []),
  ]);
}

/** Enhanced MR (PS3.3, section A.36): one file with several frames, each with a place of its own. */
export function enhancedMr(study: string, frames: number): Buffer {
  const place = { study, series: "Enhanced", modality: "MR", sopClass: "1.2.840.10008.5.1.4.1.1.4.1" };
  const perFrame = Array.from({ length: frames }, (_, frame) => [
    sq(0x00209111, [text(0x00209056, "SH", "1"), ul(0x00209057, frame + 1), ul(0x00209157, 1, frame + 1)]),
    sq(0x00209113, [ds(0x00200032, -64, -48, 4 * frame)]),
  ]);
  return writeInstance([
    ...common(place),
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\NONE"),
    text(0x00180087, "DS", "3"),
    ui(0x00200052, uidOf(`${study} frame of reference`)),
    sq(0x00209221, [ui(0x00209164, uidOf(`${study} dimensions`))]),
    sq(0x00209222, [
      { tag: 0x00209165, vr: "AT", value: Buffer.from([0x20, 0, 0x57, 0x90]) },
      { tag: 0x00209167, vr: "AT", value: Buffer.from([0x20, 0, 0x11, 0x91]) },
      ui(0x00209164, uidOf(`${study} dimensions`)),
    ]),
    text(0x00280008, "IS", String(frames)),
    ...gray16({ rows: 96, columns: 128, frames }),
    sq(0x52009229, [
      sq(0x00209116, [ds(0x00200037, 1, 0, 0, 0, 1, 0)]),
      sq(0x00289110, [ds(0x00180050, 4), ds(0x00280030, 1, 1)]),
      sq(0x00289132, [ds(0x00281050, 1024), ds(0x00281051, 2048)]),
      sq(0x00289145, [ds(0x00281052, 0), ds(0x00281053, 1), text(0x00281054, "LO", "US")]),
    ]),
    sq(0x52009230, ...perFrame),
  ]);
}
