/**
 * An image that can't be loaded rejects promises that nobody waits for, and OHIF answers each with "Something went
 * wrong". The viewport says what is wrong already.
 *
 * @module
 */

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
  if (Object.prototype.toString.call(reason) === "[object XMLHttpRequest]") return true;
  const { message } = (reason ?? {}) as { message?: unknown };
  return typeof message === "string" && /^Couldn't retrieve \S+\/frames\//.test(message);
}
