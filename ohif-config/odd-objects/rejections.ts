/**
 * An image that can't be loaded rejects promises that nobody waits for, and OHIF answers each with "Something went
 * wrong". The viewport says what is wrong already. So does a notice if something could not be saved.
 *
 * @module
 */

/** What images have failed with, such as the error of a decoder, and other errors that people have been told of. */
const errors = new WeakSet<object>();

/** An error of which a person has been told, so that its rejection needs no words of OHIF's. */
export function said<Thrown extends Error>(error: Thrown): Thrown {
  errors.add(error);
  return error;
}

/** An image has failed with this, so that its rejection, which comes after it, needs no words of OHIF's. */
export function noteImageError(error: unknown): void {
  if (typeof error === "object" && error !== null) errors.add(error);
}

/** Keeps rejections of which people know from OHIF's own listener; it has to be called before OHIF begins. */
export function quietErrors(page: Window): void {
  page.addEventListener("unhandledrejection", (event) => {
    if (!isKnown(event.reason)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}

/** Cornerstone rejects with the request itself, or with an error that names its address. */
function isKnown(reason: unknown): boolean {
  if (typeof reason === "object" && reason !== null && errors.has(reason)) return true;
  if (Object.prototype.toString.call(reason) === "[object XMLHttpRequest]") return true;
  const { message } = (reason ?? {}) as { message?: unknown };
  return typeof message === "string" && /^Couldn't retrieve \S+\/frames\//.test(message);
}
