import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { sendByCStore } from "../support/c-store";
import { type DicomTools, startDicomTools } from "../support/dicom-tools";
import { storeFiles } from "../support/multipart";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { httpStacks, orthancPid } from "../support/orthanc-threads";
import { pictureHeader, uidsOf } from "../support/pictures";
import { ask } from "../support/session";
import { CODECS, encode } from "../support/transfer-syntaxes";

/** Referenced Series Sequence: every level of a deep object is one of these. */
const SEQUENCE = 0x00081115;
/** What DCMTK lets in by C-STORE. */
const DEEPEST = 63;

let tools: DicomTools;
let pid: string;
beforeAll(async () => {
  tools = await startDicomTools();
});
afterAll(async () => tools.close());
beforeEach(async () => {
  pid = await orthancPid();
});

/** An object without pixels, with that many sequences in each other. */
function deepFile(name: string, levels: number): Buffer {
  let items: readonly Element[] = [];
  for (let level = 1; level < levels; level += 1) items = [{ tag: SEQUENCE, vr: "SQ", value: [items] }];
  const header = pictureHeader(name, { bits: 8, samples: 1, frames: 1 }).filter(({ tag }) => tag < 0x00280000);
  return writeInstance([...header, { tag: SEQUENCE, vr: "SQ", value: [items] }]);
}

async function expectStored(name: string): Promise<void> {
  const answer = await ask(`/pacs/studies/${uidsOf(name).study}/metadata`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toHaveLength(1);
  expect(await orthancPid(), "the archive's process").toBe(pid);
}

test("every HTTP thread of the archive has a stack of 8 MiB", async () => {
  const stacks = await httpStacks();
  expect(stacks.length).toBeGreaterThan(100);
  // The stack pointers are not all at the very same depth.
  expect(stacks[0]).toBeGreaterThan(7.9);
});

test("STOW-RS stores an object of 50 nested sequences", async () => {
  const name = randomUUID();
  await storeFiles([deepFile(name, 50)]);
  await expectStored(name);
});

test("the archive's own HTTP API stores an object of 50 nested sequences", async () => {
  const [name, stack] = [randomUUID(), inject("stack")];
  const body = deepFile(name, 50).toString("latin1");
  const store = credentialsOf(await orthancUsers(stack.project), "store");
  const [answer] = await askOrthanc(stack, store, [{ line: "POST /instances", body }]);
  expect(answer).toMatchObject({ status: 200 });
  await expectStored(name);
});

test("an object as deep as DCMTK accepts by C-STORE can be searched for, without its sequence", async () => {
  const name = randomUUID();
  await sendByCStore([deepFile(name, DEEPEST)]);
  const { study } = uidsOf(name);
  const answer = await ask(`/pacs/studies/${study}/instances?includefield=00081115`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).not.toContain('"00081115"');
  await expectStored(name);
});

test("what the archive passes to its hooks for deep objects fits onto Lua's stack, many times over", async () => {
  const names = Array.from({ length: 20 }, () => randomUUID());
  await sendByCStore(names.map((name, at) => deepFile(name, DEEPEST - at)));
  await expectStored(names.at(-1) ?? "");
});

test("DCMTK refuses deeper objects by C-STORE, and the archive survives", async () => {
  await expect(sendByCStore([deepFile(randomUUID(), DEEPEST + 2)])).rejects.toThrow();
  expect(await orthancPid()).toBe(pid);
});

test("JPEG 2000 in YBR_ICT is rendered", async () => {
  const codec = CODECS.find(({ name }) => name === "JPEG 2000 lossy");
  if (codec === undefined) throw new Error("no such codec");
  const name = randomUUID();
  await storeFiles([inYbrIct(await encode(tools, codec, name, { bits: 8, samples: 3, frames: 1 }))]);
  const { study, series } = uidsOf(name);
  const path = `/pacs/studies/${study}/series/${series}/instances`;
  const [found] = (await (await ask(path)).json()) as Record<string, { Value?: string[] }>[];
  const instance = `${path}/${found?.["00080018"]?.Value?.[0]}`;
  for (const resource of ["rendered", "thumbnail", "frames/1/rendered", "frames/1"]) {
    const answer = await ask(`${instance}/${resource}`);
    expect([resource, answer.status]).toEqual([resource, 200]);
    await answer.arrayBuffer();
  }
  await expectStored(name);
});

/** The same file, which says that its colours are those of JPEG 2000's irreversible transform (PS3.3, C.7.6.3.1.2). */
function inYbrIct(file: Buffer): Buffer {
  const said = Buffer.from("\x28\0\x04\0CS\x04\0RGB ", "latin1");
  const at = file.indexOf(said);
  if (at < 0) return file;
  const other = Buffer.from("\x28\0\x04\0CS\x08\0YBR_ICT ", "latin1");
  return Buffer.concat([file.subarray(0, at), other, file.subarray(at + said.length)]);
}
