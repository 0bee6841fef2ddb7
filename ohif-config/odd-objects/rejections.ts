/**
 * An image that can't be loaded rejects promises that nobody waits for, and OHIF answers each with "Something went
 * wrong". The viewport says what is wrong already.
 *
 * @module
 */

/** What images have failed with, such as the error of a decoder. */
const errors = new WeakSet<object>();

/** An image has failed with this, so that its rejection, which comes after it, needs no words of OHIF's. */
export function noteImageError(error: unknown): void {
  if (typeof error === "object" && error !== null) errors.add(error);
}

/** Keeps rejections by images from OHIF's own listener; it has to be called before OHIF begins. */
export function quietImageErrors(page: Window): void {
  page.addEventListener("unhandledrejection", (event) => {
    if (!isImageError(event.reason)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}

/** Cornerstone rejects with the request itself, or with an error that names its address. */
function isImageError(reason: unknown): boolean {
  if (typeof reason === "object" && reason !== null && errors.has(reason)) return true;
  if (Object.prototype.toString.call(reason) === "[object XMLHttpRequest]") return true;
  const { message } = (reason ?? {}) as { message?: unknown };
  return typeof message === "string" && /^Couldn't retrieve \S+\/frames\//.test(message);
}
