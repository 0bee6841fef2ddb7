import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { testFolder, writeFiles } from "../../support/folders";

/** A Docker that answers, and cannot build: it prints forty lines, and why. */
const DOCKER = `#!/bin/sh
case "$*" in
  "compose version --short") echo 2.40.0 ;;
  "compose --profile tests build")
    n=0
    while [ $n -lt 40 ]; do n=$((n + 1)); echo "step $n"; done
    echo "failed to solve: nothing to copy" >&2
    exit 17 ;;
esac
`;

test.skipIf(process.platform === "win32")("npm test ends with its last lines when the images cannot be built", () => {
  const folder = testFolder();
  // Before it was cut off by the failed build, the last run had results: they are not of this state.
  writeFiles(folder, { "bin/docker": DOCKER, "test-results/unit.json": "{}" });
  chmodSync(join(folder, "bin/docker"), 0o755);
  const script = [resolve("node_modules/tsx/dist/cli.mjs"), resolve("scripts/test.ts")];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${folder}/bin:/usr/bin:/bin`, BASE_IMAGE: "debian:trixie-slim" },
  });
  expect(status).toBe(1);
  // Shown while it is built, and again at the end.
  expect(stdout).toMatch(/^step 1\nstep 2\n/);
  expect(stderr).toContain("failed to solve: nothing to copy\n");
  const end = stdout.slice(stdout.indexOf("FAILED: "));
  const lines = end.trimEnd().split("\n");
  expect(lines.slice(0, 2)).toEqual([
    "FAILED: build of all images, and the Lua check in one of them",
    "The images could not be built, so nothing was tested: older images would have been. The end of test-results/build.log:",
  ]);
  expect(lines).toHaveLength(24);
  expect(lines.slice(2, -2)).toContain("failed to solve: nothing to copy");
  expect(lines.slice(-2)).toEqual([
    "FAILED: build of all images, and the Lua check in one of them",
    "0 passed, 1 failed",
  ]);
  expect(readFileSync(join(folder, "test-results/build.log"), "utf8")).toContain("step 40\n");
  expect(existsSync(join(folder, "test-results/unit.json"))).toBe(false);
});
