import { utimesSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { withJournals } from "../../../../scripts/lib/import/command";
import { folderSource } from "../../../../scripts/lib/import/folder";
import { runImport } from "../../../../scripts/lib/import/run";
import { newTally, type Tally } from "../../../../scripts/lib/import/tally";
import { testFolder, writeFiles } from "../../../support/folders";
import { instance } from "../../../support/store-files";
import { type Answering, startStoreServer, stored } from "../../../support/store-server";

const TERMINAL = { write: () => true };

function instances(count: number): Record<string, Buffer> {
  const names = Array.from({ length: count }, (_, number) => `${String(number).padStart(4, "0")}.dcm`);
  return Object.fromEntries(names.map((name, number) => [name, instance({ sopInstance: `1.2.3.${number}` })]));
}

/** Imports a folder with a journal beside it. */
async function imported(
  folder: string,
  journal: string,
  answer: Answering,
): Promise<{ tally: Tally; sent: number; why: string | undefined }> {
  const { url, requests } = await startStoreServer(answer);
  const sources = withJournals([await folderSource(folder)], "http://same.example.org", journal);
  if (typeof sources === "string") throw new Error(sources);
  const tally = newTally(undefined);
  const why = await runImport({ gateway: { url, headers: {} }, sources, tally, terminal: TERMINAL });
  return { tally, sent: requests.flat().length, why };
}

test("a second import sends only what has changed since, and what was refused", async () => {
  const folder = testFolder();
  const journal = join(testFolder(), "journal");
  writeFiles(folder, { ...instances(200), "readme.txt": "text" });
  const bad = instance({ sopInstance: "1.2.9" });
  writeFiles(folder, { "bad.dcm": bad });
  const refuseBad: Answering = (parts) => stored(parts, { [bad.toString("latin1")]: "truncated" });
  const first = await imported(folder, journal, refuseBad);
  expect(first.tally).toMatchObject({ stored: 200, before: 0, refused: 1, skipped: 1 });
  writeFiles(folder, {
    "0007.dcm": instance({ sopInstance: "1.2.3.7.7" }),
    "new.dcm": instance({ sopInstance: "1.2.8" }),
  });
  const second = await imported(folder, journal, refuseBad);
  expect(second.tally).toMatchObject({ stored: 2, before: 199, refused: 1, skipped: 1 });
  expect(second.tally.groups.refused.get("truncated")?.names).toEqual([join(folder, "bad.dcm")]);
});

test("images of another patient that have taken the place, size and time of stored ones are sent", async () => {
  const folder = testFolder();
  const journal = join(testFolder(), "journal");
  for (const patientId of ["1", "2"]) {
    writeFiles(folder, { IM1: instance({ patientId, sopInstance: `1.2.3.${patientId}` }) });
    utimesSync(join(folder, "IM1"), 1, 1);
    const { tally, sent } = await imported(folder, journal, (parts) => stored(parts));
    expect([tally.stored, tally.before, sent], patientId).toEqual([1, 0, 1]);
  }
  const again = await imported(folder, journal, (parts) => stored(parts));
  expect([again.tally.stored, again.tally.before, again.sent]).toEqual([0, 1, 0]);
});

test("an import that ends early has counted and remembered what was acknowledged, and the next one sends the rest", async () => {
  const folder = testFolder();
  const journal = join(testFolder(), "journal");
  writeFiles(folder, instances(500));
  const full: Answering = (parts, number) =>
    number <= 2 ? stored(parts) : { status: 401, body: { detail: "It ended." } };
  const first = await imported(folder, journal, full);
  expect([first.tally.stored, first.why]).toEqual([128, "the gateway answers 401: It ended."]);
  const second = await imported(folder, journal, (parts) => stored(parts));
  expect(second.tally).toMatchObject({ stored: 372, before: 128 });
  expect([second.sent, second.why]).toEqual([372, undefined]);
});

test("an import ends if the archive has no time for three files in a row, whose answers come before they are sent", async () => {
  const busy = { status: 503, headers: { "Retry-After": "0" }, body: { reason: "archive-unavailable" } };
  const { url, requests } = await startStoreServer(() => busy, true);
  // Each of them is sent alone.
  const [first, piece] = [instance(), Buffer.alloc(1_000_000)];
  const open = async (): Promise<Readable> =>
    Promise.resolve(Readable.from([first, ...Array.from({ length: 20 }, () => piece)]));
  async function* walk() {
    for (let number = 0; number < 9; number += 1) {
      const name = String(number);
      yield await Promise.resolve({ name, size: first.length + 20 * piece.length, identity: name, open });
    }
  }
  const source = { key: "", walk, close: () => undefined };
  const tally = newTally(undefined);
  const sources = [{ source, journal: undefined }];
  const why = await runImport({ gateway: { url, headers: {} }, sources, tally, terminal: TERMINAL });
  expect(why).toBe("the gateway says archive-unavailable, again and again");
  expect(tally.stored).toBe(0);
  expect(tally.refused).toBeGreaterThanOrEqual(3);
  expect(requests.length).toBeLessThan(9 * 8);
});

test("a file that makes a proxy fail each time is refused, and the others of its request are stored", async () => {
  const folder = testFolder();
  const odd = instance({ sopInstance: "1.2.9" });
  writeFiles(folder, { ...instances(20), "odd.dcm": odd });
  const { tally, why } = await imported(folder, join(testFolder(), "journal"), (parts) =>
    parts.includes(odd.toString("latin1")) ? { status: 502, headers: { "Retry-After": "0" } } : stored(parts),
  );
  expect([tally.stored, tally.refused, why]).toEqual([20, 1, undefined]);
  expect(tally.groups.refused.get("no-answer")?.names).toEqual([join(folder, "odd.dcm")]);
});

test("an import of a source that is gone ends with a sentence", async () => {
  async function* walk(): AsyncGenerator<never> {
    yield await Promise.reject(new Error("it is gone"));
  }
  const sources = [{ source: { key: "", walk, close: () => undefined }, journal: undefined }];
  const gateway = { url: "http://127.0.0.1:1", headers: {} };
  expect(await runImport({ gateway, sources, tally: newTally(undefined), terminal: TERMINAL })).toBe("it is gone");
});
