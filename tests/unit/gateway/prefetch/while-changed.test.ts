import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaDriver } from "../../../support/lua-runtime";

let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startLuaDriver(resolve(import.meta.dirname, "prefetch-driver.lua"));
});
afterAll(async () => lua.stop());

/** Prefetches a study that is being changed at the first looks; returns how many requests that gave, and the waiting. */
async function prefetch(study: string, looks: number): Promise<{ requests: number; seconds: number }> {
  const call = { module: "prefetch_driver", fn: "run", args: [`study ${study}`, looks] };
  const [[asked, seconds] = []] = await callLuaAt(lua.url, [call], "utf8");
  return { requests: Object.values(asked as object).length, seconds: seconds as number };
}

test("a study opened while a change of it is being settled is prefetched after that", async () => {
  const { requests, seconds } = await prefetch("1.2", 5);
  expect(requests).toBe(3);
  expect(seconds).toBeLessThan(0.5);
});

test("a study that keeps changing delays the others for two seconds and is not prefetched", async () => {
  const { requests, seconds } = await prefetch("1.3", 1_000_000);
  expect(requests).toBe(0);
  expect(seconds).toBeCloseTo(2);
  // Not each time that it is opened.
  expect(await prefetch("1.3", 1_000_000)).toEqual({ requests: 0, seconds: 0 });
});
