import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { watchProcess } from "../support/archive-process";
import { allCells, sampleOf, sampleOfDepths } from "../support/cells/corpus";
import type { Cell } from "../support/cells/cell";
import { examine, examineDeep, type Site } from "../support/cells/examine";
import { makeStreams } from "../support/cells/streams";
import { type DicomTools, startDicomTools } from "../support/dicom-tools";

/** `npm run check:cells` has them all. */
const CELLS = 30;
const BY_CHANCE = 100;
const SEED = 1;

let tools: DicomTools;
let site: Site;
let cells: readonly Cell[];

beforeAll(async () => {
  const [stack, cookie] = [inject("stack"), inject("session")];
  tools = await startDicomTools();
  cells = sampleOf(allCells(await makeStreams(tools), SEED, BY_CHANCE), CELLS);
  const peer = { port: stack.dicomPort, aet: stack.aet };
  site = { url: stack.url, cookie, peer, hasEnded: await watchProcess(stack, cookie) };
});
afterAll(async () => tools.close());

test("pictures of every kind, sound and damaged, are rendered or refused for good, and the archive survives", async () => {
  const faults: string[] = [];
  for (const cell of cells) {
    const examined = await examine(site, cell);
    faults.push(...examined.faults.map((fault) => `${cell.name}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(cells.length).toBeGreaterThanOrEqual(CELLS);
});

test.each(sampleOfDepths().map((deep) => [deep.name, deep] as const))(
  "the archive survives the deep object: %s",
  async (_, deep) => {
    expect((await examineDeep(site, deep)).faults).toEqual([]);
  },
);
