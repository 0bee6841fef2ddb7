import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaWith } from "../../../support/lua-runtime";
import { settingsJson } from "../../../support/outbound";

const GIB = 1024 ** 3;
/** Of a budget of 4 GB: the large pool has 3 GB, of which one person may have 2. */
const [THIRD, SHARE] = [GIB, 2 * GIB];

const folder = join(process.cwd(), "test-results", "memory-pools");
let lua: LuaRuntime;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, "settings.json");
  writeFileSync(settings, settingsJson("", []), { mode: 0o644 });
  lua = await startLuaWith(process.cwd(), {
    mounts: [{ source: settings, target: "/secrets/settings.json", mode: "ro" }],
  });
});
afterAll(async () => {
  await lua.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function call(module: string, fn: string, ...args: unknown[]): Promise<unknown> {
  const [results] = await callLuaAt(lua.url, [{ module, fn, args }], "utf8");
  return results?.[0];
}

const awaited = async (person: string, request: string, bytes: number, seconds = 2): Promise<unknown> =>
  call("gateway.queue.await-bytes", "awaitBytes", person, request, bytes, Date.now() / 1000 + seconds);
const givenBack = async (request: string, bytes = 0, mayLinger = false): Promise<unknown> =>
  call("gateway.queue.pools", "giveBackBytes", request, bytes, mayLinger);
const recalled = async (key: string): Promise<unknown> => call("gateway.state.shared", "recallShared", "memory", key);

beforeEach(async () => {
  for (const key of ["large", "small", "lock large"]) await call("gateway.state.shared", "unshare", "memory", key);
});

test("bytes that one person may not take are there for others, and returned bytes for everybody", async () => {
  expect(await awaited("ann", "a1", SHARE)).toBe(true);
  expect(await awaited("ann", "a2", THIRD, 0.2)).toBe(false);
  await givenBack("a2");
  expect(await awaited("bob", "b1", THIRD)).toBe(true);
  expect(await awaited("cyd", "c1", THIRD, 0.2)).toBe(false);
  await givenBack("c1");
  await givenBack("a1");
  expect(await awaited("cyd", "c2", SHARE)).toBe(true);
});

test("small requests have room however much large ones hold", async () => {
  expect(await awaited("ann", "a1", SHARE)).toBe(true);
  expect(await awaited("bob", "b1", THIRD)).toBe(true);
  const small = Array.from({ length: 8 }, (_, at) => awaited("ann", `s${at}`, GIB / 16));
  expect(await Promise.all(small)).toEqual(Array(8).fill(true));
});

test("a request refused by a full list has nothing to return", async () => {
  for (let at = 0; at < 96; at += 1) await awaited("ann", `full${at}`, GIB / 16 + 1, 0);
  expect(await awaited("ann", "refused", GIB / 16 + 1, 0)).toBe(false);
  // Any of the workers answers: the one that refused is among them.
  for (let times = 0; times < 20; times += 1) await call("gateway.queue.await-bytes", "returnBytes", "refused", false);
  expect(await recalled("gone refused")).toBeNull();
});

test("bytes of a request that took too long stay reserved for as long as the archive may work on it", async () => {
  // Five seconds, and one for each 50 MB.
  expect(await awaited("ann", "a1", 100 * 1024 ** 2)).toBe(true);
  expect(await awaited("bob", "b1", SHARE)).toBe(true);
  await givenBack("a1", 100 * 1024 ** 2, true);
  expect(await awaited("cyd", "c1", THIRD, 0.2)).toBe(false);
  await givenBack("c1");
  await expect
    .poll(
      async () => {
        const isIn = await awaited("cyd", "c2", THIRD, 0.2);
        if (isIn !== true) await givenBack("c2");
        return isIn;
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(true);
  expect(await recalled("large")).not.toContain(" a1 ");
});

test("one person cannot fill a pool's list with abandoned requests", async () => {
  for (let at = 0; at < 100; at += 1) {
    await awaited("ann", `a${at}`, GIB / 16 + 1, 0);
    await givenBack(`a${at}`, GIB, true);
  }
  expect(await awaited("bob", "b1", GIB / 16 + 1)).toBe(true);
  expect(await awaited("ann", "a101", GIB / 16 + 1, 0.2)).toBe(false);
});

test("the bytes and the lock of a dead worker are released when the next one starts", async () => {
  expect(await awaited("ann", "a1", SHARE)).toBe(true);
  const worker = /^h (\d+) a1 /m.exec(String(await recalled("large")))?.[1];
  await call("gateway.state.shared", "share", "memory", "lock large", worker, 10);
  expect(await awaited("bob", "b1", SHARE, 0.2)).toBe(false);
  const begun = Date.now();
  // Any of the workers answers; only the one that has taken them gives them back.
  await expect
    .poll(async () => {
      await call("gateway.queue.pools", "giveBackOwnBytes");
      return recalled("gone a1");
    })
    .not.toBeNull();
  expect(await recalled("lock large")).toBeNull();
  // The archive may be at it still.
  expect(await awaited("bob", "b2", SHARE, 0.2)).toBe(false);
  const seconds = (Number(await recalled("gone a1")) - begun) / 1000;
  expect(seconds).toBeGreaterThan(30);
  expect(seconds).toBeLessThan(60);
});
