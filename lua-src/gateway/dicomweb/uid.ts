import { pieces } from "../../shared/text";

declare const uidBrand: unique symbol;

/** A DICOM unique identifier (PS3.5, section 9.1): 1 to 64 characters, digits in components parted by single dots. */
export type Uid = string & { readonly [uidBrand]: true };

/**
 * The UID that a text is, or undefined: what the filter in Orthanc takes for one too (shared/policy/uid.ts), by a
 * compiled expression.
 */
export function parseUid(text: string): Uid | undefined {
  if (text.length > 64) return undefined;
  const [from] = ngx.re.find(text, "\\A\\d+(?:\\.\\d+)*+\\z", "jo");
  return from === undefined ? undefined : (text as Uid);
}

/** Canonical list of UIDs from one parted by commas or, as OHIF sends it, backslashes; undefined if any is malformed. */
export function parseUidList(text: string): string | undefined {
  const [list] = string.gsub(text, "\\", ",");
  for (const piece of pieces(list, ",")) {
    if (parseUid(piece) === undefined) {
      return undefined;
    }
  }
  return list;
}
