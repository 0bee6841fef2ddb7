import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { phantomSeries } from "../../scripts/lib/phantom";
import { uidOf } from "../../scripts/lib/uid";
import { type DicomTools, startDicomTools } from "../support/dicom-tools";
import { until } from "../support/docker";
import { testFolder, writeFiles } from "../support/folders";
import { ADMIN_PASSWORD } from "../support/forms";
import { beginImport, type Imported, linesOf, runImport } from "../support/import-command";
import { ask } from "../support/session";
import { explicit, instance } from "../support/store-files";
import { makeToken } from "../support/tokens";
import { zipOfAll } from "../support/zip";

let secret = "";

beforeAll(async () => {
  const stack = inject("stack");
  secret = (await makeToken(stack, stack.adminName, { permissions: ["upload"] })).secret;
});

/** Imports into the stack with a token and a folder of state. */
async function imported(state: string, ...words: readonly string[]): Promise<Imported> {
  const environment = { COLLIMATOR_TOKEN: secret, XDG_STATE_HOME: state };
  return runImport(["--url", inject("stack").url, ...words], environment);
}

/** How many instances a study has in the archive. */
async function instancesOf(study: string): Promise<unknown> {
  const answer = await ask(`/pacs/studies?StudyInstanceUID=${study}&includefield=00201208`);
  const [found] = (await answer.json()) as Record<string, { Value?: unknown[] }>[];
  return found?.["00201208"]?.Value?.[0];
}

async function expectInstances(study: string, count: number): Promise<void> {
  await until(`${count} instances of ${study}`, async () => ((await instancesOf(study)) === count ? true : undefined));
}

/** Small files of one study. */
function files(name: string, count: number): { readonly study: string; readonly all: Buffer[] } {
  const study = uidOf(`${name} study`);
  const series = uidOf(`${name} series`);
  const all = Array.from({ length: count }, (_, number) =>
    instance({ patientId: name, study, series, sopInstance: uidOf(`${name} ${number}`) }),
  );
  return { study, all };
}

test("an import stores the DICOM files of a folder, counts its junk, and names what is refused with the reason", async () => {
  const folder = testFolder();
  const { study, all } = files(`folder ${randomUUID()}`, 7);
  const [cut = Buffer.alloc(0), large = Buffer.alloc(0), ...good] = all;
  writeFiles(folder, {
    ...Object.fromEntries(good.map((bytes, number) => [`a/${number}`, bytes])),
    ...{ ".DS_Store": "x", "Thumbs.db": "x", "__MACOSX/._0": "x", "a/readme.txt": "text", "a/empty.dcm": "" },
    ...{ "b/cut.dcm": cut.subarray(0, cut.length - 1), "b/large.dcm": large },
  });
  // Without blocks on the disk.
  truncateSync(join(folder, "b/large.dcm"), 1_200_000_000);
  const report = join(testFolder(), "report.jsonl");
  const { status, stdout, stderr } = await imported(testFolder(), "--report", report, folder);
  expect([stderr, status]).toEqual(["", 1]);
  expect(stdout).toContain("5 files stored, 3 refused");
  expect(stdout).toContain(`1 file: truncated: ${texts["store.truncated"]}\n      ${folder}/b/cut.dcm`);
  expect(stdout).toContain(`1 file: store-too-large: This is larger than UPLOAD_LIMIT.\n      ${folder}/b/large.dcm`);
  expect(stdout).toContain("3 files: junk:");
  expect(stdout).toContain(`1 file: not-dicom: no DICOM file, by its content\n      ${folder}/a/readme.txt`);
  expect(stdout).toContain(`1 file: empty: ${texts["store.empty"]}\n      ${folder}/a/empty.dcm`);
  const lines = readFileSync(report, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual({
    ...{ what: "refused", reason: "truncated", file: `${folder}/b/cut.dcm` },
  });
  await expectInstances(study, 5);
});

test("a file that is too large for memory is stored out of a folder and out of a ZIP file", async () => {
  const name = `large ${randomUUID()}`;
  const [study, series] = [uidOf(`${name} study`), uidOf(`${name} series`)];
  const pixels = explicit(0x7fe00010, "OW", randomBytes(20_000_000));
  const [one = Buffer.alloc(0), other = Buffer.alloc(0)] = [1, 2].map((number) =>
    instance({ patientId: name, study, series, sopInstance: uidOf(`${name} ${number}`) }, [pixels]),
  );
  const folder = testFolder();
  writeFiles(folder, { one });
  const file = join(testFolder(), "large.zip");
  writeFileSync(file, zipOfAll([{ name: "other", content: other, isDeflated: true }]));
  const { status, stdout, stderr } = await imported(testFolder(), folder, file);
  expect([stderr, status]).toEqual(["", 0]);
  expect(stdout).toContain("2 files stored, 0 refused");
  await expectInstances(study, 2);
});

test("an import stores a ZIP file of 400 files", async () => {
  const { study, all } = files(`zip ${randomUUID()}`, 400);
  const file = join(testFolder(), "studies.zip");
  writeFileSync(file, zipOfAll(all.map((content, number) => ({ name: `s/${number}.dcm`, content, isDeflated: true }))));
  const state = testFolder();
  const first = await imported(state, file);
  expect([first.stderr, first.status]).toEqual(["", 0]);
  expect(first.stdout).toContain("400 files stored, 0 refused");
  await expectInstances(study, 400);
  const second = await imported(state, file);
  expect([second.stderr, second.status]).toEqual(["", 0]);
  expect(second.stdout).toMatch(/^0 files stored, 0 refused/);
  expect(second.stdout).toContain(
    "400 files not sent: by the journal, an earlier import to this address has stored them.",
  );
});

test("a demo with a folder imports it as the person who logs in", async () => {
  const { adminName, settings } = inject("stack");
  const folder = testFolder();
  const { study, all } = files(`demo ${randomUUID()}`, 3);
  writeFiles(folder, Object.fromEntries(all.map((bytes, number) => [`${number}.dcm`, bytes])));
  const environment = {
    ...{ ...settings, XDG_STATE_HOME: testFolder() },
    ...{ COLLIMATOR_USER: adminName, COLLIMATOR_PASSWORD: ADMIN_PASSWORD },
  };
  const { status, stdout, stderr } = await runImport([folder], environment, "scripts/demo.ts");
  expect([stderr, status]).toEqual(["", 0]);
  expect(stdout).toContain("3 files stored, 0 refused");
  await expectInstances(study, 3);
});

test.each([
  ["a token that is none", { COLLIMATOR_TOKEN: "clt_x_y" }, "answers 401"],
  ["neither a token nor a name", {}, "Set COLLIMATOR_TOKEN"],
])("an import with %s ends with status 2", async (_, environment, sentence) => {
  const folder = testFolder();
  writeFiles(folder, { a: instance() });
  const words = ["--url", inject("stack").url, folder];
  const { status, stderr } = await runImport(words, { XDG_STATE_HOME: testFolder(), ...environment });
  expect(stderr).toContain(sentence);
  expect(status).toBe(2);
});

test("an import to an address where nothing answers ends with status 2 and names it", async () => {
  const folder = testFolder();
  const environment = { COLLIMATOR_TOKEN: secret, XDG_STATE_HOME: testFolder() };
  const { status, stderr } = await runImport(["--url=http://127.0.0.1:1", folder], environment);
  expect(stderr).toContain("http://127.0.0.1:1 does not answer");
  expect(status).toBe(2);
});

test("an import of 5,000 files that is killed twice ends complete, and sends nothing again that was acknowledged", async () => {
  const folder = testFolder();
  const studies = Array.from({ length: 10 }, () => files(`killed ${randomUUID()}`, 500));
  for (const [number, { all }] of studies.entries()) {
    writeFiles(folder, Object.fromEntries(all.map((bytes, at) => [`${number}/${at}.dcm`, bytes])));
  }
  const cut = instance({ sopInstance: uidOf(randomUUID()) });
  writeFiles(folder, { "4/cut.dcm": cut.subarray(0, cut.length - 1) });
  const journal = join(testFolder(), "journal");
  const words = ["--url", inject("stack").url, "--journal", journal, folder];
  const environment = { COLLIMATOR_TOKEN: secret };
  for (const lines of [300, 1500]) {
    const { child, ended } = beginImport(words, environment);
    await until(`${lines} files in the journal`, async () =>
      Promise.resolve(linesOf(journal) > lines ? true : undefined),
    );
    child.kill("SIGKILL");
    expect(await ended).toMatchObject({ signal: "SIGKILL", stdout: "" });
  }
  const before = linesOf(journal) - 1;
  const { status, stdout, stderr } = await runImport(words, environment);
  expect([stderr, status]).toEqual(["", 1]);
  expect(stdout).toContain(`${(5000 - before).toLocaleString("en")} files stored, 1 refused`);
  expect(stdout).toContain(`1 file: truncated: ${texts["store.truncated"]}\n      ${folder}/4/cut.dcm`);
  expect(stdout).toContain(`${before.toLocaleString("en")} files not sent: by the journal`);
  for (const { study } of studies) await expectInstances(study, 500);
}, 600_000);

let tools: DicomTools;

beforeAll(async () => {
  tools = await startDicomTools();
});

afterAll(async () => {
  await tools.close();
});

test.each([
  ["its folder", "cd"],
  ["its DICOMDIR", "cd/DICOMDIR"],
])("an import stores a CD that is named by %s, and skips the DICOMDIR itself with a word", async (_, path) => {
  const phantom = phantomSeries({ name: `cd ${randomUUID()}`, slices: 5, rows: 16, columns: 16 });
  const images = [...phantom.files()].map((bytes, number) => [`cd/IMAGES/IM${number}`, bytes] as const);
  // The tool's user writes the DICOMDIR.
  await tools.shell("mkdir -p -m 777 cd");
  writeFiles(tools.folder, { ...Object.fromEntries(images), "cd/VIEWER/VIEWER.EXE": "MZ".padEnd(2000, "x") });
  await tools.shell("cd cd && rm -f DICOMDIR && dcmmkdir --recurse --invent --output-file DICOMDIR IMAGES");
  const { status, stdout, stderr } = await imported(testFolder(), join(tools.folder, path));
  expect([stderr, status]).toEqual(["", 0]);
  expect(stdout).toContain("5 files stored, 0 refused");
  expect(stdout).toContain("1 file: dicomdir: a DICOMDIR");
  expect(stdout).toContain("1 file: not-dicom");
  await expectInstances(phantom.studyUid, 5);
});
