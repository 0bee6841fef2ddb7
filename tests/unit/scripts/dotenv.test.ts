import { describe, expect, test } from "vitest";

import { parseDotenv } from "../../../scripts/lib/dotenv";

describe(".env", () => {
  test.each([
    ["a plain value", "A=b c", { A: "b c" }],
    ["nothing", "A=", { A: "" }],
    ["single quotes", "A='x $y # z \"'", { A: 'x $y # z "' }],
    ["double quotes", 'A="x # y" # told', { A: "x # y" }],
    ["a comment after a value", "A=1 # told", { A: "1" }],
    ["a # inside a value", "A=1#2", { A: "1#2" }],
    ["export", "export A=1", { A: "1" }],
    ["comments, empty lines, CRLF and a byte order mark", "\uFEFF# x\r\n\r\nA=1\r\n  # y\r\nB=2", { A: "1", B: "2" }],
    ["= in a value", "A=b=c", { A: "b=c" }],
  ])("the .env parser reads %s", (_title, text, values) => {
    expect(parseDotenv(text)).toEqual({ values, problems: [] });
  });

  test.each([
    ["a name alone", "A", "is not NAME=value"],
    ["YAML", "A: b", "is not NAME=value"],
    ["spaces around =", "A = b", "is not NAME=value"],
    ["a space behind =", "A= b", "has a space after ="],
    ["a variable", "A=$B", "has a $, which Compose takes for a variable: use single quotes"],
    ["a variable in double quotes", 'A="${B}"', "has a $, which Compose takes for a variable: use single quotes"],
    ["an open quote", "A='b", "has a quote that is not closed on the same line"],
    ["text after a quote", "A='b'c", "has something behind the closing quote"],
    ["a backslash", 'A="b\\n"', "has a backslash in quotes, which Compose may take for an escape"],
    ["a quote inside", "A=it's", "has a quote or backslash in a value that is not in single quotes"],
  ])("the .env parser refuses %s", (_title, line, sentence) => {
    expect(parseDotenv(`X=1\n${line}`)).toEqual({ values: { X: "1" }, problems: [{ line: 2, sentence }] });
  });

  test("the .env parser refuses a name that is set twice", () => {
    expect(parseDotenv("A=1\nA=2").problems).toEqual([{ line: 2, sentence: "sets A a second time" }]);
  });
});
