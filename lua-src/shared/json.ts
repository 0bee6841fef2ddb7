import * as cjson from "cjson.safe";
import { contains, matches } from "./text";

// By itself cjson takes hexadecimal numbers, Infinity and NaN.
cjson.decode_invalid_numbers(false);

/**
 * Decodes JSON whose top level is an object. Nulls inside stay cjson.null: read fields with `textField` and
 * `numberField`, which let only their own type through.
 */
export function decodeObject(text: string): Readonly<Record<string, unknown>> | undefined {
  // cjson takes a NUL byte for the end.
  if (contains(text, "\0")) return undefined;
  const [value] = cjson.decode(text);
  return type(value) === "table" ? (value as Record<string, unknown>) : undefined;
}

/** Decodes JSON whose top level is an array, with the same care about nulls. */
export function decodeList(text: string): readonly unknown[] | undefined {
  if (!matches(text, "^%s*%[")) return undefined;
  return decodeObject(text) as unknown as readonly unknown[] | undefined;
}

/** Encodes a plain value (RFC 8259). Empty tables become `{}`: no empty arrays here. */
export function encode(value: unknown): string {
  const [text, failure] = cjson.encode(value);
  return text ?? error(failure ?? "json");
}

/** The field, if it is a string. */
export function textField(object: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = object[name];
  return type(value) === "string" ? (value as string) : undefined;
}

/** The field, if it is a number that is finite: `1e999` is none. */
export function numberField(object: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = object[name];
  if (type(value) !== "number") return undefined;
  const number = value as number;
  return number > -math.huge && number < math.huge ? number : undefined;
}

/** Up to here each whole number is one; it has at most 16 digits, and `%d` writes it as it is. */
const MOST_WHOLE = 2 ** 53;

/** The field, if it is a whole number from 0 to `most`. */
export function wholeField(
  object: Readonly<Record<string, unknown>>,
  name: string,
  most = MOST_WHOLE,
): number | undefined {
  const number = numberField(object, name);
  return number !== undefined && number >= 0 && number <= most && number % 1 === 0 ? number : undefined;
}
