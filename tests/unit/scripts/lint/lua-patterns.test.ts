import { Linter } from "eslint";
import { parser } from "typescript-eslint";
import { describe, expect, test } from "vitest";
import { luaPatterns } from "../../../../scripts/lint/lua-patterns.mjs";

/** The ids of what the rule says about a file. */
function verdicts(code: string): (string | undefined)[] {
  const linter = new Linter();
  const plugins = { collimator: { rules: { "lua-patterns": luaPatterns } } };
  const rules = { "collimator/lua-patterns": "error" } as const;
  const config = { files: ["**/*.ts"], languageOptions: { parser }, plugins, rules } satisfies Linter.Config;
  return linter.verify(code, [config], "a.ts").map(({ messageId }) => messageId);
}

const match = (pattern: string): string => `string.match(body, ${JSON.stringify(pattern)});`;

describe("patterns that the lint rule refuses", () => {
  test.each([
    "^%s*%[%s*(.-)%s*%]%s*$",
    "^(.*%S)%s*$",
    "^%s*(.-)%s*$",
    "(.-)%s*$",
    "^(.-)[ \t]*$",
    "^(.*)=(.*)x",
    "^[%w]*[%d]*$",
    "^%d+x?%d+$",
    "^([%d%p%s]*)(.-)([%d%p%s]*)$",
    "%s+$",
    ".*x",
    "%d+x",
    "([^,]*),",
    "^(.-)x(.-)y",
    "^%b()",
    "(%w+) %1",
  ])("the lint rule refuses the pattern %s, which may take quadratic time", (pattern) => {
    expect(verdicts(match(pattern))).toEqual(["slow"]);
  });

  test.each([
    ["a pattern that is computed", "string.find(body, `^${start}`);", "unknown"],
    ["a variable", "let p = 'x'; string.gsub(body, p, '');", "unknown"],
    ["a parameter", "function f(p: string) { return string.match(body, p); }", "unknown"],
    ["an alias", "const { x } = { x: string.match };", "alias"],
    ["the project's own `matches`", 'import { matches } from "./text"; matches(body, "%s+$");', "slow"],
    ["the project's own `find`", 'import { find } from "./text"; find(body, "%s+$");', "slow"],
    ["a constant's value", 'const END = "%s+$"; string.find(body, END);', "slow"],
    ["a bound that is too large", `// Pattern: at most 5000 bytes.\n${match("%s+$")}`, "slow"],
    ["a bound that is not defined", `// Pattern: at most MOST bytes.\n${match("%s+$")}`, "slow"],
    ["an invalid pattern", match("^[a"), "broken"],
  ])("the lint rule refuses %s", (_, code, verdict) => {
    expect(verdicts(code)).toEqual([verdict]);
  });
});

describe("patterns that the lint rule accepts", () => {
  test.each([
    "^%s*([^;%s]*)",
    "[^,]+",
    "^([^=]*)=?(.*)$",
    "^(.-)::(.*)$",
    "/studies/([%d.]+)[^%d.]",
    "/(%l+)$",
    "^HTTP/1%.[01] (%d%d%d)",
    "%.$",
    "%%(%x%x)",
    "^(%d+) (%x+) (%d+)$",
    "boundary=([%w-]+)$",
    'type="?([%w/+.-]+)',
    "^[^]x]+]$",
  ])("the lint rule accepts the pattern %s, which is linear", (pattern) => {
    expect(verdicts(match(pattern))).toEqual([]);
  });

  test.each([
    ["plain texts", "string.find(body, boundary, 1, true);"],
    ["a bound by number", `// Pattern: at most 64 bytes.\n${match("%s+$")}`],
    ["a bound by a constant", `const MOST = 60;\n// Pattern: at most MOST bytes.\nconst [a] = ${match("%s+$")}`],
    ["bytes by number", "const C = `[${string.char(194)}-${string.char(244)}]+`; string.gsub(body, C, '');"],
    ["other functions of that name", 'function find(a: string, b: string) {} find(body, "%s+$");'],
  ])("the lint rule accepts %s", (_, code) => {
    expect(verdicts(code)).toEqual([]);
  });
});
