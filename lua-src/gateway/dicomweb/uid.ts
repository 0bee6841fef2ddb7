import { isUid } from "../../shared/policy/uid";

declare const uidBrand: unique symbol;

/** A DICOM unique identifier (PS3.5, section 9.1): 1 to 64 characters, digits in components parted by single dots. */
export type Uid = string & { readonly [uidBrand]: true };

/** The UID that a text is, or undefined. */
export function parseUid(text: string): Uid | undefined {
  return isUid(text) ? (text as Uid) : undefined;
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
