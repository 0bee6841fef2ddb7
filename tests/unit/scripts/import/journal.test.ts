import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultJournal, type Journal, MOST_BYTES, openJournal } from "../../../../scripts/lib/import/journal";
import { testFolder } from "../../../support/folders";

const URL = "https://pacs.example.org";

function open(file: string, url = URL): Journal {
  const journal = openJournal(file, url);
  if (journal === undefined) throw new Error("it is no journal");
  return journal;
}

test("a journal remembers what was stored, for the next import to the same address", () => {
  const file = join(testFolder(), "new", "journal");
  open(file).add(["a", "b"]);
  open(file).add(["c"]);
  const journal = open(file);
  expect(["a", "b", "c", "d"].map((one) => journal.has(one))).toEqual([true, true, true, false]);
  expect(open(file, "https://other.example.org").has("a")).toBe(false);
});

test("a journal that a killed import has left in the middle of a line loses that line alone", () => {
  const file = join(testFolder(), "journal");
  open(file).add(["a", "b"]);
  const whole = readFileSync(file);
  for (let end = whole.length - 23; end < whole.length; end += 1) {
    writeFileSync(file, whole.subarray(0, end));
    open(file).add(["c"]);
    const journal = open(file);
    // With all of its digest, only the line's end is missing.
    const isWhole = end === whole.length - 1;
    expect(
      ["a", "b", "c"].map((one) => journal.has(one)),
      String(end),
    ).toEqual([true, isWhole, true]);
  }
});

test("a journal full of zeros, as a crash of the machine may leave it, says of nothing that it is stored", () => {
  const file = join(testFolder(), "journal");
  open(file).add(["a"]);
  appendFileSync(file, Buffer.alloc(4096));
  open(file).add(["b"]);
  const journal = open(file);
  expect(["a", "b"].map((one) => journal.has(one))).toEqual([true, true]);
});

test("a file that is no journal is not written to", () => {
  const file = join(testFolder(), "image.dcm");
  writeFileSync(file, "something else\n");
  expect(openJournal(file, URL)).toBeUndefined();
  expect(readFileSync(file, "utf8")).toBe("something else\n");
  expect(openJournal(testFolder(), URL)).toBeUndefined();
});

test("a journal holds no names, and only its owner can read it", () => {
  const file = join(testFolder(), "journal");
  open(file).add(["/studies/Doe^Jane/1.dcm"]);
  expect(readFileSync(file, "utf8")).not.toContain("Doe");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("each source has a journal of its own for each address, in the user's folder of state", () => {
  const environment = { XDG_STATE_HOME: "/state" };
  const journals = [
    defaultJournal("/a", URL, environment),
    defaultJournal("/b", URL, environment),
    defaultJournal("/a", "https://other.example.org", environment),
  ];
  expect(new Set(journals).size).toBe(3);
  for (const file of journals) expect(file).toMatch(/^\/state\/collimator\/import\/[\w-]{22}\.journal$/);
});

test("the longest journal has no more lines than a Set can hold", () => {
  const file = join(testFolder(), "journal");
  open(file).add(["a"]);
  const [, line = ""] = readFileSync(file, "latin1").split("\n");
  expect(MOST_BYTES / `${line}\n`.length).toBeLessThan(2 ** 24);
});
