/**
 * Pictures whose description of the pixels, of their place or of their grey values is odd.
 *
 * @module
 */
import { writeInstance } from "../../../../scripts/lib/dicom-writer";
import { sq, text, us, type Element } from "../elements";
import { ctImage, oddImage, pixelBytes, replaced, SIZE, type OddObject } from "./image";

const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
const FRAMES = 0x00280008;
const SAMPLES = 0x00280002;
const PHOTOMETRIC = 0x00280004;
const SPACING = 0x00280030;
const ALLOCATED = 0x00280100;
const STORED = 0x00280101;
const HIGH = 0x00280102;
const REPRESENTATION = 0x00280103;
const CENTER = 0x00281050;
const WIDTH = 0x00281051;
const INTERCEPT = 0x00281052;
const SLOPE = 0x00281053;
const PIXELS = 0x7fe00010;
const POSITION = 0x00200032;
const ORIENTATION = 0x00200037;
const JPEG_BASELINE = "1.2.840.10008.1.2.4.50";

const bits = (allocated: number): Element[] => [
  us(ALLOCATED, allocated),
  us(STORED, allocated),
  us(HIGH, allocated - 1),
];

/** One decimal or integer string with an odd value; the picture can be shown. */
const NUMBERS: readonly (readonly [name: string, tag: number, vr: string, value: string])[] = [
  ["PixelSpacing zero", SPACING, "DS", "0\\0"],
  ["PixelSpacing of one value", SPACING, "DS", "1"],
  ["PixelSpacing empty", SPACING, "DS", ""],
  ["PixelSpacing a word", SPACING, "DS", "fine"],
  ["PixelSpacing negative", SPACING, "DS", "-1\\-1"],
  ["PixelSpacing huge", SPACING, "DS", "1e300\\1e300"],
  ["ImageOrientation of zeros", ORIENTATION, "DS", "0\\0\\0\\0\\0\\0"],
  ["ImageOrientation parallel", ORIENTATION, "DS", "1\\0\\0\\1\\0\\0"],
  ["ImageOrientation of three values", ORIENTATION, "DS", "1\\0\\0"],
  ["ImageOrientation a word", ORIENTATION, "DS", "axial"],
  ["ImagePosition of one value", POSITION, "DS", "1"],
  ["ImagePosition a word", POSITION, "DS", "above"],
  ["ImagePosition huge", POSITION, "DS", "1e300\\1e300\\1e300"],
  ["WindowWidth zero", WIDTH, "DS", "0"],
  ["WindowWidth negative", WIDTH, "DS", "-400"],
  ["WindowWidth a word", WIDTH, "DS", "wide"],
  ["WindowWidth empty", WIDTH, "DS", ""],
  ["WindowWidth huge", WIDTH, "DS", "1e300"],
  ["WindowCenter of three values", CENTER, "DS", "1\\2\\3"],
  ["RescaleSlope zero", SLOPE, "DS", "0"],
  ["RescaleSlope a word", SLOPE, "DS", "steep"],
  ["RescaleIntercept a word", INTERCEPT, "DS", "low"],
  ["SliceThickness a word", 0x00180050, "DS", "thin"],
  ["VOILUTFunction unknown", 0x00281056, "CS", "WAVY"],
  ["NumberOfFrames empty", FRAMES, "IS", ""],
];

/** Frames that the archive cannot cut out. */
const FRAME_COUNTS: readonly (readonly [name: string, value: string])[] = [
  ["zero", "0"],
  ["negative", "-1"],
  ["a word", "one"],
  ["too high", "10"],
  ["of two billion", "2000000000"],
];

/** An attribute of a picture that is not there, and what the viewer can do without it. */
const ABSENT: readonly (readonly [name: string, tag: number, opens: OddObject["opens"]])[] = [
  ["PixelSpacing", SPACING, "picture"],
  ["ImageOrientation", ORIENTATION, "picture"],
  ["ImagePosition", POSITION, "picture"],
  ["WindowCenter", CENTER, "picture"],
  ["WindowWidth", WIDTH, "picture"],
  ["RescaleSlope", SLOPE, "picture"],
  ["Rows", ROWS, "words"],
  ["Columns", COLUMNS, "words"],
  ["BitsAllocated", ALLOCATED, "words"],
  ["BitsStored", STORED, "picture"],
  ["PixelRepresentation", REPRESENTATION, "picture"],
  ["PhotometricInterpretation", PHOTOMETRIC, "picture"],
  ["SamplesPerPixel", SAMPLES, "picture"],
  ["PixelData", PIXELS, "words"],
];

function floats(): Buffer {
  return Buffer.from(Float32Array.from({ length: SIZE * SIZE }, (_, index) => index).buffer);
}

function doubles(): Buffer {
  return Buffer.from(Float64Array.from({ length: SIZE * SIZE }, (_, index) => index).buffer);
}

/** Pictures with odd pixels. */
export function oddPixels(): OddObject[] {
  const withoutFragments = "PixelData compressed to nothing";
  return [
    ...NUMBERS.map(([name, tag, vr, value]) => oddImage(name, "picture", [text(tag, vr, value)])),
    ...FRAME_COUNTS.map(([name, value]) => oddImage(`NumberOfFrames ${name}`, "words", [text(FRAMES, "IS", value)])),
    ...ABSENT.map(([name, tag, opens]) => oddImage(`${name} absent`, opens, [], [tag])),
    oddImage("Rows zero", "words", [us(ROWS, 0)]),
    oddImage("one pixel", "picture", [
      us(ROWS, 1),
      us(COLUMNS, 1),
      { tag: PIXELS, vr: "OW", value: Buffer.from([0xa0, 0x0f]) },
    ]),
    oddImage("Rows of 65,535", "words", [us(ROWS, 65535), us(COLUMNS, 65535)]),
    oddImage("PixelData empty", "words", [{ tag: PIXELS, vr: "OW", value: Buffer.alloc(0) }]),
    oddImage("PixelData too short", "words", [{ tag: PIXELS, vr: "OW", value: pixelBytes(SIZE) }]),
    oddImage("BitsAllocated 1", "picture", [
      ...bits(1),
      text(CENTER, "DS", "0.5"),
      text(WIDTH, "DS", "1"),
      { tag: PIXELS, vr: "OB", value: Buffer.alloc((SIZE * SIZE) / 8, 0x0f) },
    ]),
    oddImage("BitsAllocated 32", "picture", [
      ...bits(32),
      { tag: PIXELS, vr: "OW", value: Buffer.from(Uint32Array.from({ length: SIZE * SIZE }, (_, i) => i).buffer) },
    ]),
    oddImage("BitsAllocated 64", "words", [...bits(64), { tag: PIXELS, vr: "OW", value: doubles() }]),
    oddImage("BitsStored zero", "picture", [us(STORED, 0)]),
    oddImage(
      "float pixel data",
      "words",
      [us(ALLOCATED, 32), { tag: 0x7fe00008, vr: "OF", value: floats() }],
      [PIXELS],
    ),
    oddImage(
      "double float pixel data",
      "words",
      [us(ALLOCATED, 64), { tag: 0x7fe00009, vr: "OD", value: doubles() }],
      [PIXELS],
    ),
    oddImage("PhotometricInterpretation unknown", "picture", [text(PHOTOMETRIC, "CS", "PLAID")]),
    oddImage("PALETTE COLOR without a palette", "words", [text(PHOTOMETRIC, "CS", "PALETTE COLOR")]),
    oddImage("RGB without PlanarConfiguration", "picture", [
      us(SAMPLES, 3),
      text(PHOTOMETRIC, "CS", "RGB"),
      ...bits(8),
      { tag: PIXELS, vr: "OB", value: Buffer.alloc(SIZE * SIZE * 3, 0x7f) },
    ]),
    oddImage("empty lookup tables", "picture", [sq(0x00283000, []), sq(0x00283010, [])]),
    oddImage("no image plane at all", "picture", [], [POSITION, ORIENTATION, SPACING, 0x00180050, 0x00200052]),
    {
      name: withoutFragments,
      opens: "words",
      file: writeInstance(
        replaced(ctImage(withoutFragments), [...bits(8), { tag: PIXELS, vr: "OB", value: { fragments: [] } }]),
        JPEG_BASELINE,
      ),
    },
  ];
}
