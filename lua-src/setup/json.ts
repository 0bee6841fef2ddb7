/**
 * JSON of flat objects with their keys in the order given: a library's order changes from run to run, and a second run
 * must write the same file.
 */
export type Field = readonly [name: string, value: string | number | Field[]];

export function toJson(fields: readonly Field[]): string {
  return `{${fields.map(([name, value]) => `${quoted(name)}:${encoded(value)}`).join(",")}}`;
}

function encoded(value: Field[1]): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "number" ? `${value}` : toJson(value);
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
