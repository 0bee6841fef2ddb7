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

/** What a plain nginx is started with. */
export interface PlainNginx {
  readonly name: string;
  readonly network: string;
  readonly image: string;
  /** Path of the configuration inside. */
  readonly configuration: string;
  /** `-v` values. */
  readonly volumes: readonly string[];
  /** Whether Docker keeps what it logs, as it does of the gateway. */
  readonly isLogged?: boolean;
}

/** As in docker-compose.yml. */
const LOGGED = ["--log-driver", "json-file", "--log-opt", "max-size=10m", "--log-opt", "max-file=5"];

/** Starts nginx of the gateway's image with a configuration of its own, and returns its address. */
export async function startNginx(nginx: PlainNginx): Promise<string> {
  const { name, network, image, configuration, volumes, isLogged = false } = nginx;
  const places = [
    "--read-only",
    "--tmpfs",
    "/run/collimator:mode=0700,uid=10001,gid=10001",
    "--tmpfs",
    "/tmp:mode=1777",
  ];
  const mounts = volumes.flatMap((volume) => ["-v", volume]);
  const log = isLogged ? LOGGED : ["--log-driver", "none"];
  const outside = ["--network", network, "--no-healthcheck", ...log, "--ulimit", "nofile=16384"];
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
