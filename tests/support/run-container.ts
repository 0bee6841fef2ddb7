import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";

/** How a container ended and all that it printed. */
export interface Ended {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The image's own, in the Dockerfile. */
const ENTRYPOINT = "collimator";

/**
 * Runs a container of the gateway's image to its end. What it prints goes to files: Docker stops reading the output of
 * a container two seconds after its end, so that on a busy machine its log, and an attached `docker run`, miss some.
 *
 * @param args what `docker run` would get: options, the image, and the command
 */
export function runContainer(...args: readonly string[]): Ended {
  const image = args.indexOf(imageName("gateway"));
  const [options, command] = [args.slice(0, image), args.slice(image + 1)];
  const own = options.indexOf("--entrypoint");
  const [, entrypoint = ENTRYPOINT] = own === -1 ? [] : options.splice(own, 2);

  const folder = mkdtempSync(join(tmpdir(), "collimator-run-"));
  const files = ["stdout", "stderr"].map((name) => join(folder, name));
  for (const file of files) {
    writeFileSync(file, "");
    chmodSync(file, 0o666);
  }
  chmodSync(folder, 0o755);
  const place = ["--volume", `${folder}:/printed`, "--entrypoint", "sh", imageName("gateway")];
  const printing = 'exec "$0" "$@" >> /printed/stdout 2>> /printed/stderr';
  const { status, stderr } = spawnSync("docker", [
    ...["run", "--rm", ...options, ...place],
    ...["-c", printing, entrypoint, ...command],
  ]);
  const [stdout = Buffer.alloc(0), errors = Buffer.alloc(0)] = files.map((file) => readFileSync(file));
  rmSync(folder, { recursive: true });
  // Docker's own words come first, where it could not run it.
  return { status: status ?? -1, stdout, stderr: stderr.toString() + errors.toString() };
}
