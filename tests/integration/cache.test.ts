import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { cacheFiles, metadataInOrder, serve, untilFollowed, untilHit } from "../support/cache";
import { docker } from "../support/docker";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { reachedSince } from "../support/orthanc-log";
import { makePerson } from "../support/people";
import { ask } from "../support/session";

const { url } = inject("stack");
const name = randomUUID();
const series = phantomSeries({ name, slices: 3, rows: 64, columns: 64, patientName: `Cache^${name}` });
const SERIES = `studies/${series.studyUid}/series/${series.seriesUid}`;
const SEARCH = `studies?StudyInstanceUID=${series.studyUid}`;
const BROTLI = { "Accept-Encoding": "br" };
const FRAMES = { Accept: "multipart/related; type=application/octet-stream; transfer-syntax=*" };
let instance = "";

/** DICOM JSON. */
type Listed = Readonly<Record<string, { readonly Value: readonly string[] }>>;

const session = () => ({ publicUrl: url, cookie: inject("session") });

beforeAll(async () => {
  expect(await storeInstances(session(), [...series.files()])).toEqual({ stored: 3, failed: 0 });
  const listed = (await (await ask(`/pacs/${SERIES}/instances`)).json()) as Listed[];
  instance = listed[0]?.["00080018"]?.Value[0] ?? "";
  expect(instance).not.toBe("");
});

/** Without the boundaries, which Orthanc chooses anew each time. */
function withoutBoundary(body: Buffer): string {
  const text = body.toString("latin1");
  return text.replaceAll(text.slice(2, text.indexOf("\r\n")), "");
}

describe("cache hits", () => {
  test.each([
    ["metadata of a series", () => `${SERIES}/metadata`, {}],
    ["metadata of a study", () => `studies/${series.studyUid}/metadata`, {}],
    ["a frame", () => `${SERIES}/instances/${instance}/frames/1`, FRAMES],
    ["bulk data", () => `${SERIES}/instances/${instance}/bulk/7fe00010`, { Accept: "*/*" }],
    ["a rendered series", () => `${SERIES}/rendered`, { Accept: "image/jpeg" }],
    ["a rendered instance", () => `${SERIES}/instances/${instance}/rendered`, { Accept: "image/png" }],
    ["a thumbnail", () => `${SERIES}/thumbnail`, { Accept: "image/jpeg" }],
    ["a search", () => SEARCH, {}],
    ["the series of a study", () => `studies/${series.studyUid}/series`, {}],
  ] as const)("the second request for %s is a cache hit with the same answer", async (_, path, headers) => {
    const first = await serve(path(), headers);
    const kept = await untilHit(path(), headers);
    expect([first.status, kept.status]).toEqual([200, 200]);
    expect(kept.body.equals(first.body) || withoutBoundary(kept.body) === withoutBoundary(first.body)).toBe(true);
    expect(kept.headers.get("content-type")?.split(";")[0]).toBe(first.headers.get("content-type")?.split(";")[0]);
    for (const { headers: said } of [first, kept]) {
      expect(said.get("cache-control")).toBe("private, no-store");
      expect(said.get("vary")?.split(", ")).toEqual(["Accept", "Accept-Encoding", "Authorization", "Cookie"]);
    }
    expect(kept.headers.get("content-security-policy")).toContain("sandbox");
    for (const field of ["x-accel-expires", "etag", "x-cache-key"]) expect(kept.headers.get(field)).toBeNull();
  });

  test("a cached answer is what Orthanc says", async () => {
    const stack = inject("stack");
    const users = await orthancUsers(stack.project);
    const forwarded = new URL(url);
    const headers = [
      "Accept: application/dicom+json",
      `X-Forwarded-Host: ${forwarded.host}`,
      "X-Forwarded-Proto: http",
    ];
    const line = `GET /dicom-web/${SERIES}/metadata`;
    const [direct] = await askOrthanc(stack, credentialsOf(users, "view"), [{ line, headers }]);
    const kept = await untilHit(`${SERIES}/metadata`);
    expect(metadataInOrder(kept)).toEqual(metadataInOrder({ body: Buffer.from(direct?.text ?? "", "latin1") }));
  });

  test("each content coding has its own cached answer, and all have the same content", async () => {
    const bodies: (readonly object[])[] = [];
    for (const coding of ["br", "gzip", "identity"]) {
      const kept = await untilHit(`${SERIES}/metadata`, { "Accept-Encoding": coding });
      expect(kept.headers.get("content-encoding")).toBe(coding === "identity" ? null : coding);
      bodies.push(metadataInOrder(kept));
    }
    expect(bodies).toEqual(Array(3).fill(bodies[0]));
  });

  test("pixels are cached once for all content codings", async () => {
    const path = `${SERIES}/instances/${instance}/frames/1`;
    await untilHit(path, FRAMES);
    expect((await serve(path, { ...FRAMES, "Accept-Encoding": "gzip" })).cache).toBe("HIT");
    expect((await serve(path, { ...FRAMES, "Accept-Encoding": "identity" })).cache).toBe("HIT");
  });

  test.each([
    ["a rendered picture", () => `${SERIES}/instances/${instance}/rendered`, ["image/jpeg", "image/png"]],
    ["a thumbnail", () => `${SERIES}/instances/${instance}/thumbnail`, ["image/png", "image/jpeg"]],
  ] as const)("%s cached in one representation is not served in another", async (_, path, types) => {
    for (const type of [...types, ...types]) {
      const { status, headers } = await serve(path(), { Accept: type });
      expect([status, headers.get("content-type")]).toEqual([200, type]);
    }
  });

  test("a range requested first is not cached as the whole", async () => {
    const path = `${SERIES}/instances/${instance}/rendered?quality=${50 + Math.floor(Math.random() * 40)}`;
    const part = await serve(path, { Accept: "image/jpeg", Range: "bytes=0-9" });
    expect([part.status, part.body.length]).toEqual([206, 10]);
    const whole = await serve(path, { Accept: "image/jpeg" });
    expect([whole.status, whole.body.subarray(0, 10)]).toEqual([200, part.body]);
    expect(whole.body.length).toBeGreaterThan(100);
    expect(whole.body.subarray(-2).toString("hex")).toBe("ffd9");
  });

  test("a range of a cached answer can be requested", async () => {
    const path = `${SERIES}/instances/${instance}/rendered`;
    const whole = await untilHit(path, { Accept: "image/jpeg" });
    const part = await serve(path, { Accept: "image/jpeg", Range: "bytes=10-19" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 10-19/${whole.body.length}`]);
    expect(part.body).toEqual(whole.body.subarray(10, 20));
  });
});

describe("cached answers and access", () => {
  test("a cached answer gets 401 without a session and 403 without the permission, as if it were not cached", async () => {
    const path = `${SERIES}/metadata`;
    await untilHit(path);
    expect((await ask(`/pacs/${path}`, { headers: { Cookie: "" } })).status).toBe(401);
    const nobody = await makePerson(inject("stack"));
    expect((await ask(`/pacs/${path}`, { headers: { Cookie: nobody.cookie } })).status).toBe(403);
  });

  test("a cached answer gets 401 as soon as the session has ended", async () => {
    const viewer = await makePerson(inject("stack"), "viewer");
    const path = `/pacs/${SERIES}/metadata`;
    const headers = { Cookie: viewer.cookie };
    expect((await ask(path, { headers })).status).toBe(200);
    await ask("/logout", { method: "POST", headers });
    expect((await ask(path, { headers })).status).toBe(401);
  });

  test("an answer cached for one user is served to another who may see it", async () => {
    const viewer = await makePerson(inject("stack"), "viewer");
    await untilHit(`${SERIES}/metadata`);
    expect((await serve(`${SERIES}/metadata`, { Cookie: viewer.cookie })).cache).toBe("HIT");
  });
});

describe("answers that are not cached", () => {
  test.each([
    ["a missing instance", 404, () => `${SERIES}/instances/1.2.3/metadata`],
    ["a missing frame", 400, () => `${SERIES}/instances/${instance}/frames/9`],
  ])("the answer for %s is not cached", async (_, status, path) => {
    for (const time of ["first", "second"]) {
      const { status: said, cache } = await serve(path(), path().includes("frames") ? FRAMES : {});
      expect([said, cache], time).toEqual([status, "MISS"]);
    }
  });

  test("XML and whole studies, which Orthanc sends without a length, are not cached", async () => {
    for (const [path, accept] of [
      [`${SERIES}/metadata`, 'multipart/related; type="application/dicom+xml"'],
      [`studies/${series.studyUid}`, 'multipart/related; type="application/dicom"; transfer-syntax=*'],
    ] as const) {
      await serve(path, { Accept: accept });
      const second = await serve(path, { Accept: accept });
      expect([second.status, second.cache]).toEqual([200, ""]);
    }
  });
});

test("eight concurrent requests for the same uncached answer become one request to Orthanc", async () => {
  const cold = phantomSeries({ name: randomUUID(), slices: 40, rows: 16, columns: 16 });
  await storeInstances(session(), [...cold.files()]);
  const path = `studies/${cold.studyUid}/series/${cold.seriesUid}/metadata`;
  // Orthanc tells of what came through the gateway a second time.
  await untilFollowed();
  await reachedSince();
  const answers = await Promise.all(Array.from({ length: 8 }, async () => serve(path, BROTLI)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
  expect((await reachedSince()).filter((line) => line.endsWith(path))).toHaveLength(1);
});

test("a waiting request gets the answer as soon as it is there, not at the next poll of nginx's cache lock", async () => {
  const cold = phantomSeries({ name: randomUUID(), slices: 6, rows: 64, columns: 64 });
  await storeInstances(session(), [...cold.files()]);
  const instances = `studies/${cold.studyUid}/series/${cold.seriesUid}/instances`;
  const listed = (await (await ask(`/pacs/${instances}`)).json()) as Listed[];
  await untilFollowed();
  const archive = `${inject("stack").project}-orthanc-1`;
  const late: number[] = [];
  for (const one of listed) {
    const path = `${instances}/${one["00080018"]?.Value[0] ?? ""}/rendered`;
    const ends: number[] = [];
    await docker("pause", archive);
    const asked = [1, 2, 3].map(async () => ask(`/pacs/${path}`).finally(() => ends.push(performance.now())));
    // So long that whoever looks twice a second has looked once, and looks again some time after the answer.
    await new Promise((resolve) => setTimeout(resolve, 550));
    await docker("unpause", archive);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    late.push(Math.max(...ends) - Math.min(...ends));
  }
  expect(Math.min(...late)).toBeLessThan(250);
});

test("an empty result is not cached, so that no file name keeps the UID of a deleted study", async () => {
  const missing = "2.25.1234";
  await untilFollowed();
  for (const path of [`studies?StudyInstanceUID=${missing}`, `studies/${missing}/series`]) {
    for (const time of [1, 2])
      expect(await serve(path), `${path}, ${time}`).toMatchObject({ status: 200, cache: "MISS" });
  }
});

test("cached files can be read by the gateway's user only", async () => {
  await untilHit(`${SERIES}/metadata`);
  const [file = ""] = await cacheFiles("answers");
  const gateway = `${inject("stack").project}-gateway-1`;
  const { stdout } = await docker("exec", gateway, "stat", "-c", "%a %U", "/cache", "/cache/answers", file);
  expect(stdout.trim().split("\n")).toEqual(["700 collimator", "700 collimator", "600 collimator"]);
});
