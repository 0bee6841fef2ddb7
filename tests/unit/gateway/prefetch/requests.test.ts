import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const QUEUE = "gateway.prefetch.queue";
const add = (urgency: string, job: string) => ({ module: QUEUE, fn: "enqueue", args: [urgency, job] });
const take = { module: QUEUE, fn: "dequeue", args: [] };

describe("the prefetch queue", () => {
  test("the prefetch queue gives what people wait for first, in order", async () => {
    const jobs = [add("later", "series a"), add("now", "study b"), add("now", "study c")];
    const results = await callLuaMany([...jobs, take, take, take, take]);
    expect(results.slice(3)).toEqual([["study b", "now"], ["study c", "now"], ["series a", "later"], [null]]);
  });

  test("the prefetch queue keeps the newest two hundred", async () => {
    const jobs = Array.from({ length: 205 }, (_, at) => add("later", `series ${at}`));
    const taken = (await callLuaMany([...jobs, ...Array.from({ length: 201 }, () => take)])).slice(205);
    expect([taken[0]?.[0], taken[199]?.[0], taken[200]?.[0]]).toEqual(["series 5", "series 204", null]);
  });
});

describe("studies named by a viewer page", () => {
  test.each([
    ["StudyInstanceUIDs=1.2.3", ["1.2.3"]],
    ["StudyInstanceUIDs=1.2.3%2C4.5&hangingProtocolId=mpr", ["1.2.3", "4.5"]],
    ["StudyInstanceUIDs=1.2,3.4,5.6,7.8,9.10", ["1.2", "3.4", "5.6", "7.8"]],
    ["StudyInstanceUIDs=1.2,../x,1..2,3%204,%2Fy,", ["1.2"]],
    ["StudyInstanceUIDs=1.2&StudyInstanceUIDs=1.3", []],
    ["StudyInstanceUIDs=%", []],
    ["studyinstanceuids=1.2", []],
    ["", []],
  ])("the viewer's query %s names the studies %j", async (query, studies) => {
    // Lua's empty table is an object in JSON.
    const [found] = await callLua("gateway.prefetch.page", "studiesOfPage", query);
    expect(Object.values(found as object)).toEqual(studies);
  });
});

test("nothing is prefetched if nothing is cached", async () => {
  // The runtime's settings have no cache.
  const open = { module: "gateway.prefetch.page", fn: "prefetchStudies", args: ["StudyInstanceUIDs=1.2"] };
  expect((await callLuaMany([open, take]))[1]).toEqual([null]);
});

describe("what is prefetched of a series", () => {
  const image = (number: number, frames = 1, bytes = 500_000) => ({ uid: `9.${number}`, number, frames, bytes });
  const asked = async (...images: readonly object[]): Promise<string[]> => {
    const [found] = await callLua("gateway.prefetch.requests", "picturesOf", "1.2", "3.4", images);
    return Object.values(found as Record<string, { path: string }>).map(({ path }) =>
      path.replace("/pacs/studies/1.2/series/3.4/instances/", ""),
    );
  };
  const thumbnail = (uid: string): string => `${uid}/thumbnail?viewport=256%2C256`;

  test("a series is prefetched by its middle thumbnail and its first, middle and last frame, by instance number", async () => {
    const images = [image(10), image(2), image(1), image(3), image(4)];
    expect(await asked(...images)).toEqual([thumbnail("9.3"), "9.1/frames/1", "9.3/frames/1", "9.10/frames/1"]);
  });

  test("a series with an even count is prefetched by both middle instances", async () => {
    const images = [image(1), image(2), image(3), image(4)];
    const frames = ["9.1/frames/1", "9.3/frames/1", thumbnail("9.2"), "9.2/frames/1", "9.4/frames/1"];
    expect(await asked(...images)).toEqual([thumbnail("9.3"), ...frames]);
  });

  test("a series is never prefetched by more than six requests, whatever its count", async () => {
    for (const count of [6, 7, 999, 1000]) {
      const images = Array.from({ length: count }, (_, at) => image(at + 1));
      expect((await asked(...images)).length).toBeLessThanOrEqual(6);
    }
  });

  test("a single image is prefetched by its first and middle frame", async () => {
    expect(await asked(image(1, 60))).toEqual([thumbnail("9.1"), "9.1/frames/1", "9.1/frames/30"]);
    expect(await asked(image(1))).toEqual([thumbnail("9.1"), "9.1/frames/1"]);
  });

  test("a large multi-frame file, which may be a video, is prefetched without frames", async () => {
    expect(await asked(image(1, 60, 126_000_000))).toEqual([thumbnail("9.1")]);
    expect(await asked(image(1, 1, 126_000_000))).toEqual([thumbnail("9.1"), "9.1/frames/1"]);
  });

  test("an empty series is prefetched by no request", async () => {
    expect(await asked()).toEqual([]);
  });
});
