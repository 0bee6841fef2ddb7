import { randomUUID } from "node:crypto";
import { Agent, type ClientRequest, request } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { phantomSeries } from "../../scripts/lib/phantom";
import { docker } from "../support/docker";
import { spendFirstPassword } from "../support/forms";
import { makePerson, type Person } from "../support/people";
import { pictureHeader, uidsOf } from "../support/pictures";
import { type Stack, startStack } from "../support/stack";

/** A file of 250 MB in an archive of 3 GB. */
const [SIDE, FRAMES] = [1024, 125];
const FRAME_BYTES = SIDE * SIDE * 2;
const SETTINGS = { ORTHANC_MEMORY: "3g", UPLOAD_LIMIT: "320m" };
const LIMIT_KB = 3 * 1024 * 1024;
const DICOM = "multipart/related; type=application/dicom; transfer-syntax=*";
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
  await store([...small.files()]);
  await store([largeFile()]);
});
afterAll(async () => stop());

/** One frame of so many pixels a side in RLE (PS3.5, annex G): a hundredth of a hundredth of it, all of one value. */
function bomb(name: string, side: number): Buffer {
  const header = pictureHeader(name, { bits: 12, samples: 1, frames: 1 }).map((element) =>
    element.tag === 0x00280010 || element.tag === 0x00280011 ? { ...element, value: [side] } : element,
  );
  // Each run is of 128 bytes; a row's runs end with it.
  const rowRuns = Array.from({ length: Math.ceil(side / 128) }, (_, at) => 1 - Math.min(128, side - 128 * at));
  const row = Buffer.from(rowRuns.flatMap((run) => [run & 0xff, 7]));
  const segment = Buffer.concat(Array<Buffer>(side).fill(row));
  const offsets = Buffer.alloc(64);
  for (const [at, value] of [2, 64, 64 + segment.length].entries()) offsets.writeUInt32LE(value, 4 * at);
  const fragments = [Buffer.concat([offsets, segment, segment])];
  return writeInstance([...header, { tag: 0x7fe00010, vr: "OB", value: { fragments } }], "1.2.840.10008.1.2.5");
}

function largeFile(): Buffer {
  const header = pictureHeader(large, { bits: 12, samples: 1, frames: FRAMES }).map((element) =>
    element.tag === 0x00280010 || element.tag === 0x00280011 ? { ...element, value: [SIDE] } : element,
  );
  const pixels = Buffer.alloc(FRAME_BYTES * FRAMES);
  for (let frame = 0; frame < FRAMES; frame += 1)
    pixels.fill(frame + 1, frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES);
  return writeInstance([...header, { tag: 0x7fe00010, vr: "OW", value: pixels }]);
}

async function store(files: readonly Buffer[]): Promise<void> {
  const parts = files.flatMap((file) => [
    Buffer.from("--parts\r\nContent-Type: application/dicom\r\n\r\n"),
    file,
    Buffer.from("\r\n"),
  ]);
  const headers = {
    Cookie: admin?.cookie ?? "",
    Origin: stack.url,
    Accept: "application/dicom+json",
    "Content-Type": 'multipart/related; type="application/dicom"; boundary=parts',
  };
  const body = Buffer.concat([...parts, Buffer.from("--parts--\r\n")]);
  const answer = await fetch(`${stack.url}/pacs/studies`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
}

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

/** Which process Orthanc is, and the most memory that it has had. */
async function orthanc(): Promise<{ process: string; peakKb: number }> {
  const name = `${stack.project}-orthanc-1`;
  const { stdout } = await docker("inspect", "-f", "{{.State.Pid}} {{.RestartCount}} {{.State.StartedAt}}", name);
  const { stdout: status } = await docker("exec", name, "sh", "-c", "grep -h VmHWM /proc/[0-9]*/status");
  const peaks = [...status.matchAll(/VmHWM:\s+(\d+) kB/g)].map(([, kb]) => Number(kb));
  return { process: stdout.trim(), peakKb: Math.max(...peaks) };
}

const instance = (name = large): string => {
  const { study, series, instance: uid } = uidsOf(name);
  return `/studies/${study}/series/${series}/instances/${uid}`;
};

/** What one person asks at once; some of it more than once, none of it cached. */
function everything(): (readonly [path: string, accept: string])[] {
  const numbers = Array.from({ length: 16 }, (_, at) => at + 1);
  const path = instance();
  return [
    ...numbers.map((at) => [`${path}/frames/${at},${at + 50}`, ANY_FORM] as const),
    ...numbers.map((at) => [`${path}/frames/${at}/rendered`, "image/jpeg"] as const),
    ...numbers.slice(8).map((at) => [`${path}/frames/${at}/thumbnail`, "image/jpeg"] as const),
    ...numbers.slice(8).map(() => [path, DICOM] as const),
    [`${path}/bulk/7fe00010`, ANY_FORM],
    [`${path}/metadata`, "application/dicom+json"],
    [`${path}/rendered`, "image/jpeg"],
  ];
}

test("one person's many requests of a large object keep within the archive's memory, and others are served", async () => {
  const { studyUid, seriesUid } = small;
  const answer = await fetch(`${stack.url}/pacs/studies/${studyUid}/series/${seriesUid}/instances`, {
    headers: { Cookie: bob?.cookie ?? "", Accept: "application/dicom+json" },
  });
  const instances = ((await answer.json()) as Record<string, { Value: string[] }>[]).map(
    (one) => `/studies/${studyUid}/series/${seriesUid}/instances/${one["00080018"]?.Value[0]}`,
  );
  expect(instances).toHaveLength(200);
  const before = await orthanc();
  const asked = everything().map(async ([path, accept]) => get(ann, path, accept));
  const over = { value: false };
  const all = Promise.all(asked).finally(() => (over.value = true));
  const others: Answer[] = [];
  for (const path of instances) {
    others.push(await get(bob, `${path}/frames/1`, ANY_FORM), await get(bob, `${path}/rendered`, "image/jpeg"));
    if (over.value) break;
  }
  const answers = await all;
  const after = await orthanc();
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
  expect(others.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...others.map(({ seconds }) => seconds))).toBeLessThan(5);
  const bad = answers.filter(({ status, reason }) => status !== 200 && reason !== "archive-busy");
  expect(bad).toEqual([]);
  // Lists are ranges of the file, and need no room.
  expect(answers.slice(0, 16).map(({ status }) => status)).toEqual(Array(16).fill(200));
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(16);
});

test("pictures of a frame that is a hundred times its file are drawn one after the other, or refused", async () => {
  const [some, most] = [randomUUID(), randomUUID()];
  await store([bomb(some, 12_000)]);
  await store([bomb(most, 20_000)]);
  const before = await orthanc();
  const asked = Array.from({ length: 8 }, async (_, at) =>
    get(ann, `${instance(some)}/frames/1/rendered?viewport=${100 + at},${100 + at}`, "image/jpeg"),
  );
  const never = await get(bob, `${instance(most)}/rendered`, "image/jpeg");
  expect(never).toMatchObject({ status: 413, reason: "object-too-large" });
  expect(never.detail).toContain("ORTHANC_MEMORY");
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status, reason }) => status !== 200 && reason !== "archive-busy")).toEqual([]);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  const after = await orthanc();
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
});

test("requests that are given up as fast as they are sent do not end the archive for memory", async () => {
  const before = await orthanc();
  const until = performance.now() + 8000;
  let sent = 0;
  while (performance.now() < until) {
    sent += 1;
    const path = `${instance()}/frames/${1 + (sent % FRAMES)}/rendered?viewport=${sent},${sent}`;
    void get(ann, path, "image/jpeg").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    open.shift()?.destroy();
  }
  expect(sent).toBeGreaterThan(20);
  expect((await get(bob, `${instance()}/frames/3`, ANY_FORM)).status).toBe(200);
  const after = await orthanc();
  expect(after.process).toBe(before.process);
  expect(after.peakKb).toBeLessThan(LIMIT_KB);
});
