/**
 * Grammars of the values in a JSON document (RFC 8259). Each reads a decoded value and writes it anew as JSON, so that
 * what Orthanc gets is what was understood; undefined where the value is not of the grammar. They write by themselves
 * because cjson cannot tell an empty list from an empty object, and rounds numbers to 14 digits.
 */
import { encode } from "../../../shared/json";
import { isUtf8 } from "../../../shared/utf8";
import { matches } from "../../../shared/text";

export type Grammar = (value: unknown) => string | undefined;

/** Whether a text is what a place takes. */
export type TextGrammar = (text: string) => boolean;

/** `true` or `false`. */
export function flag(value: unknown): string | undefined {
  return type(value) === "boolean" ? tostring(value) : undefined;
}

/** The one value that a place takes. */
export function only(wanted: boolean): Grammar {
  return (value) => (value === wanted ? tostring(wanted) : undefined);
}

/** A whole number within bounds. */
export function whole(least: number, most: number): Grammar {
  return (value) => {
    if (type(value) !== "number") return undefined;
    const number = value as number;
    const isWhole = number >= least && number <= most && number % 1 === 0;
    return isWhole ? string.format("%d", number) : undefined;
  };
}

/** One of some words. */
export function oneOf(...words: readonly string[]): Grammar {
  return text((given) => words.includes(given));
}

/** A text of a grammar. */
export function text(is: TextGrammar): Grammar {
  return (value) => (type(value) === "string" && is(value as string) ? encode(value) : undefined);
}

/** A list of at most so many items. */
export function listOf(item: Grammar, most: number): Grammar {
  return (value) => {
    if (type(value) !== "table") return undefined;
    // A table with other keys than numbers was an object.
    for (const key in value as Readonly<Record<string, unknown>>) {
      if (type(key) !== "number") return undefined;
    }
    const items = value as readonly unknown[];
    if (items.length > most) return undefined;
    const written: string[] = [];
    for (const one of items) {
      const json = item(one);
      if (json === undefined) return undefined;
      written.push(json);
    }
    return `[${table.concat(written, ",")}]`;
  };
}

/** An object of at most so many members, whose keys and values have one grammar each. */
export function mapOf(isKey: TextGrammar, member: Grammar, most: number): Grammar {
  return (value) => {
    if (type(value) !== "table") return undefined;
    const written: string[] = [];
    const members = value as Readonly<Record<string, unknown>>;
    for (const key in members) {
      const json = type(key) === "string" && isKey(key) ? member(members[key]) : undefined;
      if (json === undefined || written.length >= most) return undefined;
      written.push(`${encode(key)}:${json}`);
    }
    // The order of a table's keys is not the document's.
    table.sort(written);
    return `{${table.concat(written, ",")}}`;
  };
}

/** An attribute as Orthanc takes it: its keyword (PS3.6), or its tag with or without a comma. */
export function isAttribute(given: string): boolean {
  const isKeyword = given.length <= 64 && matches(given, "^[A-Z][A-Za-z0-9]*$");
  return isKeyword || matches(given, "^%x%x%x%x,?%x%x%x%x$");
}

/** A value to look for or to write: text of at most 1024 bytes without control characters. */
export function isPlainText(given: string): boolean {
  return given.length <= 1024 && !matches(given, "%c") && isUtf8(given);
}
