import { expect, test } from "vitest";
import { readOptions } from "../../../../scripts/lib/import/options";

const NONE = { url: undefined, tokenFile: undefined, journal: undefined, report: undefined };

test("an import takes any number of paths", () => {
  expect(readOptions(["cd", "a.zip"])).toEqual({ ...NONE, paths: ["cd", "a.zip"] });
  expect(readOptions(["a", "--", "--url", "-b"])).toEqual({ ...NONE, paths: ["a", "--url", "-b"] });
});

test("an import takes an address, a token, a journal and a report, in either way of writing options", () => {
  const words = ["--url=https://PACS.example.org/", "--token-file", "t", "cd", "--journal=a=b", "--report", "r"];
  expect(readOptions(words)).toEqual({
    ...{ paths: ["cd"], url: "https://pacs.example.org", tokenFile: "t", journal: "a=b", report: "r" },
  });
});

test.each([
  [[], "Say what to import: a folder, a ZIP file or a DICOMDIR."],
  [["--journal", "j"], "Say what to import: a folder, a ZIP file or a DICOMDIR."],
  [["cd", "--jornal", "j"], "There is no option --jornal."],
  [["cd", "-v"], "There is no option -v."],
  [["cd", "--report"], "--report needs a value."],
  [["cd", "--report="], "--report needs a value."],
  [["cd", "--url", "http://a", "--url=http://b"], '--url is given twice: "http://a" and "http://b".'],
  ...["pacs.example.org", "ftp://a", "http://a/pacs", "http://a?b", "http://u:p@a", "http://", "http://a b"].map(
    (url) =>
      [
        ["cd", "--url", url],
        `--url is "${url}"; it has to be an address like https://pacs.example.org, without a path.`,
      ] as const,
  ),
] as const)("an import with the words %j is refused with a sentence", (words, sentence) => {
  expect(readOptions(words)).toBe(sentence);
});
