import { randomInt } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerComposeEnvironment, Wait } from "testcontainers";
import { docker, freePort } from "./docker";

/** A whole stack of its own for one test project: its own ports, networks, volumes and first password. */
export interface Stack {
  readonly url: string;
  readonly dicomPort: number;
  readonly aet: string;
  readonly adminName: string;
  readonly firstPassword: string;
  /** The compose project's name; containers are `<project>-<service>-1`. */
  readonly project: string;
  /** What it was started with, for calls of compose. */
  readonly settings: Readonly<Record<string, string>>;
}

declare module "vitest" {
  interface ProvidedContext {
    stack: Stack;
  }
}

/** How long a gateway may take to be healthy once it runs, on a machine where everything else starts too. */
const START_MS = 180_000;

/** A folder for a policy that no other stack has. */
function policyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "collimator-policy-"));
  // The gateway's user has to get in.
  chmodSync(folder, 0o755);
  return folder;
}

/** The settings of a stack on free ports of the loopback address. */
export async function testSettings(): Promise<Record<string, string>> {
  const port = await freePort();
  return {
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HTTP_PORT: String(port),
    DICOM_PORT: String(await freePort()),
    ARCHIVE_NET: `10.${randomInt(1, 250)}.${randomInt(1, 250)}`,
    POLICY_DIR: policyFolder(),
    // Tests come from one address, and read in the log what was refused.
    STRANGER_LOG_LINES: "1000000",
  };
}

/** The first password, as the log of `setup` shows it on the first start. */
export async function printedPassword(project: string): Promise<string> {
  const { stdout } = await docker("logs", `${project}-setup-1`);
  const password = /password: +(\S+)/.exec(stdout)?.[1];
  if (password === undefined) throw new Error(`setup printed no password:\n${stdout}`);
  return password;
}

/** Starts a stack from the built images, with more settings and files of Compose where given; `stop` ends it and removes its data. */
export async function startStack(
  root: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
  files: readonly string[] = [],
): Promise<{ stack: Stack; stop: () => Promise<void> }> {
  const project = `collimator-test-${process.pid}-${name}`;
  const settings = { ...(await testSettings()), ...more };
  const environment = await new DockerComposeEnvironment(root, [
    "docker-compose.yml",
    "tests/support/compose.tests.yml",
    ...files,
  ])
    .withNoRecreate()
    // After withNoRecreate, which resets the name.
    .withProjectName(project)
    .withEnvironment(settings)
    .withWaitStrategy("gateway-1", Wait.forHealthCheck().withStartupTimeout(START_MS))
    .up(["gateway"]);
  const stack = {
    url: settings["PUBLIC_URL"] ?? "",
    dicomPort: Number(settings["DICOM_PORT"]),
    aet: "ORTHANC",
    adminName: "admin",
    firstPassword: await printedPassword(project),
    project,
    settings,
  };
  const stop = async (): Promise<void> => {
    await environment.down({ timeout: 20_000, removeVolumes: true });
    rmSync(settings["POLICY_DIR"] ?? "", { recursive: true, force: true });
  };
  return { stack, stop };
}
