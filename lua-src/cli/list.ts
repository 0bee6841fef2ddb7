import { decodeObject, numberField } from "../shared/json";
import { find } from "../shared/text";
import { ask, objectsIn, type Answered, type Arguments, type Words, DONE } from "./command";
import { say, table as showTable } from "./say";

/**
 * Asks for a list that the gateway gives in pages, `{"<name>":[..],"total":N,"next":N}` with `next` 0 at the end, and shows
 * it as a whole: with --json as one object, else as a table. Returns the exit code.
 */
export function showPages(
  { options }: Words,
  path: string,
  name: string,
  wanted: Arguments,
  headings: readonly string[],
  rowOf: (entry: Answered) => string[],
): number {
  const rows: string[][] = [];
  const bodies: string[] = [];
  let offset = 0;
  do {
    const [body, code] = ask(path, { ...wanted, offset });
    if (body === undefined) return code;
    const answered = decodeObject(body) ?? {};
    for (const entry of objectsIn(answered, name)) rows.push(rowOf(entry));
    const [end] = find(body, '%],"total":%d+,"next":%d+}$');
    const entries = string.sub(body, `{"${name}":[`.length + 1, (end ?? 0) - 1);
    if (entries !== "") bodies.push(entries);
    offset = numberField(answered, "next") ?? 0;
  } while (offset > 0);
  if (options["json"] !== undefined) say(`{"${name}":[${table.concat(bodies, ",")}],"total":${rows.length}}`);
  else showTable(headings, rows);
  return DONE;
}
