import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../support/lua";

const QUEUE = "gateway.warming.queue";
const add = (urgency: string, job: string) => ({ module: QUEUE, fn: "enqueue", args: [urgency, job] });
const take = { module: QUEUE, fn: "dequeue", args: [] };

describe("the queue", () => {
  test("gives what people wait for first, in order", async () => {
    const jobs = [add("later", "series a"), add("now", "study b"), add("now", "study c")];
    const results = await callLuaMany([...jobs, take, take, take, take]);
    expect(results.slice(3)).toEqual([["study b", "now"], ["study c", "now"], ["series a", "later"], [null]]);
  });

  test("keeps the newest two hundred", async () => {
    const jobs = Array.from({ length: 205 }, (_, at) => add("later", `series ${at}`));
    const taken = (await callLuaMany([...jobs, ...Array.from({ length: 201 }, () => take)])).slice(205);
    expect([taken[0]?.[0], taken[199]?.[0], taken[200]?.[0]]).toEqual(["series 5", "series 204", null]);
  });
});

describe("the studies that a page of the viewer names", () => {
  test.each([
    ["StudyInstanceUIDs=1.2.3", ["1.2.3"]],
    ["StudyInstanceUIDs=1.2.3%2C4.5&hangingProtocolId=mpr", ["1.2.3", "4.5"]],
    ["StudyInstanceUIDs=1.2,3.4,5.6,7.8,9.10", ["1.2", "3.4", "5.6", "7.8"]],
    ["StudyInstanceUIDs=1.2,../x,1..2,3%204,%2Fy,", ["1.2"]],
    ["StudyInstanceUIDs=1.2&StudyInstanceUIDs=1.3", []],
    ["StudyInstanceUIDs=%", []],
    ["studyinstanceuids=1.2", []],
    ["", []],
  ])("%s", async (query, studies) => {
    // Lua's empty table is an object in JSON.
    const [found] = await callLua("gateway.warming.page", "studiesOfPage", query);
    expect(Object.values(found as object)).toEqual(studies);
  });
});

test("where nothing is kept nothing is warmed", async () => {
  // The runtime's settings have no cache.
  const open = { module: "gateway.warming.page", fn: "warmStudies", args: ["StudyInstanceUIDs=1.2"] };
  expect((await callLuaMany([open, take]))[1]).toEqual([null]);
});

describe("the pictures of a series", () => {
  const image = (number: number, frames = 1, bytes = 500_000) => ({ uid: `9.${number}`, number, frames, bytes });
  const asked = async (...images: readonly object[]): Promise<string[]> => {
    const [found] = await callLua("gateway.warming.requests", "picturesOf", "1.2", "3.4", images);
    return Object.values(found as Record<string, { path: string }>).map(({ path }) =>
      path.replace("/pacs/studies/1.2/series/3.4/instances/", ""),
    );
  };
  const thumbnail = (uid: string): string => `${uid}/thumbnail?viewport=256%2C256`;

  test("are the middle thumbnail and the first, middle and last frame, in the order of the numbers", async () => {
    const images = [image(10), image(2), image(1), image(3), image(4)];
    expect(await asked(...images)).toEqual([thumbnail("9.3"), "9.1/frames/1", "9.3/frames/1", "9.10/frames/1"]);
  });

  test("are those of both in the middle where the count is even", async () => {
    const images = [image(1), image(2), image(3), image(4)];
    const frames = ["9.1/frames/1", "9.3/frames/1", thumbnail("9.2"), "9.2/frames/1", "9.4/frames/1"];
    expect(await asked(...images)).toEqual([thumbnail("9.3"), ...frames]);
  });

  test("are never more than six, whatever the count", async () => {
    for (const count of [6, 7, 999, 1000]) {
      const images = Array.from({ length: count }, (_, at) => image(at + 1));
      expect((await asked(...images)).length).toBeLessThanOrEqual(6);
    }
  });

  test("are the first and the middle frame of a single image", async () => {
    expect(await asked(image(1, 60))).toEqual([thumbnail("9.1"), "9.1/frames/1", "9.1/frames/30"]);
    expect(await asked(image(1))).toEqual([thumbnail("9.1"), "9.1/frames/1"]);
  });

  test("are no frames out of a large file of several, which may be a video", async () => {
    expect(await asked(image(1, 60, 126_000_000))).toEqual([thumbnail("9.1")]);
    expect(await asked(image(1, 1, 126_000_000))).toEqual([thumbnail("9.1"), "9.1/frames/1"]);
  });

  test("are none of none", async () => {
    expect(await asked()).toEqual([]);
  });
});
