import { randomBytes, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { startDicomTools } from "../support/dicom-tools";
import { connectionsToArchive } from "../support/archive-pause";
import { docker } from "../support/docker";
import { instancePath } from "../support/large-objects";
import { storeFiles } from "../support/multipart";
import { reachedSince } from "../support/orthanc-log";
import { makePerson, type Person } from "../support/people";
import { pictureHeader } from "../support/pictures";

const stack = inject("stack");
const archive = `${stack.project}-orthanc-1`;
/** What the gateway lets one person have at the archive at a time, of quick requests. */
const MOST = 16;
/** For how long the gateway believes how large a file is, and whose study, that it has asked about. */
const BELIEVED_MS = { size: 5000, study: 10_000 };
const [large, small] = [randomUUID(), randomUUID()];
let [ann, bob, cyd]: Person[] = [];

/** Noise of so many pixels a side in JPEG 2000, which takes a decoder long. */
async function noise(tools: Awaited<ReturnType<typeof startDicomTools>>, name: string, side: number): Promise<Buffer> {
  const header = pictureHeader(name, { bits: 8, samples: 1, frames: 1 }).map((element) =>
    element.tag === 0x00280010 || element.tag === 0x00280011 ? { ...element, value: [side] } : element,
  );
  const pixels = { tag: 0x7fe00010, vr: "OB", value: randomBytes(side * side) };
  await writeFile(join(tools.folder, "in.dcm"), writeInstance([...header, pixels]));
  await tools.shell("gdcmconv --j2k in.dcm out.dcm");
  return readFile(join(tools.folder, "out.dcm"));
}

beforeAll(async () => {
  [ann, bob, cyd] = [
    await makePerson(stack, "viewer"),
    await makePerson(stack, "viewer"),
    await makePerson(stack, "viewer"),
  ];
  const tools = await startDicomTools();
  await storeFiles([await noise(tools, large, 2400), await noise(tools, small, 64)]);
  await tools.close();
});

afterEach(async () => docker("unpause", archive));

let asked = 0;
/** Asks for a picture in a size that nobody has asked for; the status, and seconds. */
async function draw(person: Person | undefined, name: string, signal?: AbortSignal): Promise<[number, number]> {
  asked += 1;
  const begun = performance.now();
  const path = `${instancePath(name)}/frames/1/rendered?viewport=${64 + (asked % 2000)},${64 + Math.floor(asked / 2000)}`;
  const headers = { Cookie: person?.cookie ?? "", Accept: "image/png" };
  const answer = await fetch(`${stack.url}/pacs${path}`, { headers, ...(signal && { signal }) });
  await answer.arrayBuffer();
  return [answer.status, (performance.now() - begun) / 1000];
}

/**
 * Stops the archive with more of one person's requests for a picture than there are slots, and all slots taken; gives
 * them up when told to. Where the machine is so slow that the gateway has to ask about the picture anew, the archive
 * goes on, and all of it is done again.
 */
async function takeSlots(): Promise<() => Promise<unknown[]>> {
  for (let tries = 0; tries < 5; tries += 1) {
    // Then the gateway asks about the picture once more, and no later.
    await new Promise((resolve) => setTimeout(resolve, BELIEVED_MS.study + 500));
    await reachedSince();
    expect((await draw(cyd, small))[0]).toBe(200);
    await docker("pause", archive);
    const gone = new AbortController();
    const all = Array.from({ length: MOST + 8 }, async () => draw(cyd, small, gone.signal).catch(() => "gone"));
    const giveUpAll = async (): Promise<unknown[]> => {
      gone.abort();
      return Promise.all(all);
    };
    const end = performance.now() + BELIEVED_MS.size;
    do {
      if ((await connectionsToArchive(stack)) >= MOST) return giveUpAll;
    } while (performance.now() < end);
    await giveUpAll();
    await docker("unpause", archive);
  }
  throw new Error("the slots could not be taken in time");
}

test("a request abandoned while the archive works on it keeps its slot until it is done, and a waiting one is never sent", async () => {
  const giveUpAll = await takeSlots();
  // The others have come to wait meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(new Set(await giveUpAll())).toEqual(new Set(["gone"]));
  expect((await draw(cyd, small))[0]).toBe(503);
  await docker("unpause", archive);
  expect((await draw(bob, small))[0]).toBe(200);
  expect((await draw(cyd, small))[0]).toBe(200);
  const reached = (await reachedSince()).filter((line) => line.endsWith(`${instancePath(small)}/frames/1/rendered`));
  // And one before, and two afterwards.
  expect(reached.length).toBeGreaterThanOrEqual(MOST);
  expect(reached.length).toBeLessThan(MOST + 8);
}, 120_000);

const isGivingUp = { value: true };
afterAll(() => (isGivingUp.value = false));

async function giveUp(): Promise<void> {
  while (isGivingUp.value) await draw(ann, large, AbortSignal.timeout(100)).catch(() => undefined);
}

test("abandoned rendering requests of one person do not keep others waiting", async () => {
  expect((await draw(bob, small))[0]).toBe(200);
  const [status, alone] = await draw(bob, large);
  expect(status).toBe(200);
  const all = Array.from({ length: 8 }, giveUp);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const others: [number, number][] = [];
  while (others.length < 5) others.push(await draw(bob, small));
  isGivingUp.value = false;
  await Promise.all(all);
  expect(others.map(([drawn]) => drawn)).toEqual([200, 200, 200, 200, 200]);
  const seconds = others.map(([, took]) => took).sort((one, other) => one - other);
  // Behind those of a queue it would be many times as long as a large picture takes.
  expect(seconds[2]).toBeLessThan(3 * alone + 1);
}, 120_000);
