/** Lists of studies before a fake of the archive's index: what it has, and what a search finds. */
import { type Asked, type Candidates } from "./candidates";
import { callLua } from "../../../support/lua";
import { callLuaAt } from "../../../support/lua-calls";

const DAY = 86_400_000;

/** What the archive's index has of a study: values by keyword. */
export type Tags = Readonly<Record<string, string>>;
type Found = readonly { readonly id: string; readonly tags: Tags }[];

export function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY).toISOString().slice(0, 10).replaceAll("-", "");
}

/** Studies of these days before today, one each. */
export function studiesOf(days: readonly number[]): Tags[] {
  return days.map((day, at) => ({ StudyInstanceUID: `1.${at}`, StudyDate: dayBefore(day), StudyTime: "120000" }));
}

/** A part of the archive's list, which is newest first, as `/tools/find` answers. */
export function answer(list: readonly Tags[], { Query, Since = 0, Limit = 0 }: Asked): string {
  const from = Query["00080020"]?.split("-")[0] ?? "";
  const within = list.filter(({ StudyDate = "" }) => StudyDate >= from).slice(Since, Since + Limit);
  return JSON.stringify(within.map((tags) => ({ ID: tags["StudyInstanceUID"], RequestedTags: tags, Type: "Study" })));
}

/** The studies that a query finds, or why it finds none. */
export async function findStudies(
  { url }: Candidates,
  query: string,
  seconds = 30,
): Promise<[Found | undefined, string?]> {
  const [wanted] = await callLua("gateway.searches.wanted", "readWanted", `/dicom-web/studies?${query}`);
  const args = [wanted, Date.now() / 1000 + seconds];
  const call = { module: "gateway.searches.list-studies", fn: "findStudies", args };
  const [[found, failure] = []] = await callLuaAt(url, [call], "utf8");
  // An empty list looks like an empty object.
  if (found === null || found === undefined) return [undefined, failure as string];
  return [Array.isArray(found) ? (found as Found) : []];
}
