import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { explained } from "../../../../scripts/lib/import/reasons";

/** The reasons in the tables of a page: the first cell of each row. */
function reasonsIn(page: string, from: string, to: string): string[] {
  const text = readFileSync(page, "utf8");
  const section = text.slice(text.indexOf(from), text.indexOf(to));
  return [...section.matchAll(/^\| `([a-z -]+)`/gm)].map(([, reason = ""]) => reason);
}

test("an import explains each reason that the gateway's documentation has", () => {
  const reasons = reasonsIn("docs/dicomweb.md", "## Reasons of parts", "`archive-unavailable`");
  expect(reasons.length).toBeGreaterThan(25);
  for (const reason of [...reasons, "archive-unavailable"]) {
    expect(explained("refused", reason)).toMatch(new RegExp(`^${reason}: .{10,}`));
  }
});

test("an import explains the reason of a whole request that may be that of its only file", () => {
  for (const reason of ["store-too-large", "archive-busy", "no-answer"])
    expect(explained("refused", reason)).toMatch(/: .{10,}/);
});

test("an import explains each reason of its own, and its page names them", () => {
  const skipped = reasonsIn("docs/import.md", "### Skipped", "## Again");
  expect(skipped.toSorted()).toEqual(["dicomdir", "junk", "link", "no file", "not-dicom"]);
  for (const reason of skipped) expect(explained("skipped", reason)).toMatch(new RegExp(`^${reason}: .{10,}`));
  const refused = reasonsIn("docs/import.md", "### Refused", "### Skipped");
  expect(refused).toEqual(expect.arrayContaining(["empty", "not-dicom", "zip", "encrypted"]));
  expect(explained("refused", "zip")).toMatch(/^zip: .{10,}/);
  for (const unknown of ["cannot be read (EIO)", "constructor"]) expect(explained("refused", unknown)).toBe(unknown);
});
