/** What a key of `override.json` may hold. `any` is OHIF's own business, for example a customization. */
export type OverrideKind =
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
export const overrideKeys: Readonly<Record<string, OverrideKind>> = {
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
