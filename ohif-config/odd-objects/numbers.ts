/**
 * Numbers by which OHIF places an image on the screen and shades it. With impossible ones the image is drawn nowhere or
 * all black; without them it is shown by its pixels alone, and nothing is measured in millimetres.
 *
 * @module
 */

/** A slide has some 200,000 frames; the viewer makes an entry for each before it shows the first one. */
export const MOST_FRAMES = 500_000;
/** Millimetres, or steps of gray. */
const FAR = 1e7;

type Check = (numbers: readonly number[]) => boolean;

const isNear: Check = (numbers) => numbers.every((number) => Math.abs(number) < FAR);
const isSpacing: Check = (numbers) => numbers.length === 2 && isNear(numbers) && numbers.every((one) => one > 1e-7);
const isPosition: Check = (numbers) => numbers.length === 3 && isNear(numbers);
const isFrameCount: Check = ([count = 0]) => Number.isInteger(count) && count >= 1 && count <= MOST_FRAMES;

/** The cosines of a row and a column: both of some length, and not along one line. */
const isOrientation: Check = (numbers) => {
  if (numbers.length !== 6 || !isNear(numbers)) return false;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
  const normal = Math.hypot(b * f - c * e, c * d - a * f, a * e - b * d);
  const lengths = Math.hypot(a, b, c) * Math.hypot(d, e, f);
  return lengths > 0.1 && normal > 0.5 * lengths;
};

/** Attributes (PS3.3, sections C.7.6.2, C.7.6.6, C.11.1 and C.11.2) and what their numbers have to be. */
const CHECKS: Readonly<Record<string, Check>> = {
  // Imager Pixel Spacing, Nominal Scanned Pixel Spacing, Pixel Spacing.
  "00181164": isSpacing,
  "00182010": isSpacing,
  "00280030": isSpacing,
  // Image Position (Patient), Image Orientation (Patient).
  "00200032": isPosition,
  "00200037": isOrientation,
  // Number of Frames.
  "00280008": isFrameCount,
  // Window Center, Window Width, Rescale Intercept, Rescale Slope.
  "00281050": isNear,
  "00281051": isNear,
  "00281052": isNear,
  "00281053": (numbers) => isNear(numbers) && numbers.every((number) => number !== 0),
};

/** VOI LUT Function (PS3.3, section C.11.2.1.3): with another one the viewer fails. */
const VOI_FUNCTION = "00281056";
const VOI_FUNCTIONS: readonly unknown[] = ["LINEAR", "LINEAR_EXACT", "SIGMOID"];

/** Whether an attribute's values are such that an image can be drawn with them; true for every other attribute. */
export function isDrawable(tag: string, values: readonly unknown[] | undefined): boolean {
  if (tag === VOI_FUNCTION) return VOI_FUNCTIONS.includes(values?.[0]);
  const check = CHECKS[tag];
  if (check === undefined) return true;
  const numbers = (values ?? []).map((value) => (value === null || value === "" ? NaN : Number(value)));
  return numbers.every(Number.isFinite) && check(numbers);
}
