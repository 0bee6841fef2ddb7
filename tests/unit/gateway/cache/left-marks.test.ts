import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callLuaAt, type LuaCall } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaDriver } from "../../../support/lua-runtime";

/** Changes of a worker that was killed: whoever is left says that they have ended, or readers go past the cache for good. */
let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startLuaDriver(resolve(import.meta.dirname, "marks-driver.lua"));
});
afterAll(async () => lua.stop());

/** No process has such a number. */
const KILLED = 99_999_999;
const SUBJECTS = ["search", "*", "1.1", "1.2"];

const call = (fn: string, ...args: unknown[]): LuaCall => ({ module: "marks_driver", fn, args });

async function many(...calls: LuaCall[]): Promise<readonly (readonly unknown[])[]> {
  return callLuaAt(lua.url, calls, "utf8");
}

const values = (list: unknown): unknown[] => Object.values(list as object).sort();

test("changes left under way by a killed worker are settled once by the next one", async () => {
  const calls = [call("leave", KILLED, ["1.1", "1.2"]), call("leave", KILLED + 1, ["1.1"]), call("start", SUBJECTS)];
  const [, , started = [], again = []] = await many(...calls, call("start", SUBJECTS));
  expect(values(started[0])).toEqual(["1.1", "1.1", "1.2", "search", "search"]);
  expect(values(started[1])).toEqual([0, 0, 0, 0]);
  expect(values(again[0])).toEqual([]);
});

test("changes under way in a running worker are left alone", async () => {
  const [, started = []] = await many(call("leave", 1, ["1.1"]), call("start", SUBJECTS));
  expect(values(started[0])).toEqual([]);
  expect(values(started[1])).toEqual([0, 0, 1, 1]);
});

test.each(["dropMarks", "settleMarks"])("a change that ended with %s leaves nothing behind", async (how) => {
  const [[before] = [], , [after] = []] = await many(call("held"), call("change", "1.3", how), call("held"));
  expect(values(after)).toEqual(values(before));
});
