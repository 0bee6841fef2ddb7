import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { docker, until } from "../../tests/support/docker";
import { resetAdmin, spendFirstPassword } from "../../tests/support/forms";
import { credentialsOf, orthancUsers, type Scope } from "../../tests/support/orthanc-direct";
import { type Stack, testSettings } from "../../tests/support/stack";
import { copyOfArchive, keptArchive } from "../data/archive";
import type { Plan } from "../data/plan";
import type { Site } from "./bench";
import { addressOf } from "./containers";

const COMPOSE = ["compose", "-f", "docker-compose.yml", "-f", "bench/arms/compose.bench.yml"];
const START_LIMIT = 240_000;

/** Starts a stack on a copy of the plan's archive. */
export async function startSite(
  name: string,
  plan: Plan,
  say: (line: string) => void,
): Promise<{ site: Site; stop: () => Promise<void> }> {
  const project = `collimator-bench-${process.pid}-${name}`;
  const archive = await copyOfArchive(await keptArchive(plan, say), project);
  const more = { BENCH_ARCHIVE: archive.volume, SESSION_IDLE_MINUTES: "600" };
  const settings: Readonly<Record<string, string>> = { ...(await testSettings()), ...more };
  const stop = async (): Promise<void> => {
    await composed(project, settings, "down", "--volumes", "--timeout", "20");
    // Made by second gateways, which look for the archive under its usual name.
    await docker("volume", "rm", "--force", `${project}_archive`);
    await archive.remove();
    rmSync(settings["POLICY_DIR"] ?? "", { recursive: true, force: true });
  };
  try {
    say(`starting the stack ${project}`);
    await composed(project, settings, "up", "--detach", "--no-build", "gateway");
    const found = {
      url: settings["PUBLIC_URL"] ?? "",
      dicomPort: Number(settings["DICOM_PORT"]),
      aet: "ORTHANC",
      adminName: "admin",
      firstPassword: "",
      project,
      settings,
    };
    // Nobody becomes admin by a start on an archive that holds studies.
    const firstPassword = await until("the first admin", async () => resetAdmin(found).catch(() => undefined));
    const stack: Stack = { ...found, firstPassword };
    await until("the gateway to be ready", async () => {
      const answer = await fetch(`${stack.url}/readyz`).catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
    return { site: await siteOf(stack, plan), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function siteOf(stack: Stack, plan: Plan): Promise<Site> {
  const { project } = stack;
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  const users = await orthancUsers(project);
  const basic = (scope: Scope): string => `Basic ${Buffer.from(credentialsOf(users, scope)).toString("base64")}`;
  const { host } = new URL(stack.url);
  const orthanc = await addressOf(`${project}-orthanc-1`, `${project}_dicom`);
  const direct = { name: "D", host: orthanc, port: 8042, prefix: "/dicom-web" };
  return {
    stack,
    plan,
    gateway: {
      name: "G",
      host: await addressOf(`${project}-gateway-1`, `${project}_edge`),
      port: 8080,
      prefix: "/pacs",
      headers: { Host: host, Cookie: cookie },
    },
    direct: { ...direct, headers: { Host: "orthanc:8042", Authorization: basic("view") } },
    directStore: { ...direct, headers: { Host: "orthanc:8042", Authorization: basic("store") } },
  };
}

async function composed(
  project: string,
  settings: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...settings };
    const child = spawn("docker", [...COMPOSE, "-p", project, ...args], { env, timeout: START_LIMIT });
    let words = "";
    child.stderr.on("data", (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4000)));
    child.stdout.resume();
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve();
      else reject(new Error(`compose ${args.join(" ")}: ${words}`));
    });
  });
}
