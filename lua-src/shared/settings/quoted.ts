import { hasControl, withoutSpaces } from "./text";

const QUOTE = '"';

/**
 * The parts between separators that stand outside quotation marks, without spaces around them; the marks stay.
 * undefined: a mark is not closed.
 */
export function splitOutsideQuotes(text: string, separator: string): string[] | undefined {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (c === QUOTE) quoted = !quoted;
    if (c === separator && !quoted) {
      parts.push(withoutSpaces(part));
      part = "";
    } else part += c;
  }
  if (quoted) return undefined;
  parts.push(withoutSpaces(part));
  return parts;
}

/**
 * The text between quotation marks. undefined: it is not all between two of them, is empty or holds a control
 * character.
 */
export function unquoted(text: string): string | undefined {
  if (text.length < 3 || !text.startsWith(QUOTE) || !text.endsWith(QUOTE)) return undefined;
  const inner = text.slice(1, text.length - 1);
  return inner.includes(QUOTE) || hasControl(inner) ? undefined : inner;
}
