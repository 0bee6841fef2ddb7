import { docker } from "../../tests/support/docker";

/** Runs docker and returns what it printed; throws with its own words where it fails. */
export async function done(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await docker(...args);
  if (status !== 0) throw new Error(`docker ${args.slice(0, 3).join(" ")}: ${stderr}${stdout}`);
  return stdout.trim();
}

/**
 * A container's address in a network. This machine reaches it without the proxy by which Docker publishes ports, which
 * copies every byte and would be what is measured.
 */
export async function addressOf(container: string, network: string): Promise<string> {
  const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
  return done("inspect", "--format", format, container);
}

/** Starts nginx of the gateway's image with a configuration of its own. */
export interface PlainNginx {
  readonly name: string;
  readonly network: string;
  readonly image: string;
  /** Path of the configuration inside. */
  readonly configuration: string;
  /** `-v` values. */
  readonly volumes: readonly string[];
}

export async function startNginx({ name, network, image, configuration, volumes }: PlainNginx): Promise<string> {
  const places = [
    "--read-only",
    "--tmpfs",
    "/run/collimator:mode=0700,uid=10001,gid=10001",
    "--tmpfs",
    "/tmp:mode=1777",
  ];
  const mounts = volumes.flatMap((volume) => ["-v", volume]);
  const outside = ["--network", network, "--no-healthcheck", "--log-driver", "none", "--ulimit", "nofile=16384"];
  const command = ["-c", configuration, "-e", "stderr", "-g", "daemon off;"];
  await done(
    "run",
    "--detach",
    "--name",
    name,
    ...places,
    ...mounts,
    ...outside,
    "--entrypoint",
    "nginx",
    image,
    ...command,
  );
  return addressOf(name, network);
}
