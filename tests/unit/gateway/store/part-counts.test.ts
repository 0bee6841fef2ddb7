import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaDriver } from "../../../support/lua-runtime";

/** What is to be told of each part of an upload is remembered until its answer has been taken: that has to have a bound. */
let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startLuaDriver(resolve(import.meta.dirname, "uploads-driver.lua"));
});
afterAll(async () => lua.stop());

const MOST_PARTS = 25_000;

interface Upload {
  readonly person: string;
  readonly parts: number;
  readonly ends?: true;
}

/** How many parts of each upload had which fault. */
async function upload(...uploads: Upload[]): Promise<unknown[]> {
  const call = { module: "uploads_driver", fn: "upload", args: [uploads] };
  const [[told] = []] = await callLuaAt(lua.url, [call], "utf8");
  return told as unknown[];
}

test("the part after the 25,000th is named, even if it is not valid", async () => {
  const told = await upload({ person: "one", parts: MOST_PARTS + 5, ends: true });
  expect(told).toEqual([{ "not-dicom": MOST_PARTS, "too-large": 1 }]);
});

test("an upload that has ended frees its parts", async () => {
  const ending = { person: "ending", parts: MOST_PARTS, ends: true } as const;
  const told = await upload(...Array.from({ length: 4 }, () => ending));
  expect(told).toEqual(Array.from({ length: 4 }, () => ({ "not-dicom": MOST_PARTS })));
});

test("the parts of all open uploads are limited, and one person's leave room for others", async () => {
  const greedy = { person: "greedy", parts: MOST_PARTS } as const;
  const told = await upload(greedy, greedy, greedy, { person: "other", parts: 100, ends: true });
  // nginx has two workers here, with half of 150,000 each, and a person has two thirds of that.
  const whole = { "not-dicom": MOST_PARTS };
  expect(told).toEqual([whole, whole, { "gateway-full": 1 }, { "not-dicom": 100 }]);
});
