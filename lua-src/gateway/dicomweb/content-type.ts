/**
 * The Content-Type of a Store request (PS3.18, section 10.5): `multipart/related; type="application/dicom"` with a
 * boundary of RFC 2046, section 5.1.1, or a little longer.
 */
import { refuse, type Refusal } from "../http/refusal";
import { matches } from "../../shared/text";

const UNSUPPORTED = refuse(
  415,
  "store-content-type",
  'A store request has the Content-Type multipart/related; type="application/dicom" with a boundary.',
);

/** RFC 2046 allows 70 characters. As a client, Orthanc's DICOMweb plugin sends 73: two UUIDs and a hyphen. */
const LONGEST_BOUNDARY = 100;

const BAD_BOUNDARY = refuse(
  400,
  "store-boundary",
  "The multipart boundary has 1 to 100 letters, digits, spaces (none at the end) or characters out of '()+_,-./:=?; one with = or a space is quoted.",
);

/**
 * Returns the boundary of a Store request, without quotes. Refused: another media type or none (415); a boundary of
 * other characters or too many, one that ends with a space, one with `=` or a space that is not quoted, or a parameter
 * given twice (400).
 */
export function parseStoreContentType(header: string | undefined): LuaMultiReturn<[string] | [undefined, Refusal]> {
  if (header === undefined || header.length > 512) {
    return $multi(undefined, UNSUPPORTED);
  }
  const [mediaType, list] = string.match(header, "^%s*([%w-]+/[%w-]+)%s*(;.*)$");
  if (mediaType === undefined || list === undefined || string.lower(mediaType) !== "multipart/related") {
    return $multi(undefined, UNSUPPORTED);
  }
  const parameters = parseParameters(list);
  if (parameters === undefined) {
    return $multi(undefined, BAD_BOUNDARY);
  }
  if (string.lower(parameters.type ?? "") !== "application/dicom") {
    return $multi(undefined, UNSUPPORTED);
  }
  const boundary = parameters.boundary ?? "";
  if (boundary.length > LONGEST_BOUNDARY || !matches(boundary, "^[%w'()+_,./:=? -]+$") || matches(boundary, " $")) {
    return $multi(undefined, BAD_BOUNDARY);
  }
  return $multi(boundary);
}

/** The Content-Type that the inner server gets; the boundary is quoted, since it may hold characters that a token may not. */
export function storeContentType(boundary: string): string {
  return `multipart/related; type="application/dicom"; boundary="${boundary}"`;
}

/** Parameters by their lower-case names; undefined where one is malformed or given twice. */
function parseParameters(list: string): Record<string, string | undefined> | undefined {
  const parameters: Record<string, string | undefined> = {};
  let rest = list;
  while (rest !== "") {
    let [name, value, after] = string.match(rest, '^%s*;%s*([%w-]+)="([^"\\]*)"%s*(.*)$');
    if (name === undefined) {
      [name, value, after] = string.match(rest, '^%s*;%s*([%w-]+)=([^"=;%s]+)%s*(.*)$');
    }
    if (name === undefined || value === undefined || after === undefined) {
      return undefined;
    }
    const key = string.lower(name);
    if (parameters[key] !== undefined) {
      return undefined;
    }
    parameters[key] = value;
    rest = after;
  }
  return parameters;
}
