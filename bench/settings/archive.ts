/**
 * An Orthanc with the product's settings but for one. Neither the users nor the filter of the second lock are there:
 * they cost each request the same.
 *
 * @module
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "../../tests/support/docker";
import type { Arm } from "../arms/bench";
import { addressOf, done } from "../arms/containers";
import { askWhole, type AskOptions } from "../load/ask";

export type Settings = Readonly<Record<string, unknown>>;

export interface Archive {
  readonly arm: Arm;
  readonly container: string;
  readonly stop: () => Promise<void>;
}

const WITHOUT_LOCK = { AuthenticationEnabled: false, LuaScripts: [] };

/** Starts an Orthanc in a container of its own, with an empty archive; those for the plugin are merged. */
export async function startArchive(name: string, changed: Settings): Promise<Archive> {
  const container = `collimator-bench-settings-${process.pid}-${name}`;
  const folder = mkdtempSync(join(tmpdir(), "collimator-settings-"));
  chmodSync(folder, 0o755);
  const usual = JSON.parse(readFileSync("orthanc/orthanc.json", "utf8")) as Record<string, unknown>;
  const plugin = { ...(usual["DicomWeb"] as Settings), ...(changed["DicomWeb"] as Settings | undefined) };
  writeFileSync(
    join(folder, "orthanc.json"),
    JSON.stringify({ ...usual, ...changed, ...WITHOUT_LOCK, DicomWeb: plugin }),
  );
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", "--volumes", container);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const places = ["-v", "/archive", "-v", `${folder}:/changed:ro`, "--tmpfs", "/tmp:mode=1777"];
    const how = ["--detach", "--name", container, "--no-healthcheck", ...places];
    await done("run", ...how, imageName("orthanc"), "Orthanc", "/changed/orthanc.json");
    const host = await addressOf(container, "bridge");
    const arm = { name, host, port: 8042, prefix: "/dicom-web", headers: {} };
    await until(`Orthanc with ${JSON.stringify(changed)}`, async () =>
      (await fetch(`http://${host}:8042/system`).catch(() => undefined))?.ok === true ? true : undefined,
    );
    return { arm, container, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is asked of Orthanc itself. */
export interface Question extends Omit<AskOptions, "agent"> {
  readonly path: string;
}

/** Asks over so many connections, which are closed afterwards; returns milliseconds until all is answered. */
export async function askAll({ arm }: Archive, questions: readonly Question[], connections: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let at = 0;
  const asker = async (): Promise<void> => {
    for (let next = questions[at++]; next !== undefined; next = questions[at++]) {
      const { path, ...options } = next;
      const { status } = await askWhole(arm, path, { ...options, agent });
      if (status !== 200 && status !== 206) throw new Error(`${arm.name} answers ${status} to ${path}`);
    }
  };
  const begin = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, asker));
    return performance.now() - begin;
  } finally {
    agent.destroy();
  }
}

/** Memory of Orthanc's process, in MB. */
export async function memoryOf({ container }: Archive): Promise<number> {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(await done("exec", container, "cat", "/proc/1/status"))?.[1];
  return Number(kilobytes) / 1000;
}

/** Processor time that Orthanc's process has used so far, in milliseconds (proc(5), ticks of 10 ms). */
export async function processorOf({ container }: Archive): Promise<number> {
  const fields = (await done("exec", container, "cat", "/proc/1/stat")).replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What the archive's files take on the disk, in MB. */
export async function diskOf({ container }: Archive): Promise<number> {
  return Number.parseInt(await done("exec", container, "du", "-s", "-k", "/archive"), 10) / 1000;
}
