import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Asked, type Candidates, startCandidates } from "./candidates";
import { callLua } from "../../../support/lua";
import { callLuaAt } from "../../../support/lua-calls";

const DAY = 86_400_000;

/** What the archive's index has of a study: values by keyword. */
type Tags = Readonly<Record<string, string>>;
type Found = readonly { readonly id: string; readonly tags: Tags }[];

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY).toISOString().slice(0, 10).replaceAll("-", "");
}

/** Studies of these days before today, one each. */
function studiesOf(days: readonly number[]): Tags[] {
  return days.map((day, at) => ({ StudyInstanceUID: `1.${at}`, StudyDate: dayBefore(day), StudyTime: "120000" }));
}

/** A part of the archive's list, which is newest first, as `/tools/find` answers. */
function answer(list: readonly Tags[], { Query, Since = 0, Limit = 0 }: Asked): string {
  const from = Query["00080020"]?.split("-")[0] ?? "";
  const within = list.filter(({ StudyDate = "" }) => StudyDate >= from).slice(Since, Since + Limit);
  return JSON.stringify(within.map((tags) => ({ ID: tags["StudyInstanceUID"], RequestedTags: tags, Type: "Study" })));
}

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

  async function find(query: string, seconds = 30): Promise<[Found | undefined, string?]> {
    const [wanted] = await callLua("gateway.searches.wanted", "readWanted", `/dicom-web/studies?${query}`);
    const args = [wanted, Date.now() / 1000 + seconds];
    const call = { module: "gateway.searches.list-studies", fn: "findStudies", args };
    const [[found, failure] = []] = await callLuaAt(archive.url, [call], "utf8");
    // An empty list looks like an empty object.
    if (found === null || found === undefined) return [undefined, failure as string];
    return [Array.isArray(found) ? (found as Found) : []];
  }

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

  test("words of a name are looked for in each order, and the lists are one, without doubles", async () => {
    list = studiesOf([1, 2, 3, 4, 5, 6]);
    const found: Readonly<Record<string, readonly number[]>> = {
      "*Ann*Buc*": [0, 3, 5],
      "*Buc*Ann*": [1, 3, 4],
    };
    archive.before = (asked) => {
      const those = list.filter((_, at) => found[asked.Query["00100010"] ?? ""]?.includes(at));
      return asked.Limit === undefined ? JSON.stringify({ Count: those.length }) : answer(those, asked);
    };
    const query = "00100010=%2AAnn%2ABuc%2A&anyorder=true";
    expect(await uids(`${query}&limit=9`)).toEqual(["1.0", "1.1", "1.3", "1.4", "1.5"]);
    expect(await uids(`${query}&limit=2&offset=2`)).toEqual(["1.3", "1.4"]);
    expect(await uids(`${query}&limit=9&orderby=StudyDate`)).toEqual(["1.5", "1.4", "1.3", "1.1", "1.0"]);
    expect(await find(`${query}&limit=9&offset=1992`)).toEqual([undefined, "too-broad"]);
  });

  test("the words of a name stand as typed, or with the last one first, or with the first one last", async () => {
    const orders = async (name: string): Promise<unknown> =>
      (await callLua("gateway.searches.typed-names", "ordersOf", name))[0];
    expect(await orders("*Buc*")).toEqual(["*Buc*"]);
    expect(await orders("*Ann*Buc*")).toEqual(["*Ann*Buc*", "*Buc*Ann*"]);
    expect(await orders("*Ann*de*Buc*")).toEqual(["*Ann*de*Buc*", "*Buc*Ann*de*", "*de*Buc*Ann*"]);
  });

  test("a list that is too long to be read at once is read in parts, which fit together", async () => {
    list = studiesOf(Array.from({ length: 300 }, () => 1));
    archive.before = (asked) => ((asked.Limit ?? 0) > 100 ? " ".repeat(9_000_000) : answer(list, asked));
    expect(await uids("limit=250&offset=10")).toEqual(
      list.slice(10, 260).map(({ StudyInstanceUID }) => StudyInstanceUID),
    );
    expect(archive.asked.map(({ Since }) => Since)).toEqual([10, 10, 109, 208]);
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

  /** As Orthanc does it: its database pages over candidates, and only then those that do not match are dropped. */
  function answerCandidates(candidates: readonly Tags[], isMatch: (study: Tags) => boolean): void {
    archive.before = (asked) => {
      const from = asked.Query["00080020"]?.split("-")[0] ?? "";
      const within = candidates.filter(({ StudyDate = "" }) => StudyDate >= from);
      if (asked.Limit === undefined) return JSON.stringify({ Count: within.length });
      const uids = asked.Query["0020000D"]?.split("\\");
      const named = within.filter(({ StudyInstanceUID = "" }) => uids?.includes(StudyInstanceUID) ?? true);
      const { Since = 0, Limit } = asked;
      const page = named.slice(Since, Since + Limit).filter(isMatch);
      return JSON.stringify(page.map((tags) => ({ ID: tags["StudyInstanceUID"], RequestedTags: tags })));
    };
  }

  test.each(["00100010=%2ASMITH%2A", "00080061=CT", "00100040=M", "00080020=20000101-"])(
    "candidates that do not match end no page and hide no study: %s",
    async (filter) => {
      list = studiesOf(Array.from({ length: 60 }, (_, at) => at));
      const matching = list.filter((_, at) => at >= 30 || at % 7 === 3);
      answerCandidates(list, (study) => matching.includes(study));
      const pages: unknown[] = [];
      for (let offset = 0; offset < 60; offset += 10) {
        pages.push(await uids(`${filter}&limit=10&offset=${offset}`));
      }
      const expected = matching.map(({ StudyInstanceUID }) => StudyInstanceUID);
      expect(pages).toEqual([0, 10, 20, 30, 40, 50].map((offset) => expected.slice(offset, offset + 10)));
    },
  );

  test("where all candidates match, a page takes one question, and a short one two for each window", async () => {
    list = studiesOf([1, 2, 3]);
    answerCandidates(list, () => true);
    expect(await uids("00100010=S%2A&limit=2")).toEqual(["1.0", "1.1"]);
    expect(archive.asked).toHaveLength(1);
    expect(await uids("00100010=S%2A&limit=5")).toEqual(["1.0", "1.1", "1.2"]);
    expect(archive.asked).toHaveLength(5);
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
