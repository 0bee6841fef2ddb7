/**
 * A volume of which slices are missing. The viewer draws it all the same: where a slice is missing it is black, or
 * repeats the one beside it. Each viewport that shows it says so.
 *
 * @module
 */
import { alertOver } from "./alert";
import { eventTarget, type Viewport, viewports, volumeOf } from "./cornerstone";
import { type Failure, isAfterword, wordsOf } from "./image-error";
import { fill, words } from "./words";

/** Cornerstone's events: the element shows another volume; and, on its event target, what else changes what is said. */
const NEW_VOLUME = "CORNERSTONE_VOLUME_VIEWPORT_NEW_VOLUME";
const CHANGES = [
  "CORNERSTONE_IMAGE_VOLUME_MODIFIED",
  "CORNERSTONE_ELEMENT_ENABLED",
  "CORNERSTONE_ELEMENT_DISABLED",
] as const;

/** Cornerstone's `ImageQualityStatus` of a slice that is there itself; what stands in for one has a lower one. */
const FULL_RESOLUTION = 8;

const MOST_NOTED = 10_000;
const MOST_REASONS = 3;
/** Between two looks at all volumes, in milliseconds. */
const PAUSE = 500;
/** Below the middle, over the overlays in the corners. */
const PLACE = "inset:auto 15% 18%;margin:0;padding:0.25rem;background:#000;overflow-wrap:anywhere";

/** Why images have failed, by their ids. Whether a volume has one after all, the volume knows. */
const failed = new Map<string, string>();
const shown = new Map<HTMLElement, HTMLElement>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Notes that an image has failed, which may be a slice of a volume, now or later. */
export function sliceFailed({ imageId, error }: Failure): void {
  if (typeof imageId !== "string") return;
  const isKnown = failed.has(imageId);
  if (isKnown ? isAfterword(error) : failed.size >= MOST_NOTED) return;
  if (failed.size === 0) for (const event of CHANGES) eventTarget()?.addEventListener(event, lookSoon);
  failed.set(imageId, wordsOf(error, "slices"));
  lookSoon();
}

function lookSoon(): void {
  timer ??= setTimeout(look, PAUSE);
}

function look(): void {
  timer = undefined;
  const now = new Map<HTMLElement, string>();
  for (const viewport of viewports()) {
    viewport.element.addEventListener(NEW_VOLUME, lookSoon);
    const text = lossOf(viewport);
    if (text !== undefined) now.set(viewport.element, text);
  }
  for (const [element, said] of shown) {
    // A text that changes is said anew; and Cornerstone may have emptied the element.
    if (now.get(element) === said.textContent && said.isConnected) now.delete(element);
    else {
      said.remove();
      shown.delete(element);
    }
  }
  for (const [element, text] of now) shown.set(element, alertOver(element, "data-volume-error", PLACE, text));
}

/** What the volumes of a viewport lack, in words; undefined if nothing. */
function lossOf(viewport: Viewport): string | undefined {
  if (viewport.type === "stack") return undefined;
  const actors = viewport.getActors?.() ?? [];
  const volumes = new Set(actors.flatMap(({ uid, referencedId }) => volumeOf(referencedId ?? uid) ?? []));
  const reasons: string[] = [];
  let total = 0;
  for (const { imageIds, cachedFrames } of volumes) {
    // Only volumes that are loaded slice by slice know which they have.
    const lost = cachedFrames === undefined ? [] : imageIds.filter((_, at) => cachedFrames[at] !== FULL_RESOLUTION);
    const why = lost.flatMap((imageId) => failed.get(imageId) ?? []);
    if (why.length > 0) total += imageIds.length;
    reasons.push(...why);
  }
  if (reasons.length === 0) return undefined;
  const reason = [...new Set(reasons)].slice(0, MOST_REASONS).join(" ");
  return fill(words["viewer.slices"], { lost: String(reasons.length), total: String(total), reason });
}
