import { spawnSync } from "node:child_process";

/** How a container ended and all that it printed. */
export interface Ended {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function docker(...args: readonly string[]): { readonly stdout: Buffer; readonly stderr: Buffer } {
  const { stdout, stderr } = spawnSync("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return { stdout, stderr };
}

/**
 * Runs a container to its end. Its words, which must be text, are read from Docker's log: an attached `docker run` may miss the last ones
 * of a container that ends at once on a busy machine.
 *
 * @param args what `docker run` would get
 */
export function runContainer(...args: readonly string[]): Ended {
  const id = docker("run", "--detach", ...args)
    .stdout.toString()
    .trim();
  const status = Number(docker("wait", id).stdout.toString());
  const { stdout, stderr } = docker("logs", id);
  docker("rm", "--force", id);
  return { status, stdout, stderr: stderr.toString() };
}
