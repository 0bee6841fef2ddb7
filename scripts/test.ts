/**
 * `npm test`: builds the images, then runs every check and test; if the build fails, it ends there. The last line is
 * `N passed, N failed`, where each check counts as one and each test as one; before it stands what failed.
 *
 * @module
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";

import { failedTests, firstError, lastLines, readOutcome } from "./lib/outcome";
import { prepareTests } from "./lib/prepare";
import { say } from "./lib/project";
import { runAside, runShown, type Variables } from "./lib/run";

const RESULTS = "test-results";
const BUILD = "build of all images, and the Lua check in one of them";
/** Of a build that failed: what is wrong stands at its end. */
const LAST_LINES = 20;
/** The longest first, so that all lanes end at about the same time. */
const PROJECTS = ["integration", "settings", "objects", "browser", "sso", "unit", "lifecycle", "attacks", "names"];
/** Projects at once: each has a stack of its own and waits more than it works. */
const LANES = 3;
/** Checks at once: each keeps a processor busy. */
const CHECK_LANES = 2;
type Check = readonly [name: string, command: readonly string[]];
/** The longest first. */
const CHECKS: readonly Check[] = [
  ["lint", ["eslint", ".", "--max-warnings", "0"]],
  ["format", ["prettier", "--check", "--log-level", "warn", "."]],
  ["imports between rooms", ["depcruise", "--config", "dependency-cruiser.config.mjs", "lua-src"]],
  ["picture of the rooms", ["tsx", "scripts/draw-rooms.ts", "--check"]],
  ["lint of nginx/", ["nginx-linter", "--include", "nginx/**/*.conf"]],
  ["types of lua-src/", ["tsc", "-p", "tsconfig.json", "--noEmit"]],
  ["types of lua-src/orthanc/", ["tsc", "-p", "tsconfig.orthanc.json", "--noEmit"]],
  ["types of scripts/, tests/ and ohif-config/", ["tsc", "-p", "tsconfig.node.json"]],
  ["TypeScript to Lua", ["tstl"]],
  ["TypeScript to Orthanc's Lua", ["tstl", "-p", "tsconfig.orthanc.json"]],
  ["nginx", ["tsx", "scripts/check-nginx.ts"]],
  ["subjects of commits", ["tsx", "scripts/check-commits.ts"]],
];

/** What failed, to be named once more at the end: the messages stand far above. */
const failures: string[] = [];

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Counts a check, and says how it went. */
function count(name: string, status: number): Count {
  say(`${status === 0 ? "ok" : "FAILED"}: ${name}`);
  if (status !== 0) failures.push(name);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs a program and says when it has ended what it printed, which is returned with its exit status. */
async function runNamed(
  name: string,
  command: readonly string[],
  environment: Variables,
): Promise<{ status: number; printed: string }> {
  const log = `${RESULTS}/${name}.log`;
  const status = await runAside(command, log, { environment });
  const printed = readFileSync(log, "utf8");
  process.stdout.write(printed);
  return { status, printed };
}

/** Counts the tests of one project from Vitest's JSON; what failed without a test counts as one. */
async function testProject(project: string, environment: Variables): Promise<Count> {
  const file = `${RESULTS}/${project}.json`;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  say(`begun: tests of ${project}`);
  const command = ["vitest", "run", "--project", project, ...reporters];
  const { status, printed } = await runNamed(project, command, environment);
  const outcome = readOutcome(file);
  const failed = outcome === undefined ? [] : failedTests(outcome);
  // A stack that did not start, an error that no test waited for, a run that broke off.
  if (failed.length === 0 && (status !== 0 || outcome === undefined)) failed.push(`as a whole: ${firstError(printed)}`);
  failures.push(...failed.map((test) => `${project}: ${test}`));
  return { passed: outcome?.numPassedTests ?? 0, failed: failed.length };
}

/** Counts all of these, some at once. */
async function countAll<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<Count>): Promise<Count[]> {
  const left = [...items];
  const counts: Count[] = [];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) counts.push(await work(item));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return counts;
}

/** Says what failed and the sum; returns the exit status. */
function conclude(counts: readonly Count[]): number {
  const passed = counts.reduce((sum, { passed }) => sum + passed, 0);
  const failed = counts.reduce((sum, { failed }) => sum + failed, 0);
  for (const failure of failures) say(`FAILED: ${failure}`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function test(): Promise<number> {
  const prepared = await prepareTests();
  if (typeof prepared === "number") return prepared;
  const { environment } = prepared;
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS);
  const log = `${RESULTS}/build.log`;
  const built = count(
    BUILD,
    await runShown([...prepared.compose, "--profile", "tests", "build"], log, { environment }),
  );
  if (built.failed > 0) {
    say(`The images could not be built, so nothing was tested: older images would have been. The end of ${log}:`);
    say(lastLines(readFileSync(log, "utf8"), LAST_LINES));
    return conclude([built]);
  }
  const check = async ([name, command]: Check): Promise<Count> =>
    count(name, (await runNamed(name.replace(/[^\w-]+/g, "-"), command, environment)).status);
  const checks = await countAll(CHECKS, CHECK_LANES, check);
  const tests = await countAll(PROJECTS, LANES, async (project) => testProject(project, environment));
  return conclude([built, ...checks, ...tests]);
}

process.exitCode = await test();
