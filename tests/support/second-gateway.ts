import { randomUUID } from "node:crypto";
import { imageName } from "../../scripts/lib/image";
import { docker, freePort, until } from "./docker";
import type { Stack } from "./stack";

/** One more gateway before a stack's archive and state, with settings of its own. */
export interface SecondGateway {
  readonly container: string;
  /** Ports of the loopback address: 8080 and 8443 inside. */
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly publicUrl: string;
  /** What `setup` printed. */
  readonly printed: string;
  /** Runs `setup` again, as a start of the stack does; returns what it printed. */
  readonly setUp: () => Promise<string>;
  /** What the gateway wrote so far: the access log and its messages, a JSON object a line. */
  readonly log: () => Promise<Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

/** Settings; `{http}` and `{https}` in them stand for the ports, `tlsFolder` is mounted like TLS_DIR. */
export interface Choice {
  readonly settings: Readonly<Record<string, string>>;
  readonly tlsFolder?: string;
  /** The file of EXTRA_CA_CERTS. */
  readonly extraCa?: string;
  /** Whether it is a replica of the stack's own gateway: by the same secrets, whatever `settings` says. */
  readonly isReplica?: boolean;
  /** How large the disk of its cache is. */
  readonly cacheDisk?: string;
  /** Its name in the stack's outer network. */
  readonly alias?: string;
  /** More of docker's arguments: files mounted in the place of the image's, ports. */
  readonly more?: readonly string[];
}

async function done(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await docker(...args);
  if (status !== 0) throw new Error(`docker ${args[0] ?? ""}: ${stdout}${stderr}`);
  return stdout;
}

function lines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Starts it as docker-compose.yml does, but for its ports; the stack's own gateway stays. */
export async function startSecondGateway(stack: Stack, choice: Choice): Promise<SecondGateway> {
  const container = `${stack.project}-second-${randomUUID().slice(0, 8)}`;
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const given = Object.entries(choice.settings).map(([name, value]) => [
    name,
    value.replace("{http}", `${httpPort}`).replace("{https}", `${httpsPort}`),
  ]);
  const shared = { ARCHIVE_NET: stack.settings["ARCHIVE_NET"] ?? "", STRANGER_LOG_LINES: "1000000" };
  const settings = { ...shared, ...Object.fromEntries(given) } as Record<string, string>;
  const certificate = choice.tlsFolder === undefined ? [] : ["-v", `${choice.tlsFolder}:/tls:ro`];
  const extraCa = choice.extraCa === undefined ? [] : ["-v", `${choice.extraCa}:/run/secrets/extra_ca:ro`];
  const volumes = ["orthanc", "valkey"].flatMap((reader) => [
    "-v",
    `${stack.project}_secrets-${reader}:/secrets/${reader}`,
  ]);
  const data = ["-v", `${stack.project}_state:/state:ro`, "-v", `${stack.project}_archive:/archive:ro`];
  const env = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const image = imageName("gateway");
  const secrets = choice.isReplica === true ? `${stack.project}_secrets-gateway` : container;
  const setUp = async (): Promise<string> =>
    done(
      "run",
      "--rm",
      "--network",
      "none",
      "-v",
      `${container}:/secrets/gateway`,
      ...volumes,
      ...data,
      ...certificate,
      ...extraCa,
      ...env,
      image,
      "setup",
    );
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", container);
    await docker("volume", "rm", "--force", container);
  };
  try {
    const printed = choice.isReplica === true ? "" : await setUp();
    const places = [
      "--read-only",
      "--tmpfs",
      "/run/collimator:mode=0700,uid=10001,gid=10001",
      "--tmpfs",
      "/tmp:mode=1777",
      "--tmpfs",
      `/cache:mode=0700,uid=10001,gid=10001,size=${choice.cacheDisk ?? "1g"}`,
    ];
    const ports = ["-p", `127.0.0.1:${httpPort}:8080`, "-p", `127.0.0.1:${httpsPort}:8443`];
    const alias = choice.alias === undefined ? [] : ["--network-alias", choice.alias];
    const network = ["--network", `${stack.project}_edge`, ...alias];
    await done(
      "create",
      "--name",
      container,
      ...network,
      ...ports,
      ...places,
      ...certificate,
      ...(choice.more ?? []),
      "-v",
      `${secrets}:/secrets:ro`,
      image,
    );
    await done("network", "connect", `${stack.project}_archive`, container);
    await done("start", container);
    await until("the second gateway to be ready", async () => {
      const answer = await fetch(`http://127.0.0.1:${httpPort}/readyz`).catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
    const log = async (): Promise<Record<string, unknown>[]> => {
      const { stdout, stderr } = await docker("logs", container);
      return [...lines(stdout), ...lines(stderr)];
    };
    return {
      container,
      httpPort,
      httpsPort,
      publicUrl: settings["PUBLIC_URL"] ?? stack.url,
      printed,
      setUp,
      log,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
