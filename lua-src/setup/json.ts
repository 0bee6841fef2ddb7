/**
 * JSON of flat objects with their keys in the order given: a library's order changes from run to run, and a second run
 * must write the same file.
 */
export type Field = readonly [name: string, value: Value];

type Value = string | number | Field[] | List;

/** A list; what is in it stands in order. */
export interface List {
  readonly list: readonly Value[];
}

/** A plain value as `toJson` takes it. */
export function jsonOf(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number") return value;
  if (Array.isArray(value)) return { list: value.map((item) => jsonOf(item)) };
  return memberFields(value as Readonly<Record<string, unknown>>);
}

/** The members of an object, in the order of their names. */
export function memberFields(object: Readonly<Record<string, unknown>>): Field[] {
  const names = Object.keys(object).sort();
  return names.map((name): Field => [name, jsonOf(object[name])]);
}

export function toJson(fields: readonly Field[]): string {
  return `{${fields.map(([name, value]) => `${quoted(name)}:${encoded(value)}`).join(",")}}`;
}

function encoded(value: Value): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return `${value}`;
  return "list" in value ? `[${value.list.map((item) => encoded(item)).join(",")}]` : toJson(value);
}

/** RFC 8259, section 7. */
function quoted(text: string): string {
  let escaped = "";
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    const code = text.charCodeAt(i);
    if (c === '"' || c === "\\") escaped += "\\" + c;
    else if (code < 32) escaped += "\\u00" + (code < 16 ? "0" : "1") + "0123456789abcdef".charAt(code % 16);
    else escaped += c;
  }
  return `"${escaped}"`;
}
