/** Which requests a search becomes when its results are known, and one answer of several. */
import { replaceAll, trim, trimEnd } from "../../shared/text";

/** Orthanc's server refuses a request whose line and headers are longer than 16 KiB. */
const LONGEST_QUERY = 12 * 1024;

/** Nothing has this identifier; the answer for nobody in the form that was asked for. */
const NOTHING = "0";

/** An answer of Orthanc's. */
export interface Part {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Queries for resources of these identifiers, at least one.
 *
 * @param rest what else they ask for, with a `&` behind each parameter
 */
export function queriesFor(rest: string, tag: string, uids: readonly string[]): readonly string[] {
  const most = LONGEST_QUERY - rest.length;
  const queries: string[] = [];
  let list = uids[0] ?? NOTHING;
  for (const uid of uids.slice(1)) {
    if (list.length + uid.length < most) {
      list += `,${uid}`;
      continue;
    }
    queries.push(`${rest}${tag}=${list}`);
    list = uid;
  }
  queries.push(`${rest}${tag}=${list}`);
  return queries;
}

/** One answer of several; undefined where one of them is not whole, or of another form than the first. */
export function joinParts(parts: readonly Part[]): Part | undefined {
  const first = parts[0];
  if (first === undefined) return undefined;
  const boundary = boundaryOf(first.contentType);
  return boundary === undefined ? joinLists(parts) : joinMultiparts(parts, boundary, first.contentType);
}

/** The boundary in a Content-Type as Orthanc writes it; undefined where it is no `multipart/related`. */
function boundaryOf(contentType: string): string | undefined {
  const [boundary] = string.match(contentType, "[; ]boundary=([%w-]+)$");
  return contentType.startsWith("multipart/related;") ? boundary : undefined;
}

function joinLists(parts: readonly Part[]): Part | undefined {
  const inner: string[] = [];
  for (const { contentType, body } of parts) {
    const list = trim(body);
    const isList = list.length >= 2 && string.sub(list, 1, 1) === "[" && string.sub(list, -1) === "]";
    if (!isList || !contentType.startsWith("application/dicom+json")) return undefined;
    const elements = trim(string.sub(list, 2, -2));
    if (elements !== "") inner.push(elements);
  }
  return { contentType: parts[0]?.contentType ?? "", body: `[${inner.join(",")}]` };
}

/** RFC 2046, section 5.1.1: all behind one boundary, and one end. */
function joinMultiparts(parts: readonly Part[], boundary: string, joined: string): Part | undefined {
  const renamed: string[] = [];
  for (const { contentType, body } of parts) {
    const own = boundaryOf(contentType);
    const end = `--${own ?? ""}--`;
    const whole = trimEnd(body);
    if (own === undefined || string.sub(whole, -end.length) !== end) return undefined;
    renamed.push(replaceAll(string.sub(whole, 1, -end.length - 1), `--${own}`, `--${boundary}`));
  }
  return { contentType: joined, body: `${renamed.join("")}--${boundary}--` };
}
