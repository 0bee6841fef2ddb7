import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { GenericContainer, Wait } from "testcontainers";
import { imageName } from "../../scripts/lib/image";
import { docker, freePort } from "../support/docker";
import type { LabCa } from "../support/lab-ca";
import { debianConfiguration, type DebianClient } from "./debian-configuration";

const NGINX = resolve(import.meta.dirname, "debian-provider.nginx.conf");
const CONFIGURATION = "/var/lib/lemonldap-ng/conf/lmConf-1.json";
const SOCKET = "/run/llng-fastcgi-server/llng-fastcgi.sock";

/** As many as are asked at once for the keys, so that no worker is left out. */
const WORKERS = 3;

/** nginx starts when the workers listen. */
const START = [
  `llng-fastcgi-server --foreground --proc ${WORKERS} --pid /tmp/llng.pid --socket ${SOCKET} &`,
  `while ! [ -S ${SOCKET} ]; do kill -0 $! || exit 1; sleep 0.1; done`,
  "exec nginx -e stderr -c /test/nginx.conf",
].join("\n");

/** The provider's host, as gateways and people know it. */
export const DEBIAN_HOST = "login.collimator.test";

/** Where it stands before it stands. */
export interface DebianPlace {
  /** Of its host in a stack, and of this machine. */
  readonly port: number;
  /** With a slash at the end, as LemonLDAP::NG has it unless it is told otherwise. */
  readonly issuer: string;
}

export async function debianPlace(): Promise<DebianPlace> {
  const port = await freePort();
  return { port, issuer: `https://${DEBIAN_HOST}:${port}/` };
}

/** Debian's LemonLDAP::NG as an OpenID provider, in the network of a stack's gateway. */
export interface DebianProvider extends DebianPlace {
  readonly container: string;
  /** Runs a command in its container; fails where it fails. */
  readonly run: (...command: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The pieces that a container gets: name of a file in it, and its text. */
function files(place: DebianPlace, ca: LabCa, client: DebianClient): { content: string; target: string }[] {
  const certificate = ca.issue(`DNS:${DEBIAN_HOST}`, { mode: "644" });
  return [
    { content: debianConfiguration(place.issuer, client), target: CONFIGURATION },
    { content: readFileSync(NGINX, "utf8").replace("{port}", String(place.port)), target: "/test/nginx.conf" },
    { content: readFileSync(`${certificate}/tls.crt`, "utf8"), target: "/tls/tls.crt" },
    { content: readFileSync(`${certificate}/tls.key`, "utf8"), target: "/tls/tls.key" },
  ];
}

/**
 * Starts it in the outer network of a compose project. Its people are LemonLDAP::NG's own for demonstrations: `dwho` of
 * the groups `timelords` and `users`, `rtyler` and `msmith` of `earthlings` and `users`, each with the name as password.
 */
export async function startDebianProvider(
  project: string,
  place: DebianPlace,
  ca: LabCa,
  client: DebianClient,
): Promise<DebianProvider> {
  const own = `https://localhost:${place.port}/oauth2/jwks`;
  // Every worker is asked, since each loads the portal at its first request.
  const ready = `seq ${2 * WORKERS} | xargs -P ${WORKERS} -I {} curl --silent --fail --insecure --output /dev/null ${own}?{}`;
  const started = await new GenericContainer(imageName("provider"))
    .withNetworkMode(`${project}_edge`)
    .withNetworkAliases(DEBIAN_HOST)
    .withExposedPorts({ container: place.port, host: place.port })
    .withCopyContentToContainer(files(place, ca, client).map((file) => ({ ...file, mode: 0o444 })))
    .withCommand(["sh", "-c", START])
    .withWaitStrategy(Wait.forSuccessfulCommand(ready))
    .start();
  const container = started.getId();
  const run = async (...command: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await docker("exec", container, ...command);
    if (status !== 0) throw new Error(`${command.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const stop = async (): Promise<void> => {
    await started.stop();
  };
  return { ...place, container, run, stop };
}

/** How many requests for tokens it has answered so far with a status. */
export async function tokenAnswers({ container }: DebianProvider, status: number): Promise<number> {
  const { stdout } = await docker("logs", container);
  return stdout.split(`"POST /oauth2/token HTTP/1.1" ${status} `).length - 1;
}

/** The identifiers of its keys as each of its workers shows them: the one in use first, then the next and the last one. */
export async function shownKeys({ run, port }: DebianProvider): Promise<string[][]> {
  const ask = ["curl", "--silent", "--fail", "--insecure", `https://localhost:${port}/oauth2/jwks`];
  const answers = await Promise.all(Array.from({ length: 4 * WORKERS }, () => run(...ask)));
  return answers.map((text) => (JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid));
}
