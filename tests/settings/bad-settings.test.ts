import { execFile } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker } from "../support/docker";
import { badSettings, unknownNames } from "../support/bad-settings";

const EX_CONFIG = 78;

interface Ended {
  readonly status: number;
  readonly stderr: string;
}

function ends(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(program, args, { env }, (_cause, _stdout, stderr) => {
      done({ status: child.exitCode ?? -1, stderr });
    });
  });
}

/** The scripts in a folder of their own, with an `.env` of their own and a `docker` that only notes that it was called. */
const folder = mkdtempSync(join(tmpdir(), "collimator-settings-"));
const noted = join(folder, "docker-was-called");

/** Where `setup` runs: a container for each of its runs would take longer than they do. */
const container = `collimator-test-settings-${randomUUID()}`;

beforeAll(async () => {
  for (const part of ["scripts", "lua-src/shared", "package.json"])
    cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const fake = join(folder, "docker");
  writeFileSync(fake, `#!/bin/sh\n: > '${noted}'\nexit 1\n`);
  chmodSync(fake, 0o755);
  const place = ["--rm", "--detach", "--init", "--network", "none", "--name", container, "--entrypoint", "sleep"];
  const started = await docker("run", ...place, imageName("gateway"), "3600");
  if (started.status !== 0) throw new Error(started.stderr);
});

afterAll(async () => {
  await docker("rm", "--force", container);
  rmSync(folder, { recursive: true, force: true });
});

/** `npm start`, behind its first step, which installs npm packages. */
function npmStart(environment: Readonly<Record<string, string>>): Promise<Ended> {
  const args = [
    "--import",
    resolve("node_modules/tsx/dist/loader.mjs"),
    join(folder, "scripts/start.ts"),
    "--no-install",
  ];
  return ends(process.execPath, args, { PATH: folder, HOME: folder, ...environment });
}

/** `setup`, as the image's own command. */
function setupContainer(environment: Readonly<Record<string, string>>): Promise<Ended> {
  const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  return docker("exec", ...variables, container, "/usr/local/bin/collimator", "setup");
}

/** One of each kind: that every one is refused, and by both, is for tests/unit/shared/settings/check.test.ts to show. */
const oneOfEachCode = badSettings.filter(
  ({ code }, index) => badSettings.findIndex((one) => one.code === code) === index,
);

describe("bad settings", () => {
  test.concurrent.each(oneOfEachCode)(
    "$title: stops npm start and setup with one sentence",
    async ({ environment, code, says }) => {
      const started = npmStart(environment);
      const setUp = setupContainer(environment);
      for (const { status, stderr } of await Promise.all([started, setUp])) {
        expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(says)]);
        expect(stderr).toMatch(new RegExp(`^${code}: .* See docs/configuration\\.md#[a-z_]+\n$`));
        expect(status).toBe(EX_CONFIG);
      }
      expect(existsSync(noted)).toBe(false);
    },
  );

  test.each(unknownNames)("$title: stops npm start, from .env, and setup", async ({ environment, code, says }) => {
    const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, ".env"), lines.join(""));
    const started = npmStart({});
    const setUp = setupContainer(environment);
    for (const { status, stderr } of await Promise.all([started, setUp])) {
      expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(says)]);
      expect(stderr.startsWith(`${code}: `)).toBe(true);
      expect(status).toBe(EX_CONFIG);
    }
    expect(existsSync(noted)).toBe(false);
  });

  test("an invalid line in .env stops npm start", async () => {
    writeFileSync(join(folder, ".env"), "HTTP_PORT=8080\nADMIN_PASSWORD=some$thing long\n");
    const { status, stderr } = await npmStart({});
    expect(stderr).toBe(
      "CFG-025: .env line 2 has a $, which Compose takes for a variable: use single quotes; it must be NAME=value or NAME='value'. See docs/configuration.md#env-file\n",
    );
    expect(status).toBe(EX_CONFIG);
  });

  test("an invalid certificates file stops npm start", async () => {
    writeFileSync(join(folder, ".env"), "EXTRA_CA_CERTS=package.json\n");
    const { status, stderr } = await npmStart({});
    expect(stderr).toContain('CFG-018: EXTRA_CA_CERTS is "package.json"; it must be a file that can be read, with PEM');
    expect(status).toBe(EX_CONFIG);
  });

  test("a folder that is not an OHIF build stops npm start", async () => {
    writeFileSync(join(folder, ".env"), "VIEWER_DIST=scripts\n");
    const { status, stderr } = await npmStart({});
    expect(stderr).toBe(
      'CFG-047: VIEWER_DIST is "scripts"; it must be a folder with the index.html of an OHIF build in it. See docs/configuration.md#viewer_dist\n',
    );
    expect(status).toBe(EX_CONFIG);
  });

  test("a missing certificates folder stops npm start", async () => {
    writeFileSync(
      join(folder, ".env"),
      "TLS_MODE=files\nPUBLIC_URL=https://a.example\nHTTPS_PORT=443\nTLS_DIR=no/such\n",
    );
    const { status, stderr } = await npmStart({});
    expect(stderr).toBe(
      'CFG-033: TLS_DIR is "no/such"; it must be a folder with tls.crt and tls.key in it. See docs/configuration.md#tls_dir\n',
    );
    expect(status).toBe(EX_CONFIG);
  });

  test("a taken port stops npm start and is named with its setting", async () => {
    writeFileSync(join(folder, ".env"), "");
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const port = (server.address() as { port: number }).port;
    const { status, stderr } = await npmStart({ HTTP_PORT: String(port), DICOM_BIND: "127.0.0.9" });
    server.close();
    expect(stderr).toBe(
      `CFG-026: HTTP_PORT ${port} on 127.0.0.1 is taken by another program; set HTTP_PORT to a free port, or stop that program. See docs/configuration.md#http_port\n`,
    );
    expect(status).toBe(EX_CONFIG);
  });
});
