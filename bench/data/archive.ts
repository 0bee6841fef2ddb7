/**
 * The archives' data: made once, kept in a volume, and copied for each run by hard links, so that every run starts from
 * the same state. Orthanc never changes a stored file; its index is copied for real.
 *
 * @module
 */
import { Agent, request } from "node:http";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "../../tests/support/docker";
import { addressOf, done } from "../arms/containers";
import { filesOf } from "./files";
import type { Plan } from "./plan";

/** Files on their way at once. */
const SENDERS = 6;
const POST_LIMIT = 120_000;

/** Makes sure that the plan's data lie in their volume; returns its name. */
export async function keptArchive(plan: Plan, say: (line: string) => void): Promise<string> {
  const volume = `collimator-bench-${plan.key}`;
  await done("volume", "create", volume);
  const whole = await inVolume(volume, "test -e /data/complete && echo whole || true");
  if (whole === "whole") return volume;
  say(`making the data of ${volume}; they are kept for the next run`);
  await inVolume(volume, "rm -rf /data/*; install -d -o 10001 -g 10001 -m 0700 /data/pristine");
  await load(plan, volume, say);
  await inVolume(volume, "touch /data/complete");
  return volume;
}

/** An archive's own copy of the data; `remove` deletes it. */
export async function copyOfArchive(
  volume: string,
  name: string,
): Promise<{ readonly volume: string; readonly remove: () => Promise<void> }> {
  const folder = `run-${name}`;
  const index = `for file in /data/pristine/index*; do cp -p --remove-destination "$file" /data/${folder}/; done`;
  await inVolume(volume, `rm -rf /data/${folder}; cp -al /data/pristine /data/${folder}; ${index}`);
  const place = await done("volume", "inspect", "--format", "{{.Mountpoint}}", volume);
  const copy = `${volume}-${name}`;
  const bind = ["--opt", "type=none", "--opt", "o=bind", "--opt", `device=${place}/${folder}`];
  await done("volume", "create", "--driver", "local", ...bind, copy);
  const remove = async (): Promise<void> => {
    await docker("volume", "rm", "--force", copy);
    await inVolume(volume, `rm -rf /data/${folder}`);
  };
  return { volume: copy, remove };
}

async function inVolume(volume: string, script: string): Promise<string> {
  const place = ["--rm", "--user", "0", "--network", "none", "-v", `${volume}:/data`, "--entrypoint", "sh"];
  return done("run", ...place, imageName("dicom-tools"), "-ec", script);
}

/** Fills the volume by an Orthanc of its own that does not wait for the disk after each file. */
async function load(plan: Plan, volume: string, say: (line: string) => void): Promise<void> {
  const name = `collimator-bench-loader-${process.pid}`;
  const configuration = join(import.meta.dirname, "loader.json");
  const mounts = ["-v", `${volume}:/data`, "-v", `${configuration}:/loader.json:ro`, "--tmpfs", "/tmp:mode=1777"];
  await done(
    "run",
    "--detach",
    "--name",
    name,
    "--no-healthcheck",
    ...mounts,
    imageName("orthanc"),
    "Orthanc",
    "/loader.json",
  );
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  try {
    const host = await addressOf(name, "bridge");
    await until("the loader's Orthanc", async () =>
      (await fetch(`http://${host}:8042/system`).catch(() => undefined))?.ok === true ? true : undefined,
    );
    const files = filesOf(plan);
    let [sent, bytes] = [0, 0];
    const sender = async (): Promise<void> => {
      for (let next = await files.next(); next.done !== true; next = await files.next()) {
        await post(host, agent, next.value);
        bytes += next.value.length;
        sent += 1;
        if (sent % 2000 === 0) say(`  ${sent} instances, ${Math.round(bytes / 1e6)} MB`);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    // Orthanc closes its index in order.
    await done("stop", "--time", "60", name);
  } finally {
    agent.destroy();
    await docker("rm", "--force", name);
  }
}

async function post(host: string, agent: Agent, file: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/dicom", "Content-Length": file.length };
    const options = { host, port: 8042, path: "/instances", method: "POST", agent, headers, timeout: POST_LIMIT };
    const call = request(options, (answer) => {
      answer.resume();
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`the loader's Orthanc answered ${answer.statusCode ?? 0}`));
      });
    });
    call.on("timeout", () => call.destroy(new Error("the loader's Orthanc does not answer")));
    call.on("error", reject);
    call.end(file);
  });
}
