import { describe, expect, test } from "vitest";
import { judge, type Run, runOf } from "../../../bench/guard/judge";
import { GUARDS } from "../../../bench/guard/guards";
import type { RowResult } from "../../../bench/report/result";
import { ROWS } from "../../../bench/rows/all";

describe("the benchmark's guard", () => {
  test.each<[Run[], string]>([
    [[], "again"],
    [["met"], "passed"],
    [["missed"], "again"],
    [["missed", "missed"], "failed"],
    [["missed", "met"], "again"],
    [["missed", "met", "met"], "passed"],
    [["missed", "met", "missed"], "failed"],
    [["void"], "failed"],
    [["missed", "void"], "failed"],
  ])("a guarded row with the outcomes %j is judged: %s", (runs, judgement) => {
    expect(judge(runs)).toBe(judgement);
  });

  test("a guarded row misses if one ratio does, and is void if bodies differ or figures are missing", () => {
    const ratio = { measure: "rate", above: "G", below: "D", value: 1 };
    const result: RowResult = {
      name: "",
      title: "",
      measures: [],
      arms: {},
      ratios: [
        { ...ratio, met: true },
        { ...ratio, met: true },
      ],
      bodies: { compared: 2, differences: [] },
      load: [],
      rounds: 3,
      seconds: 1,
      notes: [],
    };
    expect(runOf(result)).toBe("met");
    expect(runOf({ ...result, ratios: [...result.ratios, { ...ratio, met: false }] })).toBe("missed");
    expect(runOf({ ...result, bodies: { compared: 2, differences: ["D and G differ"] } })).toBe("void");
    expect(runOf({ ...result, failure: "G: answered 502" })).toBe("void");
  });

  test("each guarded row is one of the benchmark's, with measures and arms that exist", () => {
    for (const { row: name, guards } of GUARDS) {
      const row = ROWS.find((each) => each.name === name);
      expect(guards).not.toHaveLength(0);
      for (const { measure, above, below = above, atLeast, atMost } of guards) {
        expect(row?.measures.map((each) => each.name)).toContain(measure);
        expect(row?.arms).toEqual(expect.arrayContaining([above, below]));
        expect([atLeast, atMost]).not.toEqual([undefined, undefined]);
      }
    }
  });
});
