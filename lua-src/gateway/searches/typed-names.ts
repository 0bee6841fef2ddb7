/**
 * Names as people type them: `Jér Buc` for `Buc^Jérôme`. The archive's database compares words in one order, so it is
 * asked for each, and the lists are merged.
 */
import { textField } from "../../shared/json";
import type { Study } from "./study-page";

/**
 * The orders in which the words of a name may stand, at most three: as they were typed, with the last one first
 * (`Anna Maria Buc`), and with the first one last (`Buc Anna Maria`).
 *
 * @param name words with `*` between and around them
 */
export function ordersOf(name: string): readonly string[] {
  const words: string[] = [];
  for (const [word = ""] of string.gmatch(name, "[^*]+")) words.push(word);
  const count = words.length;
  if (count < 2) return [name];
  const from = (first: number): string => {
    const turned: string[] = [];
    for (const at of $range(0, count - 1)) turned.push(words[(first + at) % count] ?? "");
    return `*${table.concat(turned, "*")}*`;
  };
  return count === 2 ? [from(0), from(1)] : [from(0), from(count - 1), from(1)];
}

/** Whether a value comes first; undefined if they are the same. What has no value comes last, as Orthanc has it. */
function isBefore(one: string, other: string, isDescending: boolean): boolean | undefined {
  if (one === other) return undefined;
  if (one === "" || other === "") return other === "";
  return one > other === isDescending;
}

/** Several lists, each in an order (study-page.ts, `orderOf`), as one in the same order, without doubles. */
export function mergeLists(lists: readonly (readonly Study[])[], orderBy: string | undefined): Study[] {
  const [minus, keyword = ""] = string.match(orderBy ?? "-StudyDate", "^(-?)(%a+)$");
  const isDescending = minus === "-";
  const isTimeDescending = keyword === "StudyDate" ? isDescending : true;
  const keys = [
    [keyword, isDescending],
    ["StudyDate", isTimeDescending],
    ["StudyTime", isTimeDescending],
    ["StudyInstanceUID", false],
  ] as const;
  const merged: Study[] = [];
  const isTaken: Record<string, true | undefined> = {};
  for (const list of lists) {
    for (const study of list) {
      if (isTaken[study.id] !== true) merged.push(study);
      isTaken[study.id] = true;
    }
  }
  table.sort(merged, (one, other) => {
    for (const [key, down] of keys) {
      const before = isBefore(textField(one.tags, key) ?? "", textField(other.tags, key) ?? "", down);
      if (before !== undefined) return before;
    }
    return one.id < other.id;
  });
  return merged;
}
