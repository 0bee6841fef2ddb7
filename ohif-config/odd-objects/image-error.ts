import { type Answered, reasonOf } from "../refusals/reason";
import { alertOver } from "./alert";
import { eventTarget, viewports } from "./cornerstone";
import { noteImageError } from "./rejections";
import { fill, words } from "./words";

/** Cornerstone's events: another image is drawn, on the element; and the element is given up, on its event target. */
const NEW_IMAGE = "CORNERSTONE_STACK_NEW_IMAGE";
const DISABLED = "CORNERSTONE_ELEMENT_DISABLED";
const MARK = "data-image-error";

/** An image that could not be loaded, as Cornerstone's events have it. */
export interface Failure {
  readonly imageId?: string;
  readonly error?: unknown;
}

/** Says over each viewport that shows this image, and no volume, why it stays black. */
export function imageFailed({ imageId, error }: Failure): void {
  noteImageError(error);
  if (imageId === undefined) return;
  for (const viewport of viewports()) {
    if (viewport.type !== "stack" || viewport.getCurrentImageId?.() !== imageId) continue;
    if (!isAfterword(error) || viewport.element.querySelector(`[${MARK}]`) === null) {
      say(viewport.element, wordsOf(error, "image"));
    }
  }
}

/** Cornerstone says this of every image that it has given up, after the error itself. */
export function isAfterword(error: unknown): boolean {
  return error === "Couldn't decode";
}

function say(element: HTMLElement, text: string): void {
  element.querySelector(`[${MARK}]`)?.remove();
  const said = alertOver(element, MARK, "inset:40% 10% auto", text);
  const remove = (): void => {
    said.remove();
  };
  element.addEventListener(NEW_IMAGE, remove, { once: true });
  eventTarget()?.addEventListener(DISABLED, remove, { once: true });
}

/**
 * Why an image, or several slices of a volume, are missing. What does not last, the archive being busy or away, is told
 * apart from what does, and that by whose doing it is: the person may not see the image, the archive does not have it,
 * refuses it, or its file is not a picture.
 */
export function wordsOf(error: unknown, what: "image" | "slices"): string {
  const answer = answerOf(error);
  const text = words[`viewer.${what}-${kindOf(answer?.status)}` as const];
  return answer === undefined ? text : fill(text, { reason: reasonOf(answer) });
}

function kindOf(status: number | undefined): "busy" | "error" | "forbidden" | "gone" | "refused" {
  if (status === undefined) return "error";
  if (status === 0 || status === 429 || status >= 500) return "busy";
  if (status === 403) return "forbidden";
  if (status === 404 || status === 410) return "gone";
  return REFUSED.includes(status) ? "refused" : "error";
}

/** Two patients, too large, and what has ended the archive's process: the answer says what an administrator can do. */
const REFUSED = [409, 413, 422];

/** The request that failed, which Cornerstone hands on by itself or in an error; undefined if a decoder failed. */
function answerOf(error: unknown): Answered | undefined {
  const { request = error } = (error ?? {}) as { request?: unknown };
  const { status, response } = (request ?? {}) as Partial<Answered>;
  const known = status ?? (error as Partial<Answered> | undefined)?.status;
  return typeof known === "number" ? { status: known, response } : undefined;
}
