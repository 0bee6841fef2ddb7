import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { formatPN, getName, withWholeNames } from "../../../ohif-config/build/person-names";

const YAMADA = { Alphabetic: "Yamada^Tarou", Ideographic: "山田^太郎", Phonetic: "やまだ^たろう" };

describe("getName", () => {
  test.each([
    [{ Value: [YAMADA] }, "Yamada^Tarou=山田^太郎=やまだ^たろう"],
    [{ Value: [{ Alphabetic: "Doe^Jane" }] }, "Doe^Jane"],
    [{ Value: [{ Ideographic: "山田^太郎" }] }, "=山田^太郎"],
    [{ Value: ["Doe^Jane"] }, "Doe^Jane"],
    [{ Value: [] }, "nobody"],
    [{ Value: [null] }, "nobody"],
    [{}, "nobody"],
    [undefined, "nobody"],
  ])("getName of %j is %j", (element, name) => {
    expect(getName(element, "nobody")).toBe(name);
  });
});

describe("formatPN", () => {
  test.each([
    [YAMADA, "山田 太郎 · Yamada, Tarou · やまだ たろう"],
    [[YAMADA], "山田 太郎 · Yamada, Tarou · やまだ たろう"],
    ["Yamada^Tarou=山田^太郎", "山田 太郎 · Yamada, Tarou"],
    ["=山田^太郎", "山田 太郎"],
    [{ Alphabetic: "Doe^Jane^Mary^Dr" }, "Doe, Jane Mary Dr"],
    ["Doe", "Doe"],
    [{}, ""],
    [[], ""],
    ["", undefined],
    [undefined, undefined],
  ])("formatPN of %j is %j", (name, shown) => {
    expect(formatPN(name)).toBe(shown);
  });
});

describe("withWholeNames", () => {
  const part = (name: string, text: string): string => `;// CONCATENATED MODULE: ../../core/src/${name}\n${text}\n`;
  const bundle =
    part("a.js", "const a = 1;") +
    part("DICOMWeb/getName.js", "/** Old. */\nfunction getName(element) {\n  return 1;\n}") +
    part("utils/formatPN.js", "/** Old. */\nfunction formatPN(name) {\n  return 2;\n}") +
    part("b.js", "const b = 2;");

  test("withWholeNames replaces both functions and leaves the rest", () => {
    const mended = withWholeNames(bundle);
    expect(mended).not.toContain("Old");
    expect(mended).toContain("const a = 1;");
    expect(mended).toContain("const b = 2;");
    // What a compiler adds for itself would not be there in a browser.
    expect(mended).not.toContain("__name");
    const run = `${mended}; globalThis.shown = formatPN(getName({ Value: [{ Ideographic: "山田^太郎" }] }));`;
    const scope: { shown?: unknown } = {};
    runInNewContext(run, scope);
    expect(scope.shown).toBe("山田 太郎");
  });

  test("withWholeNames fails for a bundle without the functions", () => {
    expect(() => withWholeNames("const a = 1;")).toThrow("getName");
    expect(() => withWholeNames(bundle.replace("function formatPN", "const formatPN"))).toThrow("formatPN");
  });
});
