import { expect, test } from "vitest";
import type { Candidate } from "../../../../ohif-config/upload/file";
import { sentenceOf } from "../../../../ohif-config/upload/view";
import { candidate, gone } from "./chosen";
import { add, begin, IMAGE, images, MIB, stored } from "./running";

test("400 files are stored by requests of at most 64", async () => {
  const { upload, requests, phases } = begin((files) => stored(files));
  await add(upload, images(400));
  expect(requests.toSorted((one, other) => other - one)).toEqual([64, 64, 64, 64, 64, 64, 16]);
  expect(upload.state).toMatchObject({ phase: "done", stored: 400, refused: [], settled: { files: 400 } });
  expect(phases).toEqual(["looking", "sending", "done"]);
  expect(sentenceOf(upload.state)).toBe("Done: 400 files stored.");
});

test("requests have at most 16 MiB, and a larger file one of its own, one after the other", async () => {
  let [open, most] = [0, 0];
  const large = (name: string): Candidate => ({
    ...candidate(name, IMAGE, 20 * MIB),
    open: () => {
      open += 1;
      most = Math.max(most, open);
      return Promise.resolve(new Blob([new Uint8Array(IMAGE)]));
    },
  });
  const { upload, requests } = begin(async (files) => {
    // Time enough for another one to be opened.
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (files === 1) open -= 1;
    return stored(files);
  });
  const medium = Array.from({ length: 4 }, (_, n) => candidate(`M${n}`, IMAGE, 7 * MIB));
  await add(upload, [...medium, large("a"), large("b"), large("c")]);
  expect(requests).toEqual([2, 2, 1, 1, 1]);
  expect([upload.state.stored, most]).toEqual([7, 1]);
});

test("files that are chosen while an upload runs are sent with it", async () => {
  let more: Promise<void> | undefined;
  const { upload } = begin((files) => {
    more ??= add(upload, images(10, "LATE"));
    return stored(files);
  });
  await add(upload, images(10));
  await more;
  expect(upload.state).toMatchObject({ phase: "done", stored: 20 });
});

test("what is left out is counted by its reason, and what is refused is named", async () => {
  const { upload } = begin((files) => stored(files));
  await add(upload, [
    ...images(2),
    candidate("README", Buffer.from("Read me")),
    candidate("VIEWER.EXE", Buffer.from("MZ")),
    candidate("empty.dcm", Buffer.alloc(0)),
    gone("IM9"),
  ]);
  expect(upload.state.stored).toBe(2);
  expect([...upload.state.skipped]).toEqual([["not-dicom", 2]]);
  expect(upload.state.refused.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    "empty.dcm empty",
    "IM9 unreadable",
  ]);
});

test("after a choice without a DICOM file, another one is uploaded", async () => {
  const { upload } = begin((files) => stored(files));
  await upload.add((take) => {
    take({ name: "Thumbs.db", what: "skipped", reason: "junk" });
    return Promise.resolve();
  });
  expect(sentenceOf(upload.state)).toBe("There is no DICOM file in it.");
  await add(upload, images(2));
  expect(upload.state).toMatchObject({ phase: "done", stored: 2 });
});

test("a second choice is counted by itself, and the reasons of the first stay", async () => {
  const { upload } = begin((files) => stored(files));
  await add(upload, [...images(5), gone("IM9")]);
  expect(sentenceOf(upload.state)).toBe("Done: 5 files stored, 1 file not stored.");
  await add(upload, [candidate("README", Buffer.from("Read me"))]);
  expect(sentenceOf(upload.state)).toBe("There is no DICOM file in it.");
  await add(upload, images(2));
  expect(sentenceOf(upload.state)).toBe("Done: 2 files stored.");
  expect(upload.state).toMatchObject({ settled: { files: 2 }, total: { files: 2 }, refused: [{ name: "IM9" }] });
});

test("an upload takes more files once others are done with, however many there have been", async () => {
  const { upload } = begin((files) => stored(files));
  const many = Array.from({ length: 60_000 }, (_, n) => gone(String(n)));
  await add(upload, many);
  await add(upload, many);
  expect(upload.state.refused.filter(({ reason }) => reason === "too-many")).toEqual([]);
  await add(upload, images(1));
  expect(upload.state.stored).toBe(1);
});

test("an upload takes 100,000 files, and says that there are more", async () => {
  const { upload } = begin((files) => stored(files));
  await add(
    upload,
    Array.from({ length: 100_002 }, (_, n) => gone(String(n))),
  );
  expect(upload.state.total.files).toBe(100_000);
  expect(upload.state.refused.filter(({ reason }) => reason !== "unreadable")).toEqual([
    { name: "100000", reason: "too-many", file: undefined },
  ]);
});
