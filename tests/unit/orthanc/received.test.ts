import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** What C-STORE and HTTP have in common is written in two languages; here they are held together. */
const PLUGIN = readFileSync("scripts/docker/orthanc-received.c", "utf8");
const DATA_SET = readFileSync("scripts/docker/data-set.h", "utf8");

/** The value of a constant, its shifts and products worked out. */
function valueOf(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing is like ${String(pattern)}`);
  const [left = "", shift] = found.replaceAll(/[()_u]|size_t/g, "").split("<<");
  const product = left.split("*").reduce((sum, factor) => sum * Number(factor), 1);
  return product * 2 ** Number(shift ?? 0);
}

describe("limits of C-STORE and HTTP", () => {
  test.each([
    ["MOST_ELEMENTS", "MOST_ELEMENTS", "lua-src/gateway/store/walk.ts"],
    ["MOST_TEXT_BYTES", "MOST_TEXT_BYTES", "lua-src/gateway/store/walk.ts"],
    ["MOST_VALUES", "MOST_VALUES", "lua-src/gateway/store/walk.ts"],
    ["MOST_INFLATED", "MOST_BYTES", "lua-src/shared/deflated.ts"],
    ["FREE_INFLATED", "FREE_BYTES", "lua-src/shared/deflated.ts"],
    ["MOST_RATIO", "MOST_RATIO", "lua-src/shared/deflated.ts"],
  ])("C-STORE has the same limit as HTTP: %s", (inC, inTypeScript, file) => {
    const bound = valueOf(DATA_SET, new RegExp(`#define ${inC} (.*)`));
    expect(bound).toBe(valueOf(readFileSync(file, "utf8"), new RegExp(`const ${inTypeScript} = (.*);`)));
  });
});

test("the hook recognises what the plugin puts in place of a refused object", () => {
  const hook = readFileSync("lua-src/orthanc/received.ts", "utf8");
  expect(/#define REFUSED "(.*)"/.exec(PLUGIN)?.[1]).toBe(/const REFUSED = "(.*)";/.exec(hook)?.[1]);
});
