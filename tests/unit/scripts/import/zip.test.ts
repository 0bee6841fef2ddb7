import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Source } from "../../../../scripts/lib/import/file";
import { zipSource } from "../../../../scripts/lib/import/zip";
import { testFolder } from "../../../support/folders";
import { bytesOf, foundIn } from "../../../support/import";
import { type Member, zipOfAll } from "../../../support/zip";

async function open(members: readonly Member[]): Promise<{ file: string; source: Source | string }> {
  const file = join(testFolder(), "files.zip");
  writeFileSync(file, zipOfAll(members));
  const source = await zipSource(file);
  if (typeof source !== "string") onTestFinished(source.close);
  return { file, source };
}

async function read(members: readonly Member[]): Promise<Record<string, unknown>> {
  const { file, source } = await open(members);
  if (typeof source === "string") return { refused: source };
  const said: Record<string, unknown> = {};
  for (const found of await foundIn(source)) {
    const name = found.name.slice(`${file}: `.length);
    if ("reason" in found) said[name] = found.reason;
    else
      said[name] = await bytesOf(found).then(
        (bytes) => bytes.toString(),
        (cause: unknown) => String(cause),
      );
  }
  return said;
}

test("the members of a ZIP file are read, stored and deflated, without its folders and junk", async () => {
  const content = Buffer.from("content ".repeat(1000));
  const members = [
    { name: "a/", content: Buffer.alloc(0) },
    { name: "a/1.dcm", content },
    { name: "a/Größe", content, isDeflated: true },
    { name: "__MACOSX/a/._1.dcm", content },
    { name: "a/.DS_Store", content },
    { name: "empty", content: Buffer.alloc(0) },
  ];
  const text = content.toString();
  expect(await read(members)).toEqual({
    ...{ "a/1.dcm": text, "a/Größe": text, empty: "" },
    ...{ "__MACOSX/a/._1.dcm": "junk", "a/.DS_Store": "junk" },
  });
});

test("members that are read side by side, and given up after their first bytes, leave the others readable", async () => {
  const members = Array.from({ length: 40 }, (_, number) => {
    return { name: String(number), content: Buffer.alloc(300_000, String(number)), isDeflated: number % 2 === 0 };
  });
  const { source } = await open(members);
  if (typeof source === "string") throw new Error(source);
  const files = (await foundIn(source)).flatMap((found) => ("reason" in found ? [] : [found]));
  const read = await Promise.all(
    files.map(async (file, number) => {
      if (number % 4 < 2) return bytesOf(file);
      const content = (await file.open()) as AsyncIterable<Buffer>;
      for await (const piece of content) return piece.subarray(0, 0);
      return undefined;
    }),
  );
  expect(read).toEqual(members.map(({ content }, number) => (number % 4 < 2 ? content : Buffer.alloc(0))));
});

test("a ZIP file is read on as it was checked after another one has taken its path", async () => {
  const { file, source } = await open([{ name: "a", content: Buffer.from("checked") }]);
  if (typeof source === "string") throw new Error(source);
  writeFileSync(`${file}.new`, zipOfAll([{ name: "b", content: Buffer.from("unchecked") }]));
  renameSync(`${file}.new`, file);
  const [found] = await foundIn(source);
  if (found === undefined || "reason" in found) throw new Error("nothing was found");
  expect((await bytesOf(found)).toString()).toBe("checked");
});

test("a ZIP file that is written over after it was checked is held to its bounds again", async () => {
  const { file, source } = await open([{ name: "a", content: Buffer.from("checked") }]);
  if (typeof source === "string") throw new Error(source);
  const content = Buffer.from("kernel ".repeat(1000));
  const others = Array.from({ length: 50 }, (_, number) => ({ name: String(number), content, at: 0 }));
  writeFileSync(file, zipOfAll([{ name: "kernel", content }, ...others]));
  await expect(foundIn(source)).rejects.toThrow("its files overlap");
});

test("a member of a ZIP file that is called like a folder but has bytes is read", async () => {
  expect(await read([{ name: "IM1/", content: Buffer.from("x") }])).toEqual({ "IM1/": "x" });
});

test("names in a ZIP file that lead out of a folder are only names", async () => {
  const content = Buffer.from("x");
  const names = ["../../../../tmp/collimator-out", "/tmp/collimator-out", "..\\..\\out", "C:\\out", "a\0b"];
  const said = await read(names.map((name) => ({ name, content })));
  expect(Object.values(said)).toEqual(names.map(() => "x"));
  expect(existsSync("/tmp/collimator-out")).toBe(false);
});

test("a ZIP file that is more than 200 times as large unpacked is not read", async () => {
  // Deflate makes 300 MB of zeros a thousandth of it.
  const content = Buffer.alloc(300_000_000);
  expect(await read([{ name: "bomb", content, isDeflated: true }])).toEqual({
    refused: "unpacked it is more than 200 times as large",
  });
});

test("a small ZIP file of zeros is read, however well it is compressed", async () => {
  const { source } = await open([{ name: "mask", content: Buffer.alloc(1_000_000), isDeflated: true }]);
  expect(source).not.toBeTypeOf("string");
});

test("a ZIP file that has more members than it counts is not read, and the reason says what to do", async () => {
  const members = ["a", "b", "c"].map((name) => ({ name, content: Buffer.from(name) }));
  const file = join(testFolder(), "many.zip");
  writeFileSync(file, zipOfAll(members, 1));
  expect(await zipSource(file)).toBe("it has more files than it says; unpack it and import the folder");
});

test("a ZIP file whose members overlap is not read", async () => {
  const content = Buffer.from("kernel ".repeat(1000));
  const others = Array.from({ length: 50 }, (_, number) => ({ name: String(number), content, at: 0 }));
  expect(await read([{ name: "kernel", content }, ...others])).toEqual({ refused: "its files overlap" });
});

test("a member that is longer than it says ends with an error and is not longer for it", async () => {
  const content = Buffer.alloc(1_000_000, "x");
  const { source } = await open([{ name: "liar", content, isDeflated: true, size: 1000 }]);
  if (typeof source === "string") throw new Error(source);
  const [found] = await foundIn(source);
  if (found === undefined || "reason" in found) throw new Error("nothing was found");
  expect(found.size).toBe(1000);
  await expect(bytesOf(found)).rejects.toThrow("too many bytes");
});

test.each([
  ["damaged", { crc: 1 }, "it is damaged in the ZIP file"],
  ["shorter than it says", { isDeflated: true, size: 5000 }, "not enough bytes"],
  ["encrypted", { isDeflated: true, isEncrypted: true }, "encrypted"],
])("a member of a ZIP file that is %s is refused", async (_, more, said) => {
  const { a } = await read([{ name: "a", content: Buffer.from("content"), ...more }]);
  expect(a).toContain(said);
});

test("a ZIP file that is cut off is refused as a whole", async () => {
  const file = join(testFolder(), "cut.zip");
  writeFileSync(file, zipOfAll([{ name: "a", content: Buffer.alloc(1000) }]).subarray(0, 900));
  expect(await zipSource(file)).toMatch(/end of central directory/i);
});

test("a member has another identity in a ZIP file that has been written again", async () => {
  const { file, source } = await open([{ name: "a", content: Buffer.from("1") }]);
  const identity = async (one: Source | string): Promise<unknown> => {
    if (typeof one === "string") throw new Error(one);
    onTestFinished(one.close);
    const [found] = await foundIn(one);
    return found !== undefined && "identity" in found ? found.identity : undefined;
  };
  const first = await identity(source);
  expect(await identity(await zipSource(file))).toBe(first);
  writeFileSync(file, zipOfAll([{ name: "a", content: Buffer.from("2") }]));
  expect(await identity(await zipSource(file))).not.toBe(first);
});
