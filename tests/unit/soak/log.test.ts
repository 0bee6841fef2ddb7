import { describe, expect, test } from "vitest";
import { isDefect } from "../../soak/log";

const FILE = "/cache/answers/61/ca5a5544e6a58719067f3eef40d96661";
const GONE = "failed (2: No such file or directory)";

describe("lines of the gateway's log in the soak", () => {
  test.each([
    ["a handler that failed", '{"level":"error","message":"guard"}'],
    ["a defect that nginx tells of", "2026/01/01 00:00:00 [alert] 1#1: worker process 22 exited on signal 11"],
    [
      "a file that may not be removed",
      `2026/01/01 00:00:00 [crit] 22#22: unlink() "${FILE}" failed (13: Permission denied)`,
    ],
    [
      "a file that a request misses",
      `2026/01/01 00:00:00 [crit] 22#22: *7 stat() "${FILE}" ${GONE}, client: 127.0.0.1`,
    ],
    ["a file of something else", `2026/01/01 00:00:00 [crit] 22#22: stat() "/usr/share/viewer/index.html" ${GONE}`],
  ])("the soak takes a log line for a defect: %s", (_, line) => {
    expect(isDefect(line)).toBe(true);
  });

  test.each([
    ["a request", '{"level":"info","status":200}'],
    ["the cache manager finds a file gone", `2026/01/01 00:00:00 [crit] 22#22: unlink() "${FILE}" ${GONE}`],
    [
      "the cache loader finds a file gone",
      `2026-01-01T00:00:00.8Z 2026/01/01 00:00:00 [crit] 22#22: stat() "${FILE}" ${GONE}`,
    ],
  ])("the soak takes a log line for harmless: %s", (_, line) => {
    expect(isDefect(line)).toBe(false);
  });
});
