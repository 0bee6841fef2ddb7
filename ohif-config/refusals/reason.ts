/**
 * Why the archive refused a request, in the words of its answer. OHIF says "request failed" of every one.
 *
 * @module
 */
import { fill, words } from "../odd-objects/words";

/** As much of an XMLHttpRequest that is done. */
export interface Answered {
  readonly status: number;
  readonly response: unknown;
}

/** An item of a sequence in the DICOM JSON Model. */
type Item = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

/** Failed SOP Sequence and Other Failures Sequence of a Store Instances Response (PS3.18, table 10.5.3-1). */
const FAILURES = ["00081198", "0008119A"];
/** The reason in one word, an attribute of the gateway's own (docs/dicomweb.md). */
const WORD = "00091001";

/** A sentence for a person. */
export function reasonOf({ status, response }: Answered): string {
  if (status === 0) return words["viewer.unreachable"];
  const body = bodyOf(response);
  return failureOf(body) ?? detailOf(body) ?? fill(words["viewer.refused"], { status: String(status) });
}

/** The JSON of an answer, which comes as the request's `responseType` has it; undefined if it is none. */
function bodyOf(response: unknown): Item | undefined {
  const text = response instanceof ArrayBuffer ? new TextDecoder().decode(response) : response;
  const body = typeof text === "string" ? parsed(text) : text;
  return typeof body === "object" && body !== null ? (body as Item) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Of a Store Instances Response: why the first part was not stored. OHIF sends one at a time. */
function failureOf(body: Item | undefined): string | undefined {
  const item = FAILURES.flatMap((tag) => body?.[tag]?.Value ?? [])[0] as Item | undefined;
  const word = item?.[WORD]?.Value?.[0];
  if (typeof word !== "string") return undefined;
  const key = `store.${word}`;
  return Object.hasOwn(words, key) ? words[key as keyof typeof words] : fill(words["viewer.store"], { reason: word });
}

/** The sentence of a problem document (RFC 9457). */
function detailOf(body: object | undefined): string | undefined {
  const { detail } = (body ?? {}) as { detail?: unknown };
  return typeof detail === "string" && detail !== "" ? detail : undefined;
}
