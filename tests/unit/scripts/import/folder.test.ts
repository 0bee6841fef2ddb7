import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Candidate } from "../../../../scripts/lib/import/file";
import { folderSource } from "../../../../scripts/lib/import/folder";
import { sourceAt, sourcesAt } from "../../../../scripts/lib/import/source";
import { testFolder, writeFiles } from "../../../support/folders";
import { bytesOf, foundIn, MEDIA_DIRECTORY, outcomesOf } from "../../../support/import";
import { instance } from "../../../support/store-files";
import { zipOf } from "../../../support/zip";

test("a folder is walked in the order of names, and what operating systems leave in it is junk", async () => {
  const folder = testFolder();
  writeFiles(folder, {
    ...{ "b/1.dcm": "one", "b/2": "two!", "a.txt": "a" },
    ...{ ".DS_Store": "x", "__MACOSX/._1.dcm": "x", "b/Thumbs.db": "x", ".git/config": "x", "b/DESKTOP.INI": "x" },
  });
  const found = await foundIn(await folderSource(folder));
  expect(found.flatMap((one) => ("reason" in one ? [] : [one.name]))).toEqual(
    ["a.txt", "b/1.dcm", "b/2"].map((name) => join(folder, name)),
  );
  const junk = [".DS_Store", ".git", "__MACOSX", "b/DESKTOP.INI", "b/Thumbs.db"];
  expect(found.flatMap((one) => ("reason" in one ? [[one.name, one.what, one.reason]] : []))).toEqual(
    junk.map((name) => [join(folder, name), "skipped", "junk"]),
  );
});

test("a symbolic link is not followed, neither out of the folder nor within it", async () => {
  const [folder, outside] = [testFolder(), testFolder()];
  writeFiles(outside, { "secret.dcm": "secret" });
  writeFiles(folder, { "a/1": "1" });
  symlinkSync(outside, join(folder, "out"));
  symlinkSync(join(outside, "secret.dcm"), join(folder, "secret"));
  symlinkSync(join(folder, "a"), join(folder, "twice"));
  symlinkSync(folder, join(folder, "a", "loop"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  expect(outcomesOf(await foundIn(await folderSource(folder)))).toEqual({
    [join(folder, "a/1")]: 1,
    [join(folder, "a/loop")]: "skipped: link",
    [join(folder, "out")]: "skipped: link",
    [join(folder, "pipe")]: "skipped: no file",
    [join(folder, "secret")]: "skipped: link",
    [join(folder, "twice")]: "skipped: link",
  });
});

test("a file that a link has taken the place of is not opened", async () => {
  const [folder, outside] = [testFolder(), testFolder()];
  writeFiles(outside, { secret: "1" });
  writeFiles(folder, { a: "1" });
  const [found] = await foundIn(await folderSource(folder));
  execFileSync("ln", ["-sf", join(outside, "secret"), join(folder, "a")]);
  if (found === undefined || "reason" in found) throw new Error("nothing was found");
  await expect(bytesOf(found)).rejects.toThrow("ELOOP");
});

async function firstIn(folder: string): Promise<Candidate> {
  const [first] = await foundIn(await folderSource(folder));
  if (first === undefined || "reason" in first) throw new Error("nothing was found");
  return first;
}

test("a pipe or another file that has taken a file's place is not read", async () => {
  const folder = testFolder();
  writeFiles(folder, { a: "1", b: "1" });
  const file = await firstIn(folder);
  rmSync(join(folder, "a"));
  execFileSync("mkfifo", [join(folder, "a")]);
  await expect(bytesOf(file)).rejects.toThrow("it is being changed");
  // Of the same size and time.
  rmSync(join(folder, "a"));
  renameSync(join(folder, "b"), join(folder, "a"));
  await expect(bytesOf(file)).rejects.toThrow("it is being changed");
});

test("a file that is written over while it is read ends with an error, also if it keeps its size", async () => {
  const folder = testFolder();
  writeFiles(folder, { a: Buffer.alloc(3_000_000, "a") });
  const read = async (): Promise<void> => {
    let bytes = 0;
    for await (const piece of (await (await firstIn(folder)).open()) as AsyncIterable<Buffer>) {
      if (bytes === 0) writeFileSync(join(folder, "a"), Buffer.alloc(3_000_000, "b"));
      bytes += piece.length;
    }
  };
  await expect(read()).rejects.toThrow("it is being changed");
});

test("a file is read only when its last change is three seconds ago", async () => {
  const folder = testFolder();
  writeFileSync(join(folder, "a"), "1");
  const file = await firstIn(folder);
  expect((await bytesOf(file)).toString()).toBe("1");
  expect(Date.now() - statSync(join(folder, "a")).mtimeMs).toBeGreaterThan(2990);
});

test("folders more than 64 deep are refused by name", async () => {
  const folder = testFolder();
  const deep = Array.from({ length: 66 }, () => "d");
  mkdirSync(join(folder, ...deep), { recursive: true });
  writeFileSync(join(folder, ...deep, "x"), "x");
  expect(Object.values(outcomesOf(await foundIn(await folderSource(folder))))).toEqual([
    "refused: too deep in folders",
  ]);
});

test.skipIf(process.platform !== "linux")("a file whose name is not UTF-8 is read", async () => {
  const folder = testFolder();
  const path = Buffer.concat([Buffer.from(`${folder}/M`), Buffer.from([0xfc]), Buffer.from("ller")]);
  writeFileSync(path, "bytes");
  utimesSync(path, 1, 1);
  const [found] = await foundIn(await folderSource(folder));
  if (found === undefined || "reason" in found) throw new Error("nothing was found");
  expect((await bytesOf(found)).toString()).toBe("bytes");
});

test("a file has another identity after a change of its size or its time, and the same by another path", async () => {
  const folder = testFolder();
  writeFiles(folder, { "in/a": "1" });
  const identity = async (path = folder): Promise<unknown> => {
    const [found] = await foundIn(await folderSource(path));
    return found !== undefined && "identity" in found ? found.identity : undefined;
  };
  const first = await identity();
  expect(await identity(`${folder}/in/..`)).toBe(first);
  writeFiles(folder, { "in/a": "2" });
  utimesSync(join(folder, "in/a"), 1, 1);
  const second = await identity();
  expect(second).not.toBe(first);
  writeFiles(folder, { "in/a": "22" });
  utimesSync(join(folder, "in/a"), 1, 1);
  expect(new Set([first, second, await identity()]).size).toBe(3);
});

test("a path is told by its content: a folder, a ZIP file, a DICOMDIR or a DICOM file", async () => {
  const folder = testFolder();
  writeFiles(folder, {
    ...{ "cd/DICOMDIR": MEDIA_DIRECTORY, "home/x": MEDIA_DIRECTORY, "cd/IM1": instance(), "x.dat": instance() },
    ...{ "files.bin": zipOf("a", Buffer.from("a")), "a.dcm": "no DICOM ".repeat(30) },
  });
  const keyOf = async (path: string): Promise<unknown> => {
    const source = await sourceAt(join(folder, path));
    if (typeof source === "string") return source;
    source.close();
    return source.key.slice(folder.length);
  };
  expect(await keyOf("cd")).toBe("/cd");
  expect(await keyOf("cd/DICOMDIR")).toBe("/cd");
  expect(await keyOf("home/x")).toBe(
    `"${folder}/home/x" is a DICOMDIR by its content, but is not called so; name the folder to import.`,
  );
  expect(await keyOf("x.dat")).toBe("/x.dat");
  expect(await keyOf("files.bin")).toBe("/files.bin");
  expect(await keyOf("a.dcm")).toBe(
    `"${folder}/a.dcm" is neither a folder nor a ZIP file, a DICOMDIR or a DICOM file.`,
  );
  execFileSync("mkfifo", [join(folder, "pipe")]);
  expect(await keyOf("pipe")).toContain("is neither a folder nor");
  expect(await keyOf("nowhere")).toBe(`There is no "${folder}/nowhere".`);
});

test("a folder that is named twice, by itself and by its DICOMDIR, is one source", async () => {
  const folder = testFolder();
  writeFiles(folder, { DICOMDIR: MEDIA_DIRECTORY });
  expect(await sourcesAt([folder, join(folder, "DICOMDIR"), `${folder}/.`])).toHaveLength(1);
});
