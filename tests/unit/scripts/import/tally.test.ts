import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countBefore, countUnsent, newTally, summaryOf } from "../../../../scripts/lib/import/tally";
import { testFolder } from "../../../support/folders";

test("the table has each reason once, the most frequent first, with its meaning and the first names", () => {
  const tally = newTally(undefined);
  tally.stored = 1200;
  tally.before = 34;
  countUnsent(tally, { name: "x", what: "refused", reason: "uid-collision" });
  for (const name of ["a", "b", "c", "d", "e"]) countUnsent(tally, { name, what: "refused", reason: "truncated" });
  countUnsent(tally, { name: "DICOMDIR", what: "skipped", reason: "dicomdir" });
  expect(summaryOf(tally, "http://127.0.0.1")).toBe(`1,200 files stored, 6 refused: http://127.0.0.1/
34 files not sent: by the journal, an earlier import to this address has stored them.
If another archive is there now, or something was deleted from it, name a new file with --journal.

Refused:
  5 files: truncated: This file ends too early: it was cut off, perhaps when it was copied.
      a
      b
      c
      and 2 more
  1 file: uid-collision: The archive has another patient, study or series under one of this file's UIDs.
      x

Skipped, 1 file:
  1 file: dicomdir: a DICOMDIR, the table of contents of a CD; the images that it names are imported
      DICOMDIR`);
});

test("the table shows hostile names and reasons without their control characters", () => {
  const tally = newTally(undefined);
  countUnsent(tally, { name: "a\x1b]0;owned\x07", what: "refused", reason: "cannot be read (\x1b[31m)" });
  const summary = summaryOf(tally, "http://a");
  for (const hostile of ["\x1b", "\x07"]) expect(summary).not.toContain(hostile);
  expect(summary).toContain("a?]0;owned?");
});

test("the report has all that was refused, skipped or not sent, a line of JSON each, also names with line ends", () => {
  const report = join(testFolder(), "report.jsonl");
  const tally = newTally(report);
  const unsent = ["a\nb", "c", "d", "e", "f"].map((name) => ({ name, what: "refused", reason: "truncated" }) as const);
  for (const one of unsent) countUnsent(tally, one);
  countUnsent(tally, { name: "g", what: "skipped", reason: "junk" });
  countBefore(tally, "h");
  const lines = readFileSync(report, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    ...unsent.map(({ name, ...rest }) => ({ ...rest, file: name })),
    { what: "skipped", reason: "junk", file: "g" },
    { what: "not sent", reason: "journal", file: "h" },
  ]);
  expect(tally).toMatchObject({ before: 1, refused: 5, skipped: 1 });
  expect(summaryOf(tally, "http://a")).toContain(`${report} has all of them.`);
});

test("the report has no control character of a hostile name or reason, and still the name itself", () => {
  const report = join(testFolder(), "report.jsonl");
  const tally = newTally(report);
  const name = "a\x1b]0;\x9b1m\u202egpj\u2028\u{e0041}.dcm";
  countUnsent(tally, { name, what: "refused", reason: "cannot be read (\x9b)" });
  const text = readFileSync(report, "utf8");
  expect(text.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(JSON.parse(text)).toEqual({ what: "refused", reason: "cannot be read (\x9b)", file: name });
});
