/** The values of rendering parameters (PS3.18, section 8.3.5.1), checked and in the one form that Orthanc reads. */
import { matches, pieces } from "../../shared/text";

/** Orthanc allocates the whole target image: 4096 by 4096 in colour is 48 MB. */
const MAX_PIXELS = 4096;

/**
 * `vw,vh`, or with any of `sx`, `sy`, `sw` and `sh` after it; left-out ones are empty, and commas at the end may be
 * left out. Orthanc reads two fields or six.
 */
export function parseViewport(value: string): string | undefined {
  const [width, height, region] = string.match(value, "^([1-9]%d*),([1-9]%d*)(.*)$");
  if (width === undefined || height === undefined || region === undefined || !isPixels(width) || !isPixels(height)) {
    return undefined;
  }
  if (region === "") {
    return value;
  }
  const fields: string[] = [];
  for (const [field = ""] of string.gmatch(region, ",([^,]*)")) {
    // Only width and height may be negative, which mirrors.
    const isAllowed = field === "" || (isDecimal(field) && (fields.length >= 2 || !matches(field, "^%-")));
    if (!isAllowed || fields.length === 4) {
      return undefined;
    }
    fields.push(field);
  }
  if (string.sub(region, 1, 1) !== ",") {
    return undefined;
  }
  while (fields.length < 4) {
    fields.push("");
  }
  return `${width},${height},${table.concat(fields, ",")}`;
}

/** Whether a value is the length of a picture's side in pixels. */
export function isSide(value: string): boolean {
  return matches(value, "^[1-9]%d*$") && isPixels(value);
}

function isPixels(digits: string): boolean {
  return digits.length <= 4 && (tonumber(digits) ?? 0) <= MAX_PIXELS;
}

/** Whether a value is `center,width,function`. */
export function isWindow(value: string): boolean {
  const [center, width, shape] = string.match(value, "^([^,]+),([^,]+),([a-z-]+)$");
  if (shape !== "linear" && shape !== "linear-exact" && shape !== "sigmoid") {
    return false;
  }
  return isDecimal(center) && isDecimal(width) && (tonumber(width) ?? 0) > 0;
}

/**
 * The window for Orthanc, which leaves the half out of the formula of `linear-exact` (PS3.3, section C.11.2.1.3.2) and so
 * draws the lower half of the range black. `linear` (section C.11.2.1.2.1) with the center + 0.5 and the width + 1 is
 * the same function. Nine decimals are more than Orthanc's floats hold beside the half and the one.
 */
export function upstreamWindow(window: string): string {
  const [center, width] = string.match(window, "^([^,]+),([^,]+),linear%-exact$");
  if (center === undefined || width === undefined) {
    return window;
  }
  return string.format("%.9f,%.9f,linear", (tonumber(center) ?? 0) + 0.5, (tonumber(width) ?? 0) + 1);
}

/** A decimal number without exponent, short enough for a float. */
function isDecimal(text: string | undefined): boolean {
  if (text === undefined || text.length > 16) {
    return false;
  }
  return matches(text, "^-?%d+$") || matches(text, "^-?%d+%.%d+$");
}

/** JPEG quality, 1 to 100. */
export function parseQuality(value: string): number | undefined {
  const [digits] = string.match(value, "^[1-9]%d?%d?$");
  const quality = digits === undefined ? undefined : tonumber(digits);
  return quality !== undefined && quality <= 100 ? quality : undefined;
}

/** Whether a value is a list of `patient` and `technique`. */
export function isAnnotation(value: string): boolean {
  for (const keyword of pieces(value, ",")) {
    if (keyword !== "patient" && keyword !== "technique") {
      return false;
    }
  }
  return true;
}

const ICC_PROFILES: Readonly<Record<string, true | undefined>> = {
  no: true,
  yes: true,
  srgb: true,
  adobergb: true,
  rommrgb: true,
  displayp3: true,
};

/** Whether a value is one that `iccprofile` has. */
export function isIccProfile(value: string): boolean {
  return ICC_PROFILES[value] === true;
}
