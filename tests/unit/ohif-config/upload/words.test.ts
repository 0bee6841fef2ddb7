import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bytesText, filesText, wordsFor, wordsOfReason } from "../../../../ohif-config/upload/words";

test("each reason of docs/dicomweb.md for a part has words", () => {
  const page = readFileSync("docs/dicomweb.md", "utf8");
  const table = page.slice(page.indexOf("## Reasons of parts"));
  const reasons = [...table.matchAll(/^\| `([a-z-]+)` /gm)].map(([, reason = ""]) => reason);
  expect(reasons.length).toBeGreaterThan(25);
  expect(reasons.filter((reason) => wordsOfReason("refused", reason) === reason)).toEqual([]);
});

test("a reason that is not known is shown as it is", () => {
  expect(wordsOfReason("refused", "failure A900")).toBe("failure A900");
});

test("a value of a text is put in once, as it is", () => {
  expect(wordsFor("upload.answers", { status: "403", sentence: "{status} $& <b>" })).toBe(
    "The gateway answered 403: {status} $& <b>",
  );
});

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [150_000, "150 kB"],
  [1.5e9, "1.5 GB"],
])("%d bytes are shown as %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test("files are counted in words", () => {
  expect([filesText(0), filesText(1), filesText(1234)]).toEqual(["0 files", "1 file", "1,234 files"]);
});
