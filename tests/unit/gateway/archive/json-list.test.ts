import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { luaResult } from "../../../support/lua-calls";
import { joined, repeated, timeLua } from "../../../support/lua-time";

const studiesIn = async (body: string): Promise<unknown> => {
  const all: unknown[] = [];
  const [isWhole] = await callLua("gateway.following.studies-of", "readInto", all, body);
  return isWhole;
};

describe("long lists from the archive", () => {
  const study = (uid: unknown): object => ({
    ID: "a",
    MainDicomTags: { StudyInstanceUID: uid, StudyDescription: '\\"]}' },
  });

  test.each([
    [[]],
    [[study("1.2")]],
    [[study("1.2"), study("1.2.x"), study(null), study("")]],
    [[study('"},{"MainDicomTags":{"StudyInstanceUID":"9.9"}}')]],
  ])("%j is read as a list of studies", async (list) => {
    expect(await studiesIn(JSON.stringify(list))).toBe(true);
    expect(await studiesIn(` ${JSON.stringify(list, null, 2)}\r\n`)).toBe(true);
  });

  test.each([
    "",
    "[",
    "{}",
    "[1]",
    "[{}",
    "[{}]",
    "[{},]",
    '[{"MainDicomTags":{}}]x',
    '[{"MainDicomTags":{}}{}]',
    '[{"a":"]',
  ])("%j is not read as a list of studies", async (body) => {
    expect(await studiesIn(body)).toBe(false);
  });

  test("a list of 4 MB yields to others every few milliseconds", async () => {
    const texts = [
      joined(
        "[",
        repeated('{"ID":"a","MainDicomTags":{"StudyInstanceUID":"1.2.3","a":"b"}},', 60_000),
        '{"MainDicomTags":{}}]',
      ),
      joined('[{"MainDicomTags":{"a":"', repeated("\\\\", 2_000_000), '"}}]'),
      joined('[{"MainDicomTags":{"a":', repeated("[", 4_000_000), "}}]"),
    ];
    const times = await timeLua(
      texts.map((text) => ({ module: "gateway.following.studies-of", fn: "readInto", args: [[], text] })),
      3,
    );
    for (const { slice } of times) expect(slice).toBeLessThan(20);
  });
});

describe("numbers in JSON", () => {
  const field = async (json: string, fn = "numberField", ...more: number[]): Promise<unknown> => {
    const object = luaResult({ module: "shared.json", fn: "decodeObject", args: [json] });
    return (await callLua("shared.json", fn, object, "a", ...more))[0];
  };

  test.each([
    ["1e999", null],
    ["-1e999", null],
    ['"1"', null],
    ["null", null],
    ["true", null],
    ["-0", -0],
    ["1.5", 1.5],
    ["1e300", 1e300],
  ])("the JSON number %s is read as %s", async (text, number) => {
    expect(Number(await field(`{"a":${text}}`))).toBe(Number(number));
  });

  test.each([
    ["1e999", null],
    ["1e300", null],
    ["9007199254740994", null],
    ["-1", null],
    ["1.5", null],
    ["7", 7],
    ["9007199254740992", 9007199254740992],
  ])("the JSON number %s, read as an integer, is %s", async (text, number) => {
    const [answer] = [await field(`{"a":${text}}`, "wholeField")];
    expect(answer === null ? null : Math.abs(Number(answer) - Number(number)) < 100).toBe(
      number === null ? null : true,
    );
  });

  test("a JSON integer above its limit is rejected", async () => {
    expect(await field('{"a":8}', "wholeField", 7)).toBeNull();
  });
});

describe("UIDs of studies that may have cached answers", () => {
  test.each([
    ["1.2.3", "1.2.3"],
    [" 1.2.3 ", "1.2.3"],
    ["1.2.3\n", "1.2.3"],
    ["1.2.\u00e93", "1.2.3"],
    ["1.2.x", null],
    ["1,2", null],
    ["1.2 .3", null],
    ["", null],
    ["*", null],
    ["search", null],
    [`1.${"2".repeat(64)}`, null],
  ])("the study UID %j is asked for as %j", async (uid, askable) => {
    expect((await callLua("gateway.following.studies-of", "askableUid", uid))[0]).toBe(askable);
  });
});

describe("commands to Valkey", () => {
  test("a command of any length is split into several of bounded length", async () => {
    const words = Array.from({ length: 20_000 }, (_, at) => `${at}`);
    const [parts] = (await callLua("gateway.state.valkey", "inParts", ["ZREM", "x"], words)) as [string[][]];
    expect(parts.every((part) => part.length <= 502 && part[0] === "ZREM" && part[1] === "x")).toBe(true);
    expect(parts.flatMap((part) => part.slice(2))).toEqual(words);
  });
});
