import { fill, words } from "./words";

/** An object's attributes, as OHIF has them. */
type Instance = Readonly<Record<string, unknown>>;

/** What OHIF makes of a series, as far as it is used here. */
export interface DisplaySet {
  readonly displaySetInstanceUID: string;
  readonly SOPClassHandlerId?: string;
  readonly Modality?: string;
  readonly SeriesDescription?: unknown;
  readonly SeriesInstanceUID?: string;
  readonly unsupported?: boolean;
  readonly isOverlayDisplaySet?: boolean;
  readonly isDerivedDisplaySet?: boolean;
  readonly referencedDisplaySetInstanceUID?: string | null;
  readonly referencedSeriesInstanceUID?: string | null;
  readonly instance?: Instance;
  readonly instances?: readonly Instance[];
  readonly images?: readonly Instance[];
}

export interface DisplaySetService {
  getActiveDisplaySets(): readonly DisplaySet[];
  getDisplaySetByUID(uid: string): DisplaySet | undefined;
  getDisplaySetsForSeries(uid: string): readonly DisplaySet[] | undefined;
  subscribe(event: string, call: () => void): { unsubscribe(): void };
  readonly EVENTS: Readonly<Record<string, string>>;
}

/** What shows pixels: images, slides and videos. */
const PICTURES = [".stack", ".DicomMicroscopySopClassHandler", ".dicom-video"];
/**
 * What shows images, of which each that has no pixels says so by itself. Of a deflated one Orthanc's metadata leave the
 * pixels out, and its frames have them.
 */
const IMAGES = ".stack";
/** Pixel Data, Float Pixel Data, Double Float Pixel Data (PS3.3, section C.7.6.3). */
const PIXELS = ["PixelData", "FloatPixelData", "DoubleFloatPixelData"];

/** A series as people know it. */
export function nameOf({ Modality, SeriesDescription }: DisplaySet): string {
  const name = [Modality, SeriesDescription].filter(Boolean).join(" ");
  return name.length > 100 ? `${name.slice(0, 100)}…` : name || words["viewer.series"];
}

/**
 * What a viewport lacks to show anything, in words; undefined where nothing is known to be missing.
 *
 * @param asked the display sets that the viewport was given
 */
export function missing(asked: readonly string[], service: DisplaySetService): string | undefined {
  const [first] = asked.flatMap((uid) => service.getDisplaySetByUID(uid) ?? []);
  if (first?.unsupported === true)
    return notShown(service) ?? fill(words["viewer.unsupported-series"], { series: nameOf(first) });
  return first === undefined ? notShown(service) : lacking(first, service);
}

/** Where nothing of what has been read can be shown: what it is. */
function notShown(service: DisplaySetService): string | undefined {
  const all = service.getActiveDisplaySets();
  if (all.length === 0 || all.some(({ unsupported }) => unsupported !== true)) return undefined;
  const names = [...new Set(all.map(nameOf))];
  const more = names.length > 10 ? ", …" : "";
  return fill(words["viewer.no-images"], { list: names.slice(0, 10).join(", ") + more });
}

function lacking(displaySet: DisplaySet, service: DisplaySetService): string | undefined {
  const handler = displaySet.SOPClassHandlerId ?? "";
  const instances = displaySet.images ?? displaySet.instances ?? (displaySet.instance ? [displaySet.instance] : []);
  const series = nameOf(displaySet);
  if (lacksReference(displaySet, service)) {
    return fill(words["viewer.reference-missing"], { series, uid: displaySet.referencedSeriesInstanceUID ?? "?" });
  }
  if (PICTURES.some((end) => handler.endsWith(end)) && !instances.some((one) => isPicture(one, handler))) {
    return fill(words["viewer.no-picture"], { series });
  }
  if (handler.endsWith(".dicom-pdf") && !has(instances, "EncapsulatedDocument")) {
    return fill(words["viewer.no-document"], { series });
  }
  if (handler.endsWith(".DicomEcgSopClassHandler") && !instances.some(hasWaveform)) {
    return fill(words["viewer.no-waveform"], { series });
  }
  if (displaySet.Modality === "SR" && displaySet.isDerivedDisplaySet === true && !has(instances, "ContentSequence")) {
    return fill(words["viewer.empty-report"], { series });
  }
  return undefined;
}

/** Whether it is drawn over images of a series that is not there. */
function lacksReference(displaySet: DisplaySet, service: DisplaySetService): boolean {
  if (displaySet.isOverlayDisplaySet !== true || displaySet.referencedDisplaySetInstanceUID) return false;
  const series = displaySet.referencedSeriesInstanceUID;
  return !series || (service.getDisplaySetsForSeries(series) ?? []).length === 0;
}

function has(instances: readonly Instance[], attribute: string): boolean {
  return instances.some((instance) => instance[attribute] !== undefined && instance[attribute] !== null);
}

/** Whether there are samples in the first group, which is what is shown. */
function hasWaveform({ WaveformSequence: groups }: Instance): boolean {
  const [first] = Array.isArray(groups) ? (groups as readonly Instance[]) : [];
  return first?.["WaveformData"] !== undefined;
}

function isPicture(instance: Instance, handler: string): boolean {
  const size = [instance["Rows"], instance["Columns"]].every((length) => Number(length) > 0);
  const isColoured =
    instance["PhotometricInterpretation"] !== "PALETTE COLOR" ||
    has([instance], "RedPaletteColorLookupTableDescriptor");
  return size && isColoured && (handler.endsWith(IMAGES) || PIXELS.some((attribute) => has([instance], attribute)));
}
