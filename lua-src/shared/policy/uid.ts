import { contains, matches } from "../text";

/** Whether a text is a DICOM unique identifier (PS3.5, section 9.1). Components may start with 0: such are in use. */
export function isUid(text: string): boolean {
  return text.length <= 64 && matches(text, "^%d[%d.]*$") && !contains(text, "..") && !matches(text, "%.$");
}
