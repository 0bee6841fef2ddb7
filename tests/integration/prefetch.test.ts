import { beforeAll, describe, expect, inject, test } from "vitest";
import { sendByCStore } from "../support/c-store";
import { metadataInOrder, serve, untilFollowed } from "../support/cache";
import { docker, until } from "../support/docker";
import { makePerson } from "../support/people";
import {
  BROWSER,
  gatewayName,
  keptOf,
  metadataOf,
  navigate,
  phantom,
  servedFirst,
  store,
  untilPrefetched,
  WARM,
} from "../support/prefetch";

const archive = `${inject("stack").project}-orthanc-1`;

/** Sent before all tests, since it takes its time to become stable; the last one looks. */
const sent = phantom(4);
beforeAll(async () => sendByCStore(sent.instances));

/** How many connections to the socket for warming are open. */
async function underWay(): Promise<number> {
  const { stdout } = await docker("exec", gatewayName(), "grep", "-c", "03 .*prefetch.sock", "/proc/net/unix");
  return Number(stdout);
}

describe("prefetching when somebody opens a study", () => {
  test("what the viewer reads first is cached before it asks", async () => {
    const study = phantom(8);
    await store(...study.instances);
    await untilFollowed();
    expect(await navigate(inject("session"), study)).toBe(200);
    await untilPrefetched(study, 7);
    const search = `studies?limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060%2C00080090%2C00100030&StudyInstanceUID=${study.studyUid}`;
    const series = `studies/${study.studyUid}/series?includefield=00080021%2C00080031%2C0008103E%2C00200011`;
    expect((await serve(search, BROWSER)).cache).toBe("HIT");
    expect((await serve(series, BROWSER)).cache).toBe("HIT");
    expect(await servedFirst(study)).toEqual(WARM);
  });

  test("prefetched answers equal those without prefetching", async () => {
    const study = phantom(4);
    await store(...study.instances);
    await untilFollowed();
    await navigate(inject("session"), study);
    await untilPrefetched(study, 3);
    const warm = await serve(metadataOf(study), BROWSER);
    const cold = await serve(metadataOf(study), { ...BROWSER, "Accept-Encoding": "identity" });
    expect([warm.cache, cold.cache]).toEqual(["HIT", "MISS"]);
    expect(metadataInOrder(warm)).toEqual(metadataInOrder(cold));
    for (const field of ["content-type", "cache-control", "content-security-policy"]) {
      expect(warm.headers.get(field)).toBe(cold.headers.get(field));
    }
  });

  test("nothing is prefetched for a person who may not view, or without a session", async () => {
    const [secret, open] = [phantom(2), phantom(2)];
    await store(...secret.instances, ...open.instances);
    await untilFollowed();
    const uploader = await makePerson(inject("stack"), "uploader");
    expect(await navigate(uploader.cookie, secret)).toBe(403);
    expect(await navigate("", secret)).toBe(401);
    await navigate(inject("session"), open);
    // The queue is worked off in order.
    await untilPrefetched(open, 1);
    expect(await keptOf(secret)).toEqual([]);
  });

  test("prefetching has at most two requests under way", async () => {
    const studies = Array.from({ length: 12 }, () => phantom(6));
    await store(...studies.flatMap(({ instances }) => instances));
    await untilFollowed();
    // While the archive stands still so do they; as they come and go, a look at the list may see one and its successor.
    expect((await docker("pause", archive)).status).toBe(0);
    try {
      for (const study of studies) await navigate(inject("session"), study);
      await until("two requests", async () => ((await underWay()) === 2 ? true : undefined));
      // The lanes look ten times a second.
      for (let looks = 0; looks < 20; looks += 1) expect(await underWay()).toBe(2);
    } finally {
      await docker("unpause", archive);
    }
    const last = studies.at(-1);
    if (last !== undefined) await untilPrefetched(last, 5);
  });
});

describe("prefetching while a study changes", () => {
  test("no outdated answer is served after a change during prefetching", async () => {
    const study = phantom(8);
    for (const [at, file] of study.instances.entries()) {
      await Promise.all([store(file), navigate(inject("session"), study)]);
      const { status, body } = await serve(metadataOf(study), BROWSER);
      expect([status, (JSON.parse(body.toString()) as unknown[]).length]).toEqual([200, at + 1]);
    }
  });

  test("an answer prefetched before a change is not found afterwards", async () => {
    const study = phantom(3);
    const [first, ...more] = study.instances;
    await store(first ?? Buffer.alloc(0));
    await untilFollowed();
    await navigate(inject("session"), study);
    await untilPrefetched(study, 0);
    await store(...more);
    const { cache, body } = await serve(metadataOf(study), BROWSER);
    expect(cache).not.toBe("HIT");
    expect((JSON.parse(body.toString()) as unknown[]).length).toBe(3);
  });
});

test("a study received by C-STORE is cached once it is stable, although nobody has asked for it", async () => {
  // Orthanc's StableAge is 15 s.
  await untilPrefetched(sent, 3);
  expect(await servedFirst(sent)).toEqual(WARM);
});
