import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failedTests, firstError, lastLines, type Outcome, readOutcome } from "../../../scripts/lib/outcome";

const OUTCOME: Outcome = {
  numPassedTests: 1,
  numFailedTests: 1,
  testResults: [
    {
      name: "/somewhere/tests/integration/cache.test.ts",
      status: "failed",
      message: "",
      assertionResults: [
        { fullName: "a frame is kept", status: "failed", failureMessages: ["Error: not so\n    at x.ts:1:2"] },
        { fullName: "a frame is whole", status: "passed" },
      ],
    },
    {
      name: "/somewhere/tests/integration/none.test.ts",
      status: "failed",
      message: "no stack\n",
      assertionResults: [],
    },
    { name: "/somewhere/tests/integration/good.test.ts", status: "passed", message: "", assertionResults: [] },
  ],
};

test("a failed test is named with its file and the first line of its error, as is a file that could not run", () => {
  expect(failedTests(OUTCOME)).toEqual([
    "tests/integration/cache.test.ts: a frame is kept: Error: not so",
    "tests/integration/none.test.ts: no stack",
  ]);
});

test("a run that broke off has no outcome", () => {
  const folder = mkdtempSync(join(tmpdir(), "collimator-outcome-"));
  writeFileSync(join(folder, "half.json"), '{"numPassedTests":');
  writeFileSync(join(folder, "whole.json"), JSON.stringify(OUTCOME));
  expect(readOutcome(join(folder, "none.json"))).toBeUndefined();
  expect(readOutcome(join(folder, "half.json"))).toBeUndefined();
  expect(readOutcome(join(folder, "whole.json"))).toEqual(OUTCOME);
  rmSync(folder, { recursive: true });
});

test("a failure outside the tests is named by the first printed error", () => {
  const printed =
    "Unhandled Error\n\u001b[31m\u001b[1mTypeError\u001b[22m: port is taken\nmore\u001b[39m\nError: another\n";
  expect(firstError(printed)).toBe("TypeError: port is taken");
  expect(firstError("Killed\n")).toBe("no error is named");
});

test("the last lines of a run are those with anything in them, without colours", () => {
  expect(lastLines("one\r\n\n\u001b[31mtwo\u001b[39m\n  \nthree\n", 2)).toBe("two\nthree");
  expect(lastLines("one", 2)).toBe("one");
  expect(lastLines("\n", 2)).toBe("");
});
