/**
 * Rendering cells and deep objects, by hand (`npm run check:cells [-- --seed N --count N --only PATTERN]`): pictures of every
 * photometric interpretation in every transfer syntax, sound and damaged, N more by chance (200 without a number), and
 * sequences of every depth. Each is stored in a stack of its own, then everything is asked for that makes the archive read
 * it: the archive's process may not end, and each answer is whole within a minute and a 2xx or a refusal for good. Prints a line
 * for each fault; status 1 where there is one. `--only` takes those whose names match it.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { watchProcess } from "../../tests/support/archive-process";
import { allCells, allDepths } from "../../tests/support/cells/corpus";
import { examine, type Examined, examineDeep, type Site } from "../../tests/support/cells/examine";
import { makeStreams } from "../../tests/support/cells/streams";
import { startDicomTools } from "../../tests/support/dicom-tools";
import { spendFirstPassword } from "../../tests/support/forms";
import { startStack } from "../../tests/support/stack";

const EX_USAGE = 64;
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "200" },
    only: { type: "string", default: "" },
  },
});
const [seed, count] = [Number(values.seed), Number(values.count)];
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || count < 0) {
  console.error("Usage: npm run check:cells [-- --seed N --count N --only PATTERN]");
  process.exit(EX_USAGE);
}

const tools = await startDicomTools();
const streams = await makeStreams(tools).finally(tools.close);
const wanted = new RegExp(values.only);
const works = [
  ...allCells(streams, seed, count).map((cell) => ({
    name: cell.name,
    work: async (site: Site) => examine(site, cell),
  })),
  ...allDepths().map((deep) => ({ name: deep.name, work: async (site: Site) => examineDeep(site, deep) })),
].filter(({ name }) => wanted.test(name));

const { stack, stop } = await startStack(process.cwd(), "cells");
try {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  const peer = { port: stack.dicomPort, aet: stack.aet };
  const site = { url: stack.url, cookie, peer, hasEnded: await watchProcess(stack, cookie) };
  const statuses: Record<string, number> = {};
  let [passed, failed, refused] = [0, 0, 0];
  for (const { name, work } of works) {
    const {
      isStored,
      faults,
      statuses: seen,
    } = await work(site).catch((error: unknown): Examined => ({
      isStored: false,
      statuses: [],
      faults: [String(error)],
    }));
    for (const fault of faults) console.log(`seed ${seed}, ${name}: ${fault}`);
    for (const status of seen) statuses[status] = (statuses[status] ?? 0) + 1;
    if (faults.length === 0) passed += 1;
    else failed += 1;
    if (!isStored) refused += 1;
    if ((passed + failed) % 100 === 0) console.log(`${passed + failed} of ${works.length}`);
  }
  console.log(`answers: ${JSON.stringify(statuses)}; ${refused} objects were not taken`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
} finally {
  await stop();
}
