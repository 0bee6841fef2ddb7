import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sendByCStore } from "../support/c-store";
import { countOf, metadataOf, phantom, type Stored, store } from "../support/cache-changes";
import { serve, untilFollowed, untilHit, valkeyCli } from "../support/cache";
import { until, within } from "../support/docker";
import { callLuaAt } from "../support/lua-calls";
import { type LuaRuntime, startLuaIn } from "../support/lua-runtime";

describe("many deletions", () => {
  const COUNT = 20_000;
  const uids = Array.from({ length: COUNT }, (_, at) => `1.2.826.0.1.3680043.8.498.9.${at}`);
  /** What is noted for later, by its time. */
  const noted = async (from: string, to: string): Promise<string[]> =>
    (await valkeyCli("ZRANGEBYSCORE", "epoch:later", from, to)).split("\n").filter((uid) => uid !== "");
  let runtime: LuaRuntime;
  beforeAll(async () => {
    runtime = await startLuaIn(inject("stack"), process.cwd());
  });
  afterAll(async () => runtime.stop());

  test("all deletions of a patient's many studies are recorded at once for a later purge", async () => {
    const call = { module: "gateway.following.removed", fn: "noteForLater", args: [uids, 4_000_000_000] };
    expect(await callLuaAt(runtime.url, [call], "utf8")).toEqual([[true]]);
    expect(await noted("4000000000", "4000000000")).toHaveLength(COUNT);
    await valkeyCli("ZREMRANGEBYSCORE", "epoch:later", "4000000000", "4000000000");
  });

  test("deletions that are due together are all purged, and later ones follow", async () => {
    const call = { module: "gateway.following.removed", fn: "noteForLater", args: [[...uids, "1.2.x", ""], 1] };
    expect(await callLuaAt(runtime.url, [call], "utf8")).toEqual([[true]]);
    await until("the notes to be gone", async () => ((await noted("0", "2")).length === 0 ? true : undefined));
    expect(await valkeyCli("HMGET", "epoch:own", uids[0] ?? "", uids[COUNT - 1] ?? "")).toMatch(/^\d+\n\d+$/);
    const study = phantom(2);
    await store(study.instances[0] ?? Buffer.alloc(0));
    await untilFollowed();
    await untilHit(metadataOf(study));
    await sendByCStore([study.instances[1] ?? Buffer.alloc(0)]);
    await within("the second instance in the metadata", 8, async () =>
      (await countOf(metadataOf(study))) === 2 ? true : undefined,
    );
  }, 120_000);
});

describe("studies with an invalid UID", () => {
  /** The files of a study under another UID of the same length. */
  function renamed(study: Stored, uid: string): Buffer[] {
    const [from, to] = [Buffer.from(study.studyUid), Buffer.from(uid.padEnd(study.studyUid.length, "7"))];
    return study.instances.map((file) => {
      const copy = Buffer.from(file);
      for (let at = copy.indexOf(from); at !== -1; at = copy.indexOf(from, at + 1)) to.copy(copy, at);
      return copy;
    });
  }

  test.each(["1.2.x", "1.2 x", "1,2,", "1.2\n", "search", "..", "x\\1.2"])(
    "a deleted study with the UID %j leaves all other cached answers alone",
    async (uid) => {
      const other = phantom(1);
      await store(...other.instances);
      await untilFollowed();
      await untilHit(metadataOf(other));
      const searchEpoch = async (): Promise<number> => Number(await valkeyCli("HMGET", "epoch:own", "search"));
      const [epoch, searches] = [await valkeyCli("GET", "epoch"), await searchEpoch()];
      await sendByCStore(renamed(phantom(1), uid));
      // Searches show it, so that these were raised.
      await until("the archive's change", async () => ((await searchEpoch()) > searches ? true : undefined));
      await untilFollowed();
      expect(await valkeyCli("GET", "epoch")).toBe(epoch);
      expect((await serve(metadataOf(other))).cache).toBe("HIT");
      const [, ...keys] = (await valkeyCli("SCAN", "0", "MATCH", "epoch:*", "COUNT", "1000000")).split("\n");
      expect(keys.filter((key) => !/^epoch:(own|changed|later|poll|turn)$/.test(key))).toEqual([]);
    },
  );
});
