import { beforeEach, describe, expect, test } from "vitest";
import texts from "../../../../ohif-config/texts/en.json";
import { load, type Ours, plain } from "./page-script";

let ours: Ours;
let list: Ours["list"];
beforeEach(() => {
  ours = load();
  ({ list } = ours);
});

/** An answer of the archive with so many studies, as the viewer reads it: through all that is patched. */
function answer(studies: number, count?: string): object[] {
  const body = Array.from({ length: studies }, (_, at) => ({ "0020000D": { vr: "UI", Value: [`1.${at}`] } }));
  const request = { getResponseHeader: (name: string) => (name === "X-Total-Count" ? (count ?? null) : null) };
  return ours.rows((dataSets) => [...dataSets], ours.soundDataSets(list.counted(body, request)), {});
}

/** The table, with what has come for one page while it wants to show another, or the same. */
function tableOf(data: readonly object[], pageIndex: number, pageSize = 50) {
  const pages: number[] = [];
  const setPageIndex = (index: number): number => pages.push(index);
  return { options: { data }, getState: () => ({ pagination: { pageIndex, pageSize } }), setPageIndex, pages };
}

const pageOf = (studies: number, pageNumber: number, count?: string): readonly object[] =>
  list.page(answer(studies, count), list.asked({}, `?pageNumber=${pageNumber}`));

/** Texts and buttons alone, without what is around them. */
const REACT = {
  createElement: (type: string, _: object, ...children: unknown[]): object =>
    type === "p" ? [children[0]].flat() : children.flat(),
};

describe("the page that the study list shows", () => {
  test("a page has the rows that fit, and the row that says that more follow is not shown", () => {
    expect(pageOf(51, 1)).toHaveLength(50);
    expect(pageOf(50, 1)).toHaveLength(50);
    expect(pageOf(0, 1)).toHaveLength(0);
  });

  test("a list that is asked for as OHIF does it stays as it is", () => {
    expect(list.page(answer(101), { limit: 101 })).toHaveLength(101);
    expect(plain(list.page(undefined, { limit: 101 }))).toEqual([]);
  });

  test.each<[string, number, number, string | undefined, string, boolean]>([
    ["the first of many", 51, 1, "1500", "1-50 of 1,500", true],
    ["one in the middle", 51, 3, "1500", "101-150 of 1,500", true],
    ["the last", 20, 30, "1470", "1,451-1,470 of 1,470", false],
    ["the first of filtered ones", 51, 1, undefined, "1-50 of more than 50", true],
    ["the second of filtered ones", 51, 21, undefined, "1,001-1,050 of more than 1,050", true],
    ["the last of filtered ones", 13, 2, undefined, "51-63 of 63", false],
    ["the only one, full", 50, 1, undefined, "1-50 of 50", false],
    ["one of more than were counted", 51, 1, "50", "1-50 of 51", true],
    ["one of fewer than were counted", 7, 1, "9", "1-7 of 7", false],
    ["one with a count that is none", 51, 1, "many", "1-50 of more than 50", true],
    ["of nothing", 0, 1, "0", texts["viewer.list.none"], false],
  ])("the line beside the buttons names the page %s", (_, studies, pageNumber, count, line, canNext) => {
    const { line: said, ...buttons } = list.paging(tableOf(pageOf(studies, pageNumber, count), pageNumber - 1));
    expect(said).toBe(line);
    expect(plain(buttons)).toEqual({ canPrev: pageNumber > 1, canNext });
  });

  test("until the next page has come, the line names the page that is shown", () => {
    const shown = pageOf(51, 1, "1500");
    expect(list.paging(tableOf(shown, 1)).line).toBe("1-50 of 1,500");
  });

  test.each([
    ["a page follows for certain", "1500", 3, true],
    ["the list ends there", "150", 2, false],
    ["nobody knows", undefined, 1, false],
  ])("while a page is loading, one can go further only if %s", (_, count, pageIndex, canNext) => {
    expect(list.paging(tableOf(pageOf(51, 1, count), pageIndex)).canNext).toBe(canNext);
  });

  test("before the first page has come, nothing is said about its size", () => {
    expect(plain(list.paging(tableOf([], 0)))).toEqual({ line: "–", canPrev: false, canNext: false });
  });

  test.each<[string, string | undefined, number, number[]]>([
    ["the last page if the total is known", "1470", 98, [29]],
    ["the page before if that was the last one", "1470", 30, [29]],
    ["the first page if the total is not known", undefined, 98, [0]],
    ["no other page from the first one", "0", 0, []],
  ])("a page behind the end of the list leads to %s", (_, count, pageIndex, pages) => {
    const table = tableOf(pageOf(0, pageIndex + 1, count), pageIndex);
    list.leaveEmptyPage(table);
    expect(table.pages).toEqual(pages);
  });

  test("a page with rows, or one that has not come yet, is not left", () => {
    for (const table of [tableOf(pageOf(20, 2), 1), tableOf(pageOf(0, 2), 2), tableOf([], 3)]) {
      list.leaveEmptyPage(table);
      expect(table.pages).toEqual([]);
    }
  });

  test("a list that could not be loaded says so and has no page", () => {
    const none = list.failed();
    expect(list.emptyMessage(REACT, none, "Upload")).toBe(texts["viewer.list.failed"]);
    expect(plain(list.paging(tableOf(none, 1)))).toEqual({ line: "–", canPrev: true, canNext: false });
  });

  test.each([
    [
      "an empty archive says how to get studies in, with the button",
      "0",
      "Upload",
      [texts["viewer.list.empty-upload"], "Upload"],
    ],
    ["an empty archive says so to people who may not upload", "0", undefined, texts["viewer.list.empty"]],
    ["a search that finds nothing is not taken for an empty archive", undefined, "Upload", undefined],
  ])("%s", (_, count, upload, said) => {
    const message = list.emptyMessage(REACT, pageOf(0, 1, count), upload);
    expect(message === undefined ? undefined : plain(message)).toEqual(said);
  });

  test("modalities to choose from are the usual ones and those of all pages so far, within a bound", () => {
    list.modalities(["ZZ"]);
    const offered = list.modalities(["CT", "AA"]);
    expect(offered).toEqual(expect.arrayContaining(["AA", "CT", "MR", "ZZ"]));
    expect([...offered]).toEqual([...new Set(offered)].sort());
    expect(list.modalities(Array.from({ length: 1000 }, (_, at) => `M${at}`))).toHaveLength(200);
  });
});
