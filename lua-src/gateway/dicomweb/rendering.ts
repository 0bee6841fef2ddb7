/** The query of a rendered image or a thumbnail (PS3.18, section 8.3.5), and how far Orthanc draws it. */
import type { QueryParameter } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import { quote } from "../../shared/quote";
import { isAnnotation, isIccProfile, isWindow, parseQuality, parseViewport, upstreamWindow } from "./rendering-values";

export interface Rendering {
  /** `vw,vh` in pixels, or `vw,vh,sx,sy,sw,sh` with empty fields; a negative `sw` or `sh` mirrors. */
  readonly viewport: string | undefined;
  /** `center,width,function`, in the units of the stored values after rescaling. */
  readonly window: string | undefined;
  /** JPEG quality, 1 to 100. */
  readonly quality: number | undefined;
  /** `patient`, `technique` or both, which Orthanc does not draw. */
  readonly annotation: string | undefined;
  /** The colour space asked for, which Orthanc does not convert to. */
  readonly iccProfile: string | undefined;
}

const PLAIN: Rendering = {
  viewport: undefined,
  window: undefined,
  quality: undefined,
  annotation: undefined,
  iccProfile: undefined,
};

type Name = "viewport" | "window" | "quality" | "annotation" | "iccprofile";

/** What the value of each parameter is. */
const VALUES: Readonly<Record<Name, string>> = {
  viewport: "vw,vh or vw,vh,sx,sy,sw,sh, up to 4096 pixels",
  window: "center,width,function; the function is linear, linear-exact or sigmoid",
  quality: "a whole number from 1 to 100",
  annotation: "patient, technique or both",
  iccprofile: "no, yes, srgb, adobergb, rommrgb or displayp3",
};

function badValue(name: Name, value: string): Refusal {
  return refuse(400, `rendering-${name}`, `The ${name} is ${quote(value)}, but has to be ${VALUES[name]}.`);
}

function unknownKey(key: string): Refusal {
  return refuse(
    400,
    "rendering-unknown-key",
    `There is no rendering parameter ${quote(key)} here, but viewport, window, quality, annotation, iccprofile, accept and charset.`,
  );
}

const NOT_ANNOTATED = "Annotations are not supported; the image has none.";
const NO_ICC_PROFILE = "ICC profiles are not supported; the image has none.";

type Draft = { -readonly [Key in keyof Rendering]: Rendering[Key] };

/** Reads the parameters of a rendering; any other key or a malformed value is refused with 400. */
export function parseRendering(
  parameters: readonly QueryParameter[],
): LuaMultiReturn<[Rendering] | [undefined, Refusal]> {
  if (parameters.length === 0) {
    return $multi(PLAIN);
  }
  const draft: Draft = { ...PLAIN };
  for (const { key, value } of parameters) {
    const refusal = readParameter(draft, key, value);
    if (refusal !== undefined) {
      return $multi(undefined, refusal);
    }
  }
  return $multi(draft);
}

function readParameter(draft: Draft, key: string, value: string): Refusal | undefined {
  if (key === "viewport") {
    draft.viewport = parseViewport(value);
    return draft.viewport === undefined ? badValue("viewport", value) : undefined;
  }
  if (key === "window") {
    draft.window = value;
    return isWindow(value) ? undefined : badValue("window", value);
  }
  if (key === "quality") {
    draft.quality = parseQuality(value);
    return draft.quality === undefined ? badValue("quality", value) : undefined;
  }
  if (key === "annotation") {
    draft.annotation = value;
    return isAnnotation(value) ? undefined : badValue("annotation", value);
  }
  if (key === "iccprofile") {
    draft.iccProfile = value;
    return isIccProfile(value) ? undefined : badValue("iccprofile", value);
  }
  return unknownKey(key);
}

/** The query for Orthanc, with its `?`, or `""`. */
export function buildRendering({ viewport, window, quality }: Rendering): string {
  const parts: string[] = [];
  if (viewport !== undefined) {
    parts.push(`viewport=${viewport}`);
  }
  if (window !== undefined) {
    parts.push(`window=${upstreamWindow(window)}`);
  }
  if (quality !== undefined) {
    parts.push(string.format("quality=%d", quality));
  }
  return parts.length === 0 ? "" : `?${table.concat(parts, "&")}`;
}

/** What the archive leaves out of the picture. */
export function renderingWarnings({ annotation, iccProfile }: Rendering): readonly string[] {
  const warnings: string[] = [];
  if (annotation !== undefined) {
    warnings.push(NOT_ANNOTATED);
  }
  if (iccProfile !== undefined && iccProfile !== "no") {
    warnings.push(NO_ICC_PROFILE);
  }
  return warnings;
}
