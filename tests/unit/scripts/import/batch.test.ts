import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { batchesOf, MOST_BYTES, MOST_PARTS, partOf } from "../../../../scripts/lib/import/batch";
import type { Candidate } from "../../../../scripts/lib/import/file";
import { MEDIA_DIRECTORY } from "../../../support/import";
import { instance } from "../../../support/store-files";
import { zipOf } from "../../../support/zip";

/** A file that comes in pieces of 100 bytes; `read` counts those that were taken. */
function candidate(content: Buffer, size = content.length): Candidate & { read: number } {
  const file = { name: "a", size, identity: "a", read: 0, open };
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < content.length; at += 100) {
      file.read += 1;
      yield content.subarray(at, at + 100);
    }
  }
  async function open(): Promise<Readable> {
    return Promise.resolve(Readable.from(pieces(), { highWaterMark: 1 }));
  }
  return file;
}

async function batched(sizes: readonly number[]): Promise<number[][]> {
  async function* parts() {
    for (const size of sizes)
      yield await Promise.resolve({ file: candidate(Buffer.alloc(0), size), content: undefined, identity: "a" });
  }
  const batches: number[][] = [];
  for await (const batch of batchesOf(parts())) batches.push(batch.map(({ file }) => file.size));
  return batches;
}

test("a request has 64 files at most, and 16 MiB unless one file alone is larger", async () => {
  const small = Array.from({ length: 2 * MOST_PARTS + 1 }, () => 10);
  expect((await batched(small)).map((batch) => batch.length)).toEqual([64, 64, 1]);
  expect(await batched([1, MOST_BYTES - 1, 1, 5 * MOST_BYTES, 1])).toEqual([
    [1, MOST_BYTES - 1],
    [1],
    [5 * MOST_BYTES],
    [1],
  ]);
});

test("a DICOM file is read whole, and a file that is none only as far as its beginning shows that", async () => {
  const dicom = instance({}, [Buffer.alloc(5000)]);
  expect(await partOf(candidate(dicom))).toMatchObject({ content: dicom });
  const program = candidate(Buffer.alloc(1_000_000, "program"));
  expect(await partOf(program)).toEqual({ name: "a", what: "skipped", reason: "not-dicom" });
  expect(program.read).toBeLessThan(20);
});

test("a file that was stored before is read only as far as its beginning shows that", async () => {
  const fileOf = (sopInstance: string): Buffer => instance({ sopInstance }, [Buffer.alloc(100_000)]);
  const [one, other] = [fileOf("1.2.3.1"), fileOf("1.2.3.2")];
  const part = await partOf(candidate(one));
  const known = typeof part === "object" && "identity" in part ? part.identity : "";
  const again = candidate(one);
  expect(await partOf(again, (identity) => identity === known)).toBe("stored");
  expect(again.read).toBeLessThan(20);
  // Of the same name and size.
  expect(await partOf(candidate(other), (identity) => identity === known)).toMatchObject({ content: other });
});

test("a file that is too large for memory is not held in it", async () => {
  const large = candidate(instance({}, [Buffer.alloc(MOST_BYTES)]));
  expect(await partOf(large)).toMatchObject({ content: undefined });
  expect(large.read).toBeLessThan(20);
});

test.each([
  ["a DICOMDIR", "DICOMDIR", MEDIA_DIRECTORY, "dicomdir"],
  ["a text", "a", Buffer.from("text"), "not-dicom"],
  ["a viewer in Java", "viewer.JAR", zipOf("a", Buffer.from("a")), "not-dicom"],
])("%s is skipped with its reason", async (_, name, content, reason) => {
  expect(await partOf({ ...candidate(content), name })).toEqual({ name, what: "skipped", reason });
});

test.each([
  ["a ZIP file", "a", zipOf("a", Buffer.from("a")), "zip"],
  ["an empty file", "a", Buffer.alloc(0), "empty"],
  ["a file that is called DICOM and is not", "a.DCM", Buffer.from("text"), "not-dicom"],
  ["a file of zeros", "IM1", Buffer.alloc(5000), "not-dicom"],
])("%s is refused, since it may have been an image", async (_, name, content, reason) => {
  expect(await partOf({ ...candidate(content), name })).toEqual({ name, what: "refused", reason });
});

test.each([1, -1])("a file whose size has changed by %i meanwhile is refused", async (by) => {
  const content = instance();
  expect(await partOf(candidate(content, content.length + by))).toMatchObject({
    what: "refused",
    reason: "cannot be read: it is being changed",
  });
});
