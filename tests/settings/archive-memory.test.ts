import { randomUUID } from "node:crypto";
import { Agent, type ClientRequest, request } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { spendFirstPassword } from "../support/forms";
import { bomb, crowdedFile, instancePath, largeFile, orthancOf, storeAs, storeCrowded } from "../support/large-objects";
import { uidsOf } from "../support/pictures";
import { makePerson, type Person } from "../support/people";
import { type Stack, startStack } from "../support/stack";

/** A file of 250 MB in an archive of 3 GB. */
const FRAMES = 125;
const SETTINGS = { ORTHANC_MEMORY: "3g", UPLOAD_LIMIT: "320m" };
const LIMIT_KB = 3 * 1024 * 1024;
/** For one of the others' requests. */
const MOST_SECONDS = 25;
/** Lists of frames at once; of 16, some waited for their turn for too long beside a busy disk. */
const LISTS = 8;
const DICOM = "multipart/related; type=application/dicom; transfer-syntax=*";
const XML = "multipart/related; type=application/dicom+xml";
const ANY_FORM = "multipart/related; type=application/octet-stream; transfer-syntax=*";

let stack: Stack;
let stop: () => Promise<void>;
let [ann, bob, admin]: Person[] = [];
const large = randomUUID();
const small = phantomSeries({ name: randomUUID(), slices: 200, rows: 256, columns: 256 });

beforeAll(async () => {
  ({ stack, stop } = await startStack(process.cwd(), "memory", SETTINGS));
  admin = { name: stack.adminName, cookie: await spendFirstPassword(stack, stack.firstPassword) };
  [ann, bob] = [await makePerson(stack, "researcher"), await makePerson(stack, "viewer")];
  await storeAs(stack, admin.cookie, [...small.files()]);
  await storeAs(stack, admin.cookie, [largeFile(large, FRAMES)]);
});
afterAll(async () => stop());

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
const open: ClientRequest[] = [];
afterEach(() => {
  for (const call of open.splice(0)) call.destroy();
});

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly seconds: number;
}

/** A GET whose body is read and thrown away, as long as it is none of a problem. */
async function get(person: Person | undefined, path: string, accept: string): Promise<Answer> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { Cookie: person?.cookie ?? "", Accept: accept };
    const call = request(`${stack.url}/pacs${path}`, { agent, headers });
    call.on("error", reject);
    call.on("response", (response) => {
      let text = "";
      const status = response.statusCode ?? 0;
      response.on("data", (piece: Buffer) => (text = status === 200 ? "" : text + piece.toString()));
      response.on("error", reject);
      response.on("end", () => {
        const problem = status === 200 ? {} : (JSON.parse(text) as { reason?: string; detail?: string });
        resolve({
          status,
          reason: problem.reason ?? "",
          detail: problem.detail ?? "",
          seconds: (performance.now() - begun) / 1000,
        });
      });
    });
    call.end();
    open.push(call);
  });
}

/** What one person asks at once; some of it more than once, none of it cached. */
function everything(): (readonly [path: string, accept: string])[] {
  const numbers = Array.from({ length: 16 }, (_, at) => at + 1);
  const path = instancePath(large);
  return [
    ...numbers.slice(LISTS).map((at) => [`${path}/frames/${at},${at + 50}`, ANY_FORM] as const),
    ...numbers.map((at) => [`${path}/frames/${at}/rendered`, "image/jpeg"] as const),
    ...numbers.slice(8).map((at) => [`${path}/frames/${at}/thumbnail`, "image/jpeg"] as const),
    ...numbers.slice(8).map(() => [path, DICOM] as const),
    [`${path}/bulk/7fe00010`, ANY_FORM],
    [`${path}/metadata`, "application/dicom+json"],
    [`${path}/rendered`, "image/jpeg"],
  ];
}

/** The paths of the small study's instances. */
async function smallInstances(): Promise<string[]> {
  const { studyUid, seriesUid } = small;
  const answer = await fetch(`${stack.url}/pacs/studies/${studyUid}/series/${seriesUid}/instances`, {
    headers: { Cookie: bob?.cookie ?? "", Accept: "application/dicom+json" },
  });
  const instances = ((await answer.json()) as Record<string, { Value: string[] }>[]).map(
    (one) => `/studies/${studyUid}/series/${seriesUid}/instances/${one["00080018"]?.Value[0]}`,
  );
  expect(instances).toHaveLength(200);
  return instances;
}

test("one person's many requests for a large object fit the archive's memory, and others are served", async () => {
  const before = await orthancOf(stack);
  const asked = everything().map(async ([path, accept]) => get(ann, path, accept));
  const over = { value: false };
  const all = Promise.all(asked).finally(() => (over.value = true));
  const others: Answer[] = [];
  for (const path of await smallInstances()) {
    others.push(await get(bob, `${path}/frames/1`, ANY_FORM), await get(bob, `${path}/rendered`, "image/jpeg"));
    if (over.value) break;
  }
  const answers = await all;
  const after = await orthancOf(stack);
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
  expect(others.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...others.map(({ seconds }) => seconds))).toBeLessThan(MOST_SECONDS);
  const bad = answers.filter(({ status, reason }) => status !== 200 && reason !== "archive-busy");
  expect(bad).toEqual([]);
  // Lists are ranges of the file, and need no room.
  expect(answers.slice(0, LISTS).map(({ status }) => status)).toEqual(Array(LISTS).fill(200));
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(LISTS);
});

test("pictures of a frame a hundred times larger than its file are rendered one by one or refused", async () => {
  const [some, most] = [randomUUID(), randomUUID()];
  await storeAs(stack, admin?.cookie ?? "", [bomb(some, 12_000)]);
  await storeAs(stack, admin?.cookie ?? "", [bomb(most, 20_000)]);
  const before = await orthancOf(stack);
  const asked = Array.from({ length: 8 }, async (_, at) =>
    get(ann, `${instancePath(some)}/frames/1/rendered?viewport=${100 + at},${100 + at}`, "image/jpeg"),
  );
  const never = await get(bob, `${instancePath(most)}/rendered`, "image/jpeg");
  expect(never).toMatchObject({ status: 413, reason: "object-too-large" });
  expect(never.detail).toContain("ORTHANC_MEMORY");
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status, reason }) => status !== 200 && reason !== "archive-busy")).toEqual([]);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  const after = await orthancOf(stack);
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
});

test("small files of very many elements fit the archive's memory, and others are served meanwhile", async () => {
  const instances = await smallInstances();
  const before = await orthancOf(stack);
  const names = Array.from({ length: 3 }, () => randomUUID());
  const over = { value: false };
  const stored = Promise.all(names.map(async (name) => storeAs(stack, admin?.cookie ?? "", [crowdedFile(name)])));
  const all = stored.finally(() => (over.value = true));
  const others: Answer[] = [];
  for (const path of instances) {
    others.push(await get(bob, `${path}/metadata`, "application/dicom+json"));
    if (over.value) break;
  }
  await all;
  expect(others.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...others.map(({ seconds }) => seconds))).toBeLessThan(MOST_SECONDS);
  const read = await Promise.all(
    names.map(async (name) => get(ann, `${instancePath(name)}/metadata`, "application/dicom+json")),
  );
  expect(read.filter(({ status, reason }) => status !== 200 && reason !== "archive-busy")).toEqual([]);
  const after = await orthancOf(stack);
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
});

test("two people who read series of crowded objects at once fit the archive's memory, and others are served meanwhile", async () => {
  const instances = await smallInstances();
  const series = [await storeCrowded(stack, admin?.cookie ?? ""), await storeCrowded(stack, admin?.cookie ?? "")];
  const before = await orthancOf(stack);
  const paths = series.flatMap((names) => {
    const { study, series: uid } = uidsOf(names[0] ?? "");
    const below = names.map((name) => `/studies/${study}/series/${uid}/instances/${uidsOf(name).instance}`);
    return [
      `/studies/${study}/series/${uid}/metadata`,
      ...below.flatMap((one) => [`${one}/metadata`, `${one}/rendered`]),
    ];
  });
  const over = { value: false };
  const asked = paths.flatMap((path) => [
    get(ann, path, path.endsWith("rendered") ? "image/jpeg" : "application/dicom+json"),
    get(bob, path, path.endsWith("rendered") ? "image/png" : XML),
  ]);
  const all = Promise.all(asked).finally(() => (over.value = true));
  const others: Answer[] = [];
  for (const path of instances.toReversed()) {
    others.push(await get(admin, `${path}/metadata`, "application/dicom+json"));
    if (over.value) break;
  }
  const answers = await all;
  expect(others.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...others.map(({ seconds }) => seconds))).toBeLessThan(MOST_SECONDS);
  expect(answers.filter(({ status, reason }) => status !== 200 && reason !== "archive-busy")).toEqual([]);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  const after = await orthancOf(stack);
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
});

test("requests abandoned as fast as they are sent do not end the archive for lack of memory", async () => {
  const before = await orthancOf(stack);
  for (let sent = 0; sent < 70; sent += 1) {
    // Of what is cached the gateway goes on to ask when its client has gone.
    void get(ann, instancePath(large), DICOM).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (open.length > 2) open.shift()?.destroy();
  }
  expect((await get(bob, `${instancePath(large)}/frames/3`, ANY_FORM)).status).toBe(200);
  const after = await orthancOf(stack);
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
});
