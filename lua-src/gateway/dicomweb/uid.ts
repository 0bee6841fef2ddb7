import { contains, matches } from "../http/text";

declare const uidBrand: unique symbol;

/** A DICOM unique identifier (PS3.5, section 9.1): 1 to 64 characters, digits in components parted by single dots. */
export type Uid = string & { readonly [uidBrand]: true };

/** The UID that a text is, or undefined. Components may start with 0, since such UIDs are found in practice. */
export function parseUid(text: string): Uid | undefined {
  const isUid = text.length <= 64 && matches(text, "^%d[%d.]*$") && !contains(text, "..") && !matches(text, "%.$");
  return isUid ? (text as Uid) : undefined;
}

/** Canonical list of UIDs from one parted by commas or, as OHIF sends it, backslashes; undefined if any is malformed. */
export function parseUidList(text: string): string | undefined {
  const [list] = string.gsub(text, "\\", ",");
  for (const [piece = ""] of string.gmatch(`${list},`, "([^,]*),")) {
    if (parseUid(piece) === undefined) {
      return undefined;
    }
  }
  return list;
}
