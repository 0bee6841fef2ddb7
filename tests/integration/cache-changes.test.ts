import { describe, expect, inject, test } from "vitest";
import type { Phantom } from "../../scripts/lib/phantom";
import { sendByCStore } from "../support/c-store";
import { countOf, metadataOf, phantom, store } from "../support/cache-changes";
import { serve, untilFollowed, untilHit, valkeyCli } from "../support/cache";
import { compose, docker, until, within } from "../support/docker";
import { element } from "../support/dicom-encodings";
import { storeFiles } from "../support/multipart";
import { untilVerdictsAreOver } from "../support/people";
import { rawHttp } from "../support/raw-http";
import { startSecondGateway } from "../support/second-gateway";
import { ask, remove } from "../support/session";
import { newNames, newUid, objectOf, unreadableObjectOf } from "../support/uid-objects";

const { url } = inject("stack");

/** Orthanc's identifier of a study. */
async function orthancId({ studyUid }: Phantom): Promise<string> {
  const Query = { StudyInstanceUID: studyUid };
  const body = JSON.stringify({ Level: "Study", Query });
  const headers = { "Content-Type": "application/json" };
  const answer = await ask("/pacs-admin/tools/find", { method: "POST", body, headers });
  return ((await answer.json()) as string[])[0] ?? "";
}

async function removeStudy(study: Phantom): Promise<void> {
  const answer = await remove(`/pacs-admin/studies/${await orthancId(study)}`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

describe("the cache after one's own upload", () => {
  test("metadata and searches are up to date at once after each upload", async () => {
    const study = phantom(12);
    const searches = ["studies?limit=1000", `studies/${study.studyUid}/series`, `studies/${study.studyUid}/instances`];
    for (const [at, file] of study.instances.entries()) {
      await store(file);
      expect(await countOf(metadataOf(study))).toBe(at + 1);
      expect(await countOf(searches[2] ?? "")).toBe(at + 1);
      // So that there is something old to be served next time.
      for (const path of [metadataOf(study), ...searches]) await ask(`/pacs/${path}`);
    }
    const list = (await (await ask("/pacs/studies?limit=1000")).json()) as Record<string, { Value?: string[] }>[];
    expect(list.map((one) => one["0020000D"]?.Value?.[0])).toContain(study.studyUid);
  });

  test("an upload leaves cached answers of other studies alone", async () => {
    const [one, other] = [phantom(1), phantom(1)];
    await store(...one.instances);
    await untilFollowed();
    await untilHit(metadataOf(one));
    await store(...other.instances);
    expect((await serve(metadataOf(one))).cache).toBe("HIT");
    await untilFollowed();
    expect((await serve(metadataOf(one))).cache).toBe("HIT");
  });
});

test("an upload raises the epoch of its study a few times a second, not once for each instance", async () => {
  const names = newNames();
  const files = Array.from({ length: 600 }, () => objectOf({ ...names, instance: newUid() }));
  await storeFiles(files);
  await untilFollowed();
  expect(Number(await valkeyCli("HMGET", "epoch:own", names.study))).toBeLessThan(files.length / 4);
});

test("a refused upload that names a study or an object does not clear its cache", async () => {
  const [names, stranger] = [newNames(), newNames()];
  const own = objectOf(names);
  await storeFiles([own]);
  await untilFollowed();
  const path = `studies/${names.study}/series/${names.series}/metadata`;
  await untilHit(path);
  const before = await valkeyCli("HMGET", "epoch:own", names.study);
  const changed = Buffer.concat([own, element(true, 0x00204000, "LT", Buffer.from("changed "))]);
  await expect(storeFiles([objectOf({ ...stranger, study: names.study })])).rejects.toThrow("409");
  await expect(storeFiles([changed])).rejects.toThrow("409");
  const unreadable = unreadableObjectOf({ ...names, instance: stranger.instance });
  await expect(storeFiles([unreadable])).rejects.toThrow("archive-refused");
  expect((await serve(path)).cache).toBe("HIT");
  await untilFollowed();
  expect((await serve(path)).cache).toBe("HIT");
  expect(await valkeyCli("HMGET", "epoch:own", names.study)).toBe(before);
});

test("objects received by C-STORE show up soon, although an older answer was cached", async () => {
  const study = phantom(2);
  const [first, second] = study.instances;
  await store(first ?? Buffer.alloc(0));
  await untilFollowed();
  await untilHit(metadataOf(study));
  await sendByCStore([second ?? Buffer.alloc(0)]);
  await within("the second instance in the metadata", 8, async () =>
    (await countOf(metadataOf(study))) === 2 ? true : undefined,
  );
});

describe("the cache after a deletion", () => {
  test("a deleted study is gone at once, and its files leave the disk", async () => {
    const [study, other] = [phantom(2), phantom(1)];
    await store(...study.instances, ...other.instances);
    await untilFollowed();
    await untilHit(metadataOf(other));
    for (const coding of ["br", "identity"]) await untilHit(metadataOf(study), { "Accept-Encoding": coding });
    await untilHit(`studies/${study.studyUid}/series`);
    // Each file begins with its key, which names the study; searches over all studies are files too.
    const gateway = `${inject("stack").project}-gateway-1`;
    const filesOf = async (...folders: readonly string[]): Promise<string> =>
      (await docker("exec", gateway, "grep", "-rl", study.studyUid, ...folders)).stdout;
    expect((await filesOf("/cache/answers")).trim().split("\n")).toHaveLength(3);
    const epoch = await valkeyCli("GET", "epoch");
    await removeStudy(study);
    expect((await serve(metadataOf(study))).status).toBe(404);
    expect(await countOf(`studies?StudyInstanceUID=${study.studyUid}`)).toBe(0);
    expect(await countOf(`studies/${study.studyUid}/series`)).toBe(0);
    // A minute after its start nginx loads its caches and takes each file for one that was just used.
    await within("the files to be gone", 150, async () => {
      return (await filesOf("/cache/answers", "/cache/searches")) === "" ? true : undefined;
    });
    // Its neighbour's are there still, and what Orthanc has struck out of its log is no reason for doubt.
    expect((await serve(metadataOf(other))).cache).toBe("HIT");
    expect(await valkeyCli("GET", "epoch")).toBe(epoch);
  }, 200_000);

  test("a deletion is recorded before Orthanc is asked, in case the gateway stops in between", async () => {
    const study = phantom(1);
    await store(...study.instances);
    await removeStudy(study);
    expect(await valkeyCli("ZRANGE", "epoch:later", "0", "-1")).toContain(study.studyUid);
  });
});

test("another gateway sees a change within a second", async () => {
  const study = phantom(2);
  const [first, second] = study.instances;
  const replica = await startSecondGateway(inject("stack"), { settings: {}, isReplica: true });
  try {
    await store(first ?? Buffer.alloc(0));
    await untilFollowed();
    const there = async (): Promise<number> => {
      const fields = `Host: ${new URL(url).host}\r\nCookie: ${inject("session")}\r\nConnection: close`;
      const { text } = await rawHttp(replica.httpPort, `GET /pacs/${metadataOf(study)} HTTP/1.1\r\n${fields}\r\n\r\n`);
      return (JSON.parse(text) as unknown[]).length;
    };
    expect([await there(), await there()]).toEqual([1, 1]);
    await store(second ?? Buffer.alloc(0));
    // However slow this machine is: what is asked after the bound must show the change.
    await untilVerdictsAreOver();
    expect(await there()).toBe(2);
  } finally {
    await replica.stop();
  }
});

test("with a full cache disk, answers are served as before and nothing is cached", async () => {
  const study = phantom(1);
  await store(...study.instances);
  await untilFollowed();
  const replica = await startSecondGateway(inject("stack"), { settings: {}, isReplica: true, cacheDisk: "64m" });
  try {
    const fields = `Host: ${new URL(url).host}\r\nCookie: ${inject("session")}\r\nConnection: close`;
    for (let times = 0; times < 3; times += 1) {
      const request = `GET /pacs/${metadataOf(study)} HTTP/1.1\r\n${fields}\r\n\r\n`;
      const { status, text } = await rawHttp(replica.httpPort, request);
      expect([status, (JSON.parse(text) as unknown[]).length]).toEqual([200, 1]);
    }
    const { stdout } = await docker("exec", replica.container, "find", "/cache", "-type", "f");
    expect(stdout.split("\n").filter((file) => /answers|searches|notes/.test(file))).toEqual([]);
    expect((await replica.log()).map(({ message }) => message)).toContainEqual(expect.stringContaining("disk is full"));
  } finally {
    await replica.stop();
  }
});

test("after a restart of the archive, no older answer is served", async () => {
  const study = phantom(1);
  await store(...study.instances);
  await untilFollowed();
  await untilHit(metadataOf(study));
  const before = await valkeyCli("GET", "epoch");
  await compose(inject("stack"), "restart", "orthanc");
  await until("a new global epoch", async () => ((await valkeyCli("GET", "epoch")) === before ? undefined : true));
  await until("a fresh answer", async () => ((await serve(metadataOf(study))).cache === "MISS" ? true : undefined));
});

test("without the shared state nothing is served, cached or not", async () => {
  const study = phantom(1);
  await store(...study.instances);
  await untilFollowed();
  await untilHit(metadataOf(study));
  await compose(inject("stack"), "stop", "valkey");
  try {
    await within("the refusal", 8, async () =>
      (await ask(`/pacs/${metadataOf(study)}`)).status === 503 ? true : undefined,
    );
    expect((await ask(`/pacs/${metadataOf(study)}`)).status).toBe(503);
  } finally {
    await compose(inject("stack"), "start", "valkey");
  }
  await until("the answer", async () => ((await ask(`/pacs/${metadataOf(study)}`)).status === 200 ? true : undefined));
});
