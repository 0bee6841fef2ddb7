/** The header fields of a part (RFC 2046, section 5.1; RFC 822, section 3). */
import { find, matches } from "../../shared/text";

/** Header fields of a part by their lower-case names. */
export type PartHeaders = Readonly<Record<string, string | undefined>>;

/** All fields of one part together, with their line ends. */
export const MOST_HEADER_BYTES = 16 * 1024;
/** Lines, so that folded ones count too. */
const MOST_LINES = 32;

const NAME = "^[%w!#$%%&'*+.^_`|~-]+$";

/**
 * Reads lines that each end with CRLF; a line that begins with a space or a tab goes on with the one before. Undefined if
 * one is malformed, a field is there twice, or there are too many of them.
 */
export function parsePartHeaders(lines: string): PartHeaders | undefined {
  const fields: Record<string, string | undefined> = {};
  let [at, count, name] = [1, 0, ""];
  while (at <= lines.length) {
    const [end] = find(lines, "\r\n", at, true);
    const line = string.sub(lines, at, (end ?? lines.length + 1) - 1);
    at += line.length + 2;
    count += 1;
    const [first] = string.byte(line, 1, 1);
    if (count > MOST_LINES || matches(line, "[%z\x01-\x08\x0a-\x1f\x7f]")) return undefined;
    if (first === 0x20 || first === 0x09) {
      const before = fields[name];
      if (before === undefined) return undefined;
      fields[name] = `${before} ${trim(line)}`;
    } else {
      const [colon] = find(line, ":", 1, true);
      name = string.lower(string.sub(line, 1, (colon ?? 1) - 1));
      if (!matches(name, NAME) || fields[name] !== undefined) return undefined;
      fields[name] = trim(string.sub(line, (colon ?? 0) + 1));
    }
  }
  return fields;
}

/** Without spaces and tabs on either side. */
function trim(text: string): string {
  let [from, to] = [1, text.length];
  while (from <= to && isBlank(string.byte(text, from))) from += 1;
  while (to >= from && isBlank(string.byte(text, to))) to -= 1;
  return string.sub(text, from, to);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
