import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaDriver } from "../../../support/lua-runtime";

/**
 * What the archive says of a study or a series it takes from the first instance that it stores of it: that has to be the
 * first one of the upload, however many are under way at once.
 */
let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startLuaDriver(resolve(import.meta.dirname, "senders-driver.lua"));
});
afterAll(async () => lua.stop());

interface Part {
  readonly study: string;
  readonly series: string;
  readonly patientId?: string;
  readonly fails?: true;
}

type Event = readonly [what: "begin" | "end", part: number];

/** `before`: a part that another request has stored, how many seconds ago, and whether something was deleted since. */
async function send(parts: readonly Part[], ...before: [] | [Part, number, boolean?]): Promise<readonly Event[]> {
  const args = [parts, ...before];
  const [results] = await callLuaAt(lua.url, [{ module: "senders_driver", fn: "send", args }], "utf8");
  const events = results?.[0] as Event[];
  expect(events.filter(([what]) => what === "end")).toHaveLength(parts.length);
  return events;
}

/** How many were under way at most. */
function most(events: readonly Event[]): number {
  let [now, found] = [0, 0];
  for (const [what] of events) {
    now += what === "begin" ? 1 : -1;
    found = Math.max(found, now);
  }
  return found;
}

/** Whether a part had been sent before another one began. */
function isBefore(events: readonly Event[], first: number, other: number): boolean {
  const at = (what: string, part: number): number => events.findIndex(([is, of]) => is === what && of === part);
  return at("end", first) < at("begin", other);
}

const times = (count: number, part: Part): Part[] => Array.from({ length: count }, () => part);
const A1 = { study: "1.1", series: "1.1.1" };
const A2 = { study: "1.1", series: "1.1.2" };
const B1 = { study: "1.2", series: "1.2.1" };

test("the first part of a study is sent alone, and then four at once", async () => {
  const events = await send(times(12, A1));
  for (let part = 1; part < 12; part += 1) expect(isBefore(events, 0, part)).toBe(true);
  expect(most(events)).toBe(4);
});

test("the first part of another series is sent before all others of it", async () => {
  const events = await send([...times(4, A1), ...times(6, A2)]);
  for (let part = 5; part < 10; part += 1) expect(isBefore(events, 4, part)).toBe(true);
});

test("the first part of another series is sent beside parts of a series already begun", async () => {
  const events = await send([...times(4, A1), A2, ...times(4, A1)]);
  expect(isBefore(events, 4, 5)).toBe(false);
});

test("first parts of different studies are sent side by side", async () => {
  const parts = Array.from({ length: 8 }, (_, at) => ({ study: `1.9.${at}`, series: `1.9.${at}.1` }));
  expect(most(await send(parts))).toBe(4);
});

test("alternating parts of two studies each wait for the first part of their own", async () => {
  const events = await send(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? A1 : B1)));
  for (let part = 2; part < 10; part += 1) expect(isBefore(events, part % 2, part)).toBe(true);
});

test("if the first part fails, the others are still sent", async () => {
  const events = await send([{ ...A1, fails: true }, ...times(5, A1)]);
  for (let part = 1; part < 6; part += 1) expect(isBefore(events, 0, part)).toBe(true);
});

test("parts of a series stored to by the previous request are sent four at once", async () => {
  const C1 = { study: "1.3", series: "1.3.1" };
  const events = await send(times(8, C1), C1, 5);
  for (let part = 1; part < 4; part += 1) expect(isBefore(events, 0, part)).toBe(false);
  expect(most(events)).toBe(4);
});

test.each([
  ["of which something was stored longer ago", { study: "1.4", series: "1.4.1" }, 11],
  ["of a study of which another series was stored", { study: "1.4", series: "1.4.2" }, 0],
  ["that another patient has too", { study: "1.4", series: "1.4.1", patientId: "B" }, 0],
  ["of which something may have been deleted since", { study: "1.4", series: "1.4.1", patientId: "A" }, 0, true],
])("the first part of a series is sent alone: one %s", async (_, before, seconds, isRemoved = false) => {
  const events = await send(times(6, { study: "1.4", series: "1.4.1", patientId: "A" }), before, seconds, isRemoved);
  for (let part = 1; part < 6; part += 1) expect(isBefore(events, 0, part)).toBe(true);
});
