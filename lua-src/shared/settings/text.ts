/** Questions about bytes of text that have the same answer in JavaScript and in Lua. */

/** Whether every byte is one of `allowed`. */
export function consistsOf(text: string, allowed: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (!allowed.includes(text.charAt(i))) return false;
  }
  return true;
}

export const DIGITS = "0123456789";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Whether a byte below space, or DEL, is in the text. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

/**
 * A whole number written in at most nine digits without sign or leading zero, so that both languages read it alike.
 * undefined: it is something else.
 */
export function wholeNumber(text: string): number | undefined {
  if (text.length === 0 || text.length > 9 || !consistsOf(text, DIGITS)) return undefined;
  if (text.length > 1 && text.startsWith("0")) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i += 1) value = value * 10 + (text.charCodeAt(i) - 48);
  return value;
}

/** The text without spaces at its ends. Not `trim`: in node it would take the last byte of an `à` for a space. */
export function withoutSpaces(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charAt(from) === " ") from += 1;
  while (to > from && text.charAt(to - 1) === " ") to -= 1;
  return text.slice(from, to);
}

/** The parts of a list that spaces part; none of them is empty. */
export function spaceList(text: string): string[] {
  return text.split(" ").filter((part) => part !== "");
}

/** The parts of a list that commas part, without spaces around them; none of them is empty. */
export function commaList(text: string): string[] {
  return text
    .split(",")
    .map((part) => withoutSpaces(part))
    .filter((part) => part !== "");
}

/** Length in characters of UTF-8 text that is held as bytes: continuation bytes do not count. */
export function characters(bytes: string): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const code = bytes.charCodeAt(i);
    if (code < 128 || code > 191) count += 1;
  }
  return count;
}

/** A value as a sentence shows it: quoted, short, without control bytes, and not at all where it may hold a password. */
export function shown(value: string): string {
  if (value.includes("@")) return "(not shown, it may hold a password)";
  let text = "";
  for (let i = 0; i < value.length && i < 60; i += 1) {
    const code = value.charCodeAt(i);
    text += code < 32 || code === 127 ? "?" : value.charAt(i);
  }
  return value.length > 60 ? `"${text}..."` : `"${text}"`;
}
