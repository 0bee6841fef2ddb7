import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Candidates, startCandidates } from "./candidates";
import { answer, dayBefore, findStudies, studiesOf, type Tags } from "./study-archive";

describe("listing studies", () => {
  let archive: Candidates;
  let list: readonly Tags[];
  beforeAll(async () => {
    archive = await startCandidates(process.cwd());
  });
  afterAll(async () => archive.stop());
  beforeEach(() => {
    archive.asked.length = 0;
    archive.before = (asked) => answer(list, asked);
    list = [];
  });

  const find = async (query: string, seconds?: number): ReturnType<typeof findStudies> =>
    findStudies(archive, query, seconds);
  const uids = async (query: string): Promise<unknown> => (await find(query))[0]?.map(({ id }) => id);
  const dates = (): unknown[] => archive.asked.map(({ Query }) => Query["00080020"]);

  test("a page of new studies takes one question, about a month", async () => {
    list = studiesOf([-1, 0, 1, 2, 200]);
    expect(await uids("limit=3")).toEqual(["1.0", "1.1", "1.2"]);
    expect(await uids("limit=2&offset=2")).toEqual(["1.2", "1.3"]);
    expect(archive.asked).toHaveLength(2);
    expect(archive.asked[0]).toMatchObject({
      Level: "Study",
      ResponseContent: [],
      OrderBy: [
        { Type: "DicomTag", Key: "StudyDate", Direction: "DESC" },
        { Type: "DicomTag", Key: "StudyTime", Direction: "DESC" },
        { Type: "DicomTag", Key: "StudyInstanceUID", Direction: "ASC" },
      ],
    });
  });

  test("older studies are looked for until the page is full, and those without a date last", async () => {
    list = [...studiesOf([0, 60, 400]), { StudyInstanceUID: "1.9" }];
    expect(await uids("limit=4")).toEqual(["1.0", "1.1", "1.2", "1.9"]);
    expect(dates()).toEqual([expect.any(String), expect.any(String), undefined]);
    expect(await uids("limit=4&offset=4")).toEqual([]);
  });

  test("every study is on exactly one page", async () => {
    list = studiesOf(Array.from({ length: 150 }, (_, at) => at));
    const pages: unknown[] = [];
    for (let offset = 0; offset < 160; offset += 20) {
      pages.push(...((await uids(`limit=20&offset=${offset}`)) as unknown[]));
    }
    expect(pages).toEqual(list.map(({ StudyInstanceUID }) => StudyInstanceUID));
  });

  test("a list by another attribute is asked for as a whole, and what is equal is newest first", async () => {
    list = studiesOf([1]);
    const orders: unknown[] = [];
    for (const orderBy of ["PatientName", "-AccessionNumber", "StudyDate"]) {
      archive.asked.length = 0;
      expect(await uids(`orderby=${orderBy}&limit=5`)).toEqual(["1.0"]);
      expect(dates()).toEqual([undefined]);
      const { OrderBy } = archive.asked[0] as unknown as { OrderBy: { Key: string; Direction: string }[] };
      orders.push(OrderBy.map(({ Key, Direction }) => `${Key} ${Direction}`));
    }
    expect(orders).toEqual([
      ["PatientName ASC", "StudyDate DESC", "StudyTime DESC", "StudyInstanceUID ASC"],
      ["AccessionNumber DESC", "StudyDate DESC", "StudyTime DESC", "StudyInstanceUID ASC"],
      ["StudyDate ASC", "StudyTime ASC", "StudyInstanceUID ASC"],
    ]);
  });

  test("a list that is too long to be read at once is read in parts, which fit together", async () => {
    list = studiesOf(Array.from({ length: 300 }, () => 1));
    archive.before = (asked) => ((asked.Limit ?? 0) > 100 ? " ".repeat(9_000_000) : answer(list, asked));
    expect(await uids("limit=250&offset=10")).toEqual(
      list.slice(10, 260).map(({ StudyInstanceUID }) => StudyInstanceUID),
    );
    expect(archive.asked.map(({ Since }) => Since)).toEqual([10, 10, 109, 208]);
  });

  test("a list to which studies are added while its parts are read goes on where it was", async () => {
    const before = studiesOf(Array.from({ length: 300 }, () => 1));
    list = before;
    let added = 0;
    archive.before = (asked) => {
      if ((asked.Limit ?? 0) > 101) return " ".repeat(9_000_000);
      added += 1;
      list = [{ StudyInstanceUID: `9.${added}`, StudyDate: dayBefore(0), StudyTime: "" }, ...list];
      return answer(list, asked);
    };
    expect(await uids("limit=250")).toEqual(
      ["9.1", ...before.map(({ StudyInstanceUID }) => StudyInstanceUID)].slice(0, 250),
    );
  });

  test("a list that changes while its parts are read is begun again", async () => {
    list = studiesOf(Array.from({ length: 300 }, () => 1));
    archive.before = (asked) => {
      if ((asked.Limit ?? 0) > 101) return " ".repeat(9_000_000);
      if (asked.Since === 99 && list.length === 300) list = list.slice(1);
      return answer(list, asked);
    };
    expect(await uids("limit=150")).toEqual(list.slice(0, 150).map(({ StudyInstanceUID }) => StudyInstanceUID));
    archive.before = (asked) => {
      if ((asked.Limit ?? 0) > 101) return " ".repeat(9_000_000);
      list = list.slice(1);
      return answer(list, asked);
    };
    expect(await find("limit=150")).toEqual([undefined, "too-broad"]);
  });

  test("a search by letters beyond ASCII lists what matches, newest first", async () => {
    list = studiesOf([1, 2, 3]);
    const matching = list.slice(1);
    archive.before = (asked) => {
      if (asked.Limit === undefined) return JSON.stringify({ Count: list.length });
      const named = asked.Query["0020000D"]?.split("\\") ?? [];
      // By UIDs it answers in an order of its own.
      if (named.length > 0)
        return answer(matching.filter((one) => named.includes(one["StudyInstanceUID"] ?? "")).toReversed(), {
          ...asked,
          Query: {},
        });
      return answer(matching, asked);
    };
    expect(await uids(`00100010=${encodeURIComponent("*Иван*")}&limit=2`)).toEqual(["1.1", "1.2"]);
    expect(archive.asked.at(-1)?.Query).toMatchObject({ "00100010": "*Иван*", "0020000D": "1.1\\1.2" });
  });

  test("a list is refused on timeout, no answer or a malformed answer", async () => {
    list = studiesOf([1]);
    expect(await find("limit=1", -1)).toEqual([undefined, "too-broad"]);
    archive.before = () => "never";
    expect(await find("limit=1", 0.5)).toEqual([undefined, "too-broad"]);
    archive.before = () => "away";
    expect(await find("limit=1")).toEqual([undefined, "broken"]);
    for (const said of ["", "{}x", '[{"ID":"x"}]', '[{"ID":3,"RequestedTags":{}}]', '[{"RequestedTags":{}}]', "[3]"]) {
      archive.before = () => said;
      expect(await find("limit=1"), said).toEqual([undefined, "failed"]);
    }
    archive.before = () => " ".repeat(9_000_000);
    expect(await find("limit=1")).toEqual([undefined, "too-long"]);
  });
});
