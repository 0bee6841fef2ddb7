/**
 * The number of studies in the archive, which the gateway sends in a header with an answer. OHIF hands on the body
 * alone, so the number is remembered for the list that is made of it.
 *
 * @module
 */

const counts = new WeakMap<object, number>();

/** A body as it is, with its number remembered if the answer has one. */
export function counted<Body>(body: Body, answer: Pick<XMLHttpRequest, "getResponseHeader">): Body {
  const count = answer.getResponseHeader("X-Total-Count");
  if (Array.isArray(body) && count !== null && /^\d{1,9}$/.test(count)) counts.set(body, Number(count));
  return body;
}

/** What was made of a list, with the number of that list. */
export function withCountOf<Made extends object>(list: unknown, made: Made): Made {
  const count = countOf(list);
  if (count !== undefined) counts.set(made, count);
  return made;
}

/** The number that came with a list; undefined if none did. */
export function countOf(list: unknown): number | undefined {
  return typeof list === "object" && list !== null ? counts.get(list) : undefined;
}
