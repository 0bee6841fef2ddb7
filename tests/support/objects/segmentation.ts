import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";
import { common, ds, sq, text, ui, ul, us, type Element } from "./elements";
import {
  centreOf,
  code,
  contentLabel,
  frameOfReference,
  type Grid,
  HEAD,
  referencedSeries,
  sliceReference,
  spacingOf,
} from "./head-ct";

/** A box of voxels; the last ones belong to it. */
export interface Segment {
  readonly label: string;
  /** CIE Lab: L from 0 to 100, a and b from -128 to 127. */
  readonly lab: readonly [number, number, number];
  readonly columns: readonly [first: number, last: number];
  readonly rows: readonly [first: number, last: number];
  readonly slices: readonly [first: number, last: number];
}

/** A binary segmentation (PS3.3, section A.51) of the head of this study: a frame for each slice of each segment. */
export function segmentation(study: string, segments: readonly Segment[], grid = HEAD): Buffer {
  const step = spacingOf(grid);
  const frames = segments.flatMap((segment, index) => {
    const [first, last] = segment.slices;
    return Array.from({ length: last - first + 1 }, (_, above) => ({
      segment,
      number: index + 1,
      slice: first + above,
    }));
  });
  const place = { study, series: "Boxes", modality: "SEG", sopClass: "1.2.840.10008.5.1.4.1.1.66.4", seriesNumber: 7 };
  return writeInstance([
    ...common(place),
    text(0x00080008, "CS", "DERIVED\\PRIMARY"),
    text(0x00081090, "LO", "Generator"),
    text(0x00181020, "LO", "1"),
    text(0x00181000, "LO", "1"),
    referencedSeries(study, grid),
    ui(0x00200052, frameOfReference(study)),
    ...dimensions(study),
    text(0x00282110, "CS", "00"),
    text(0x00620001, "CS", "BINARY"),
    sq(0x00620002, ...segments.map(segmentItem)),
    ...contentLabel("BOXES"),
    ...pixels(
      frames.map(({ segment }) => segment),
      grid,
    ),
    sq(0x52009229, [
      sq(0x00209116, [ds(0x00200037, 1, 0, 0, 0, 1, 0)]),
      sq(0x00289110, [ds(0x00180050, step.slice), ds(0x00180088, step.slice), ds(0x00280030, step.row, step.column)]),
    ]),
    sq(0x52009230, ...frames.map(({ number, slice }) => frameItem(study, number, centreOf(0, 0, slice, grid), slice))),
  ]);
}

function segmentItem({ label, lab: [l, a, b] }: Segment, index: number): Element[] {
  const tissue = code("85756007", "SCT", "Tissue");
  // PS3.3, section C.10.7.1.1.
  const scaled = [(l * 65535) / 100, (a + 128) * 257, (b + 128) * 257].map(Math.round);
  return [
    sq(0x00620003, tissue),
    us(0x00620004, index + 1),
    text(0x00620005, "LO", label),
    text(0x00620008, "CS", "MANUAL"),
    us(0x0062000d, ...scaled),
    sq(0x0062000f, tissue),
  ];
}

/** Frames are ordered by segment, then by place (PS3.3, section C.7.6.17). */
function dimensions(study: string): Element[] {
  const organization = ui(0x00209164, uidOf(`${study} dimensions`));
  const index = (pointer: readonly number[], group: readonly number[]): Element[] => [
    organization,
    { tag: 0x00209165, vr: "AT", value: Buffer.from(pointer) },
    { tag: 0x00209167, vr: "AT", value: Buffer.from(group) },
  ];
  const [segmentNumber, segmentGroup] = [
    [0x62, 0, 0x0b, 0],
    [0x62, 0, 0x0a, 0],
  ];
  const [position, positionGroup] = [
    [0x20, 0, 0x32, 0],
    [0x20, 0, 0x13, 0x91],
  ];
  return [
    sq(0x00209221, [organization]),
    sq(0x00209222, index(segmentNumber, segmentGroup), index(position, positionGroup)),
  ];
}

function frameItem(study: string, segment: number, corner: readonly number[], slice: number): Element[] {
  const purpose = sq(0x0040a170, code("121322", "DCM", "Source Image for Image Processing Operation"));
  return [
    sq(0x00089124, [
      sq(0x00082112, [...sliceReference(study, slice), purpose]),
      sq(0x00089215, code("113076", "DCM", "Segmentation")),
    ]),
    sq(0x00209111, [ul(0x00209157, segment, slice + 1)]),
    sq(0x00209113, [ds(0x00200032, ...corner)]),
    sq(0x0062000a, [us(0x0062000b, segment)]),
  ];
}

/** One bit a voxel, the first one lowest in its byte, one frame behind the other (PS3.5, section 8.1.1). */
function pixels(frames: readonly Segment[], { rows: height, columns: width }: Grid): Element[] {
  const bits = Buffer.alloc(Math.ceil((frames.length * height * width) / 8));
  frames.forEach(({ columns, rows }, frame) => {
    for (let row = rows[0]; row <= rows[1]; row += 1) {
      for (let column = columns[0]; column <= columns[1]; column += 1) {
        const voxel = (frame * height + row) * width + column;
        bits.writeUInt8(bits.readUInt8(voxel >> 3) | (1 << (voxel & 7)), voxel >> 3);
      }
    }
  });
  return [
    us(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    text(0x00280008, "IS", String(frames.length)),
    us(0x00280010, height),
    us(0x00280011, width),
    us(0x00280100, 1),
    us(0x00280101, 1),
    us(0x00280102, 0),
    us(0x00280103, 0),
    { tag: 0x7fe00010, vr: "OB", value: bits },
  ];
}
