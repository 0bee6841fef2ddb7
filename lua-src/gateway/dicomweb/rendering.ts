/** The query of a rendered image or a thumbnail (PS3.18, section 8.3.5), as far as Orthanc draws it. */
import type { QueryParameter } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import { matches } from "../http/text";

export interface Rendering {
  /** `vw,vh` in pixels, or `vw,vh,sx,sy,sw,sh`; a negative `sw` or `sh` mirrors. */
  readonly viewport: string | undefined;
  /** `center,width,function`, in the units of the stored values after rescaling. */
  readonly window: string | undefined;
  /** JPEG quality, 1 to 100. */
  readonly quality: number | undefined;
  /** The media types of the `accept` parameter, which outranks the header (PS3.18, section 8.3.3.1). */
  readonly accept: string | undefined;
}

/** Orthanc allocates the whole target image: 4096 by 4096 in colour is 48 MB. */
const MAX_PIXELS = 4096;

const PLAIN: Rendering = { viewport: undefined, window: undefined, quality: undefined, accept: undefined };

const UNKNOWN_KEY = refuse(
  400,
  "rendering-unknown-key",
  "The query names a rendering parameter that is not supported.",
);
const BAD_VIEWPORT = refuse(
  400,
  "rendering-viewport",
  "The viewport is vw,vh or vw,vh,sx,sy,sw,sh, up to 4096 pixels.",
);
const BAD_WINDOW = refuse(
  400,
  "rendering-window",
  "The window is center,width,function; the function is linear, linear-exact or sigmoid.",
);
const BAD_QUALITY = refuse(400, "rendering-quality", "The quality is a whole number from 1 to 100.");

/** Reads `viewport`, `window`, `quality` and `accept`; any other key or a malformed value is refused with 400. */
export function parseRendering(
  parameters: readonly QueryParameter[],
): LuaMultiReturn<[Rendering] | [undefined, Refusal]> {
  if (parameters.length === 0) {
    return $multi(PLAIN);
  }
  let viewport: string | undefined;
  let window: string | undefined;
  let quality: number | undefined;
  let accept: string | undefined;
  for (const { key, value } of parameters) {
    if (key === "viewport") {
      viewport = isViewport(value) ? value : undefined;
      if (viewport === undefined) {
        return $multi(undefined, BAD_VIEWPORT);
      }
    } else if (key === "window") {
      window = isWindow(value) ? value : undefined;
      if (window === undefined) {
        return $multi(undefined, BAD_WINDOW);
      }
    } else if (key === "quality") {
      quality = parseQuality(value);
      if (quality === undefined) {
        return $multi(undefined, BAD_QUALITY);
      }
    } else if (key === "accept") {
      accept = value;
    } else {
      return $multi(undefined, UNKNOWN_KEY);
    }
  }
  return $multi({ viewport, window, quality, accept });
}

function isViewport(value: string): boolean {
  const [width, height, region] = string.match(value, "^([1-9]%d*),([1-9]%d*)(.*)$");
  if (width === undefined || height === undefined || region === undefined) {
    return false;
  }
  if (!isPixels(width) || !isPixels(height)) {
    return false;
  }
  if (region === "") {
    return true;
  }
  const [left, top, wide, high] = string.match(region, "^,([%d.]+),([%d.]+),(-?[%d.]+),(-?[%d.]+)$");
  return isDecimal(left) && isDecimal(top) && isDecimal(wide) && isDecimal(high);
}

function isPixels(digits: string): boolean {
  return digits.length <= 4 && (tonumber(digits) ?? 0) <= MAX_PIXELS;
}

function isWindow(value: string): boolean {
  const [center, width, shape] = string.match(value, "^([^,]+),([^,]+),([a-z-]+)$");
  if (shape !== "linear" && shape !== "linear-exact" && shape !== "sigmoid") {
    return false;
  }
  return isDecimal(center) && isDecimal(width) && (tonumber(width) ?? 0) > 0;
}

/** A decimal number without exponent, short enough for a float. */
function isDecimal(text: string | undefined): boolean {
  if (text === undefined || text.length > 16) {
    return false;
  }
  return matches(text, "^-?%d+$") || matches(text, "^-?%d+%.%d+$");
}

function parseQuality(value: string): number | undefined {
  const [digits] = string.match(value, "^[1-9]%d?%d?$");
  const quality = digits === undefined ? undefined : tonumber(digits);
  return quality !== undefined && quality <= 100 ? quality : undefined;
}
