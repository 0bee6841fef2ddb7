import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { common, ds, text, us, type Element } from "./elements";

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
