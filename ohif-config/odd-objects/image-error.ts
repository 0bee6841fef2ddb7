import { eventTarget, viewports } from "./cornerstone";
import { noteImageError } from "./rejections";
import { words } from "./words";

/** Cornerstone's events: another image is drawn, on the element; and the element is given up, on its event target. */
const NEW_IMAGE = "CORNERSTONE_STACK_NEW_IMAGE";
const DISABLED = "CORNERSTONE_ELEMENT_DISABLED";
const MARK = "data-image-error";

/** Says over each viewport that shows this image why it stays black. */
export function imageFailed({ imageId, error }: { readonly imageId?: string; readonly error?: unknown }): void {
  noteImageError(error);
  if (imageId === undefined) return;
  for (const viewport of viewports()) {
    if (viewport.getCurrentImageId?.() === imageId) say(viewport.element, textOf(error));
  }
}

function say(element: HTMLElement, text: string): void {
  element.querySelector(`[${MARK}]`)?.remove();
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.setAttribute(MARK, "");
  said.style.cssText = "position:absolute;inset:40% 10% auto;text-align:center;color:#fff;pointer-events:none";
  said.textContent = text;
  element.append(said);
  const remove = (): void => {
    said.remove();
  };
  element.addEventListener(NEW_IMAGE, remove, { once: true });
  eventTarget()?.addEventListener(DISABLED, remove, { once: true });
}

/** What does not last, the archive being busy or away, is told apart from what does. */
function textOf(error: unknown): string {
  const status = statusOf(error);
  const passes = status === 0 || status === 429 || (status !== undefined && status >= 500);
  return words[passes ? "viewer.image-busy" : "viewer.image-error"];
}

function statusOf(error: unknown): number | undefined {
  const { status, request } = (error ?? {}) as { status?: unknown; request?: { status?: unknown } };
  const known = status ?? request?.status;
  return typeof known === "number" ? known : undefined;
}
