import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder, writeFiles } from "../../support/folders";

test.skipIf(process.platform === "win32")("the installation of packages gets neither token nor password", () => {
  const folder = testFolder();
  writeFiles(folder, {
    ...{ "scripts/import.ts": "", "bin/npm": `#!/bin/sh\nenv > ${folder}/environment\nexit 3\n` },
    "package-lock.json": JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }),
  });
  mkdirSync(join(folder, "node_modules"));
  copyFileSync("scripts/bootstrap.mjs", join(folder, "scripts/bootstrap.mjs"));
  chmodSync(join(folder, "bin/npm"), 0o755);
  const { status } = spawnSync(process.execPath, [join(folder, "scripts/bootstrap.mjs"), "import", "cd"], {
    env: {
      ...{ PATH: `${folder}/bin:${process.env["PATH"] ?? ""}`, HTTPS_PROXY: "http://proxy" },
      ...{ COLLIMATOR_TOKEN: "secret-1", COLLIMATOR_USER: "secret-2", COLLIMATOR_PASSWORD: "secret-3" },
    },
  });
  expect(status).toBe(3);
  const environment = readFileSync(join(folder, "environment"), "utf8");
  expect(environment).toContain("HTTPS_PROXY=http://proxy");
  expect(environment).not.toContain("secret");
});
