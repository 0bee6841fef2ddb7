import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Candidates, startCandidates } from "./candidates";
import { answer, findStudies, studiesOf, type Tags } from "./study-archive";
import { callLua } from "../../../support/lua";

describe("listing studies of which the database knows only candidates", () => {
  let archive: Candidates;
  let list: readonly Tags[];
  beforeAll(async () => {
    archive = await startCandidates(process.cwd());
  });
  afterAll(async () => archive.stop());
  beforeEach(() => {
    archive.asked.length = 0;
    list = [];
  });

  const find = async (query: string): ReturnType<typeof findStudies> => findStudies(archive, query);
  const uids = async (query: string): Promise<unknown> => (await find(query))[0]?.map(({ id }) => id);

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

  test("studies by whose UID nobody can ask take no place in a list with filters, on whichever page", async () => {
    const odd = ["1.2.a", "1.2_", "x"].map((uid) => ({ StudyInstanceUID: uid, StudyDate: "99991231" }));
    list = [...odd, ...studiesOf([1, 2, 3, 4, 5])];
    answerCandidates(list, () => true);
    const pages: unknown[] = [];
    for (const offset of [0, 2, 4]) pages.push(await uids(`00080061=CT&limit=2&offset=${offset}`));
    expect(pages).toEqual([["1.0", "1.1"], ["1.2", "1.3"], ["1.4"]]);
    expect(await uids("00080061=CT&limit=9")).toEqual(["1.0", "1.1", "1.2", "1.3", "1.4"]);
  });

  test("where all candidates match, a page takes one question, and a short one two for each window", async () => {
    list = studiesOf([1, 2, 3]);
    answerCandidates(list, () => true);
    expect(await uids("00100010=S%2A&limit=2")).toEqual(["1.0", "1.1"]);
    expect(archive.asked).toHaveLength(1);
    expect(await uids("00100010=S%2A&limit=5")).toEqual(["1.0", "1.1", "1.2"]);
    expect(archive.asked).toHaveLength(5);
  });

  test("words of a name are looked for in each order, and the lists are one, without doubles", async () => {
    list = studiesOf([1, 2, 3, 4, 5, 6]);
    const found: Readonly<Record<string, readonly number[]>> = {
      "*Ann*Buc*": [0, 3, 5],
      "*Buc*Ann*": [1, 3, 4],
    };
    archive.before = (asked) => {
      const uids = asked.Query["0020000D"]?.split("\\");
      const those = list.filter(({ StudyInstanceUID = "" }, at) =>
        uids === undefined ? found[asked.Query["00100010"] ?? ""]?.includes(at) : uids.includes(StudyInstanceUID),
      );
      const { OrderBy } = asked as unknown as { OrderBy?: { Direction: string }[] };
      const sorted = OrderBy?.[0]?.Direction === "ASC" ? those.toReversed() : those;
      return asked.Limit === undefined ? JSON.stringify({ Count: those.length }) : answer(sorted, asked);
    };
    const query = "00100010=%2AAnn%2ABuc%2A&anyorder=true";
    expect(await uids(`${query}&limit=9`)).toEqual(["1.0", "1.1", "1.3", "1.4", "1.5"]);
    expect(await uids(`${query}&limit=2&offset=2`)).toEqual(["1.3", "1.4"]);
    expect(await uids(`${query}&limit=9&orderby=StudyDate`)).toEqual(["1.5", "1.4", "1.3", "1.1", "1.0"]);
    expect(await find(`${query}&limit=9&offset=993`)).toEqual([undefined, "too-broad"]);
  });

  test("the words of a name stand as typed, or with the last one first, or with the first one last", async () => {
    const orders = async (name: string): Promise<unknown> =>
      (await callLua("gateway.searches.typed-names", "ordersOf", name))[0];
    expect(await orders("*Buc*")).toEqual(["*Buc*"]);
    expect(await orders("*Ann*Buc*")).toEqual(["*Ann*Buc*", "*Buc*Ann*"]);
    expect(await orders("*Ann*de*Buc*")).toEqual(["*Ann*de*Buc*", "*Buc*Ann*de*", "*de*Buc*Ann*"]);
  });
});
