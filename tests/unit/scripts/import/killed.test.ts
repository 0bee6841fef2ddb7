import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MOST_PARTS } from "../../../../scripts/lib/import/batch";
import { MOST_REQUESTS } from "../../../../scripts/lib/import/run";
import { testFolder, writeFiles } from "../../../support/folders";
import { beginImport, linesOf } from "../../../support/import-command";
import { instance } from "../../../support/store-files";
import { startStoreServer, stored } from "../../../support/store-server";

const FILES = 2000;

test("an import that is killed twice ends complete, and sends again only what was under way", async () => {
  const folder = testFolder();
  const journal = join(testFolder(), "journal");
  const files = Array.from({ length: FILES }, (_, number) => instance({ sopInstance: `1.2.3.${number}` }));
  writeFiles(folder, Object.fromEntries(files.map((bytes, number) => [`${number}.dcm`, bytes])));
  let child: ChildProcess | undefined;
  let killAt = 0;
  const { url, requests } = await startStoreServer((parts, request) => {
    if (request === killAt) child?.kill("SIGKILL");
    return stored(parts);
  });
  const words = ["--url", url, "--journal", journal, folder];
  const begin = (): ReturnType<typeof beginImport> => beginImport(words, { COLLIMATOR_TOKEN: "clt_a_b" });
  for (const more of [8, 11]) {
    killAt = requests.length + more;
    const begun = begin();
    child = begun.child;
    expect(await begun.ended).toMatchObject({ signal: "SIGKILL", stdout: "" });
  }
  killAt = 0;
  const before = linesOf(journal) - 1;
  const { status, stdout, stderr } = await begin().ended;
  expect([stderr, status]).toEqual(["", 0]);
  expect(stdout).toContain(`${(FILES - before).toLocaleString("en")} files stored, 0 refused`);
  const sent = requests.flat();
  expect(new Set(sent).size).toBe(FILES);
  expect(sent.length - FILES).toBeLessThanOrEqual(2 * MOST_REQUESTS * MOST_PARTS);
});
