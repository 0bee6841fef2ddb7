import { resolve } from "node:path";
import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";
import { callLuaAt, type LuaCall } from "../../../support/lua-calls";
import { timeLua } from "../../../support/lua-time";
import { startLuaDriver } from "../../../support/lua-runtime";

const MODULE = "gateway.cache.writes";
/** Far more than the zone `writes` of the tests' nginx has room for. */
const STUDIES = Array.from({ length: 20_000 }, (_, at) => `1.2.${at}`);

/** Milliseconds of processor time. */
async function mark(studies: readonly string[]): Promise<number> {
  const [time] = await timeLua([{ module: MODULE, fn: "markWrites", args: [studies] }], 1);
  return time?.ms ?? 0;
}

async function epochs(studies: readonly string[]): Promise<readonly unknown[]> {
  return callLuaMany(studies.map((study) => ({ module: "gateway.cache.epochs", fn: "epochOf", args: [study] })));
}

test("20,000 studies of an upload are marked in linear time, and none of them is read from the cache", async () => {
  await callLua(MODULE, "startCounters");
  const first = STUDIES.slice(0, 50);
  await mark(first);
  const few = await mark(STUDIES.slice(0, 2000));
  const many = await mark(STUDIES);
  // Ten times as many: a hundred times as long where it is quadratic.
  expect(many).toBeLessThan(40 * Math.max(few, 1));
  // Under way: there is no epoch, neither for those that came first nor for those that found no room.
  for (const found of await epochs([...first, ...STUDIES.slice(-500)])) expect(found).toEqual([null]);
});

test("a full zone loses no mark: without room, that study and all others bypass the cache", async () => {
  const [own] = await callLuaMany([
    { module: "gateway.state.shared", fn: "sharedCount", args: ["writes", STUDIES[0] ?? ""] },
  ]);
  expect(own?.[0]).toBeGreaterThanOrEqual(1);
  const [last, everything] = await callLuaMany([
    { module: "gateway.state.shared", fn: "sharedCount", args: ["writes", STUDIES.at(-1) ?? ""] },
    { module: "gateway.state.shared", fn: "sharedCount", args: ["writes", "*"] },
  ]);
  expect(last?.[0]).toBe(0);
  expect(everything?.[0]).toBeGreaterThan(0);
  expect(await epochs(["9.9.9.9"])).toEqual([[null]]);
});

test("a change counter exists during the change and for a minute after the last one was settled", async () => {
  const runtime = await startLuaDriver(resolve(import.meta.dirname, "shared-driver.lua"));
  try {
    const call = (fn: string, ...args: unknown[]): LuaCall => ({ module: MODULE, fn, args });
    const keptFor = (study: string): LuaCall => ({ module: "shared_driver", fn: "keptFor", args: ["writes", study] });
    const calls = [
      call("noteSettled", ["1.1"]),
      keptFor("1.1"),
      call("markWrites", ["1.2"]),
      call("noteSettled", ["1.2"]),
      keptFor("1.2"),
    ];
    const answers = await callLuaAt(runtime.url, calls, "utf8");
    const [, settled, , , underWay] = answers.map(([seconds]) => seconds as number);
    expect(settled).toBeLessThanOrEqual(60);
    expect(settled).toBeGreaterThan(50);
    expect(underWay).toBeGreaterThan(1000);
  } finally {
    await runtime.stop();
  }
});
