import { decodeObject } from "../shared/json";
import { problem, type Problem } from "../shared/settings/problems";
import { shown } from "../shared/settings/text";

/** What a key of `override.json` may hold. `any` is OHIF's own business, for example a customization. */
type OverrideKind =
  | { readonly is: "boolean" | "number" | "any" }
  | { readonly is: "choice"; readonly values: readonly string[] }
  | { readonly is: "object"; readonly keys: Readonly<Record<string, OverrideKind>> };

const flag: OverrideKind = { is: "boolean" };
const count: OverrideKind = { is: "number" };
const any: OverrideKind = { is: "any" };
const choice = (...values: readonly string[]): OverrideKind => ({ is: "choice", values });
const object = (keys: Readonly<Record<string, OverrideKind>>): OverrideKind => ({ is: "object", keys });

/**
 * The keys of OHIF 3.13's configuration that `ohif-config/override.json` may set. Others either don't exist or are the
 * gateway's: where data comes from, who is logged in, what code is loaded.
 */
const overrideKeys: Readonly<Record<string, OverrideKind>> = {
  activateViewportBeforeInteraction: flag,
  allowMultiSelectExport: flag,
  autoPlayCine: flag,
  customizationService: object({ bootstrap: any, global: any, mode: any }),
  disableConfirmationPrompts: flag,
  groupEnabledModesFirst: flag,
  investigationalUseDialog: object({ option: choice("always", "never", "configure"), days: count }),
  maxNumberOfWebWorkers: count,
  maxNumRequests: object({ interaction: count, thumbnail: count, prefetch: count, compute: count }),
  measurementTrackingMode: choice("standard", "simplified", "none"),
  modesConfiguration: any,
  showCPUFallbackMessage: flag,
  showErrorDetails: choice("always", "dev", "production"),
  showLoadingIndicator: flag,
  showPatientInfo: choice("visible", "visibleCollapsed", "visibleReadOnly", "disabled"),
  showStudyList: flag,
  strictZSpacingForVolumeViewport: flag,
  studyPrefetcher: object({
    enabled: flag,
    displaySetsCount: count,
    maxNumPrefetchRequests: count,
    order: choice("closest", "downward", "upward"),
  }),
  useCPURendering: flag,
  useCursors: flag,
};

const FILE = "ohif-config/override.json";
const ANCHOR = "viewer-override";

/** A viewer's configuration is some kilobytes; more is a mistake. */
const MOST_BYTES = 256 * 1024;

/**
 * Checks the text of `override.json` (RFC 8259): an object with keys that the viewer has, each of its kind. Every
 * mistake is told, with the key's place, such as `maxNumRequests.prefetch`.
 */
export function checkOverride(text: string): Problem[] {
  const [start] = string.match(text, "^%s*({)");
  const object = start === undefined || text.length > MOST_BYTES ? undefined : decodeObject(text);
  if (object === undefined) {
    return [problem("CFG-044", FILE, "is not understood; it must be a JSON object of at most 256 KiB.", ANCHOR)];
  }
  return checkKeys(object, overrideKeys, "");
}

function checkKeys(
  object: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, OverrideKind>>,
  place: string,
): Problem[] {
  const names = Object.keys(object).map((name) => tostring(name));
  names.sort();
  const problems: Problem[] = [];
  for (const name of names) {
    const kind = keys[name];
    const here = place + name;
    if (kind === undefined) {
      const allowed = Object.keys(keys);
      allowed.sort();
      const said = `has the key ${shown(here)}, which is not one that may be set; allowed are ${allowed.join(", ")}.`;
      problems.push(problem("CFG-045", FILE, said, ANCHOR));
    } else {
      problems.push(...checkValue(object[name], kind, here));
    }
  }
  return problems;
}

function checkValue(value: unknown, kind: OverrideKind, place: string): Problem[] {
  if (kind.is === "any") return [];
  if (kind.is === "object" && type(value) === "table") {
    return checkKeys(value as Readonly<Record<string, unknown>>, kind.keys, `${place}.`);
  }
  if (kind.is === "choice" && type(value) === "string" && kind.values.includes(value as string)) return [];
  if (kind.is === type(value)) return [];
  return [problem("CFG-046", FILE, `has a wrong value for ${shown(place)}; it must be ${allowedOf(kind)}.`, ANCHOR)];
}

function allowedOf(kind: OverrideKind): string {
  if (kind.is === "choice") return `one of ${kind.values.join(", ")}`;
  if (kind.is === "boolean") return "true or false";
  return kind.is === "number" ? "a number" : "an object";
}
