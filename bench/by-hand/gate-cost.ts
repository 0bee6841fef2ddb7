/**
 * What the gate costs, by hand (`npm run check:gate-cost`): CPU time of nginx's workers for a request of frames, parsed,
 * decided and rebuilt with a warm session or a warm API token, against a request of a file of the viewer, which has the
 * session check alone, and one of a static file, which has nothing. All get the same file: `gate-cost/pacs.conf` serves
 * it in Orthanc's place, so that neither proxying nor Orthanc is counted. Seven interleaved rounds; prints them and the
 * medians of their differences; status 1 where one is too much.
 *
 * @module
 */
import { resolve } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { cpuTime, median, sendInTurn } from "../../tests/support/cpu-time";
import { docker, freePort, until } from "../../tests/support/docker";
import { control } from "../../tests/support/control";
import { spendFirstPassword } from "../../tests/support/forms";
import { startStack, type Stack } from "../../tests/support/stack";

const ROUNDS = 7;
/** Each round goes to and fro between the arms, so that what else the machine does falls on both. */
const SLICES = 10;
const REQUESTS = 2000;
const CONNECTIONS = 8;
/** Over the session check alone, and over a static file. */
const MOST = { gate: 20, all: 40 } as const;

const SERIES = "/pacs/studies/1.2.840.113619.2.5.1762583153.215519.978957063.78/series/1.2.840.113619.2.5.1762583153";
const FRAMES = `${SERIES}/instances/1.2.840.113619.2.5.1762583153.215519.978957063.79/frames/1`;
/** As long an address as the other: reading a line and logging it cost something too. */
const PAGE = "/?StudyInstanceUIDs=".padEnd(FRAMES.length, "1.2.840.113619.2.5");
const ARMS = { static: PAGE, file: PAGE, frames: FRAMES, token: FRAMES } as const;
type Arm = keyof typeof ARMS;
const NAMES: readonly Arm[] = ["static", "file", "frames", "token"];
/** Where the arms are answered, and by which header field they are let in. */
interface Way {
  readonly port: number;
  readonly credential: string;
}

/** Starts a second gateway on the stack's state with the location replaced; the ports are on loopback. */
async function startGateway(stack: Stack, name: string, port: number, staticPort: number): Promise<void> {
  const config = (file: string): string => resolve(import.meta.dirname, "gate-cost", file);
  const mounts = [
    ...["-v", `${stack.project}_secrets-gateway:/secrets:ro`],
    ...["-v", `${config("pacs.conf")}:/etc/collimator/nginx/locations/pacs.conf:ro`],
    ...["-v", `${config("static.conf")}:/etc/collimator/nginx/servers/static.conf:ro`],
    ...["--tmpfs", "/run/collimator:mode=0700,uid=10001,gid=10001", "--tmpfs", "/tmp:mode=1777"],
  ];
  const outside = ["--network", `${stack.project}_edge`, "--log-driver", "none"];
  const ports = ["-p", `127.0.0.1:${port}:8080`, "-p", `127.0.0.1:${staticPort}:8082`];
  const made = await docker(
    "create",
    "--name",
    name,
    "--no-healthcheck",
    ...mounts,
    ...outside,
    ...ports,
    imageName("gateway"),
    "gateway",
  );
  if (made.status !== 0) throw new Error(made.stderr);
  for (const step of [
    ["network", "connect", `${stack.project}_archive`, name],
    ["start", name],
  ]) {
    const { status, stderr } = await docker(...step);
    if (status !== 0) throw new Error(stderr);
  }
}

/** CPU time a request, in microseconds. */
async function measure(container: string, stack: Stack, { port, credential }: Way, arm: Arm): Promise<number> {
  const headers = [
    `Host: ${new URL(stack.url).host}`,
    credential,
    'Accept: multipart/related; type="application/octet-stream"; transfer-syntax=*',
    "Accept-Encoding: gzip, deflate, br",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  ];
  const request = Buffer.from(`GET ${ARMS[arm]} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
  const before = await cpuTime(container);
  const requests = Array<Buffer>(REQUESTS / CONNECTIONS).fill(request);
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => sendInTurn(port, requests)));
  return ((await cpuTime(container)) - before) / REQUESTS;
}

const { stack, stop } = await startStack(process.cwd(), "gate-cost");
const container = `${stack.project}-gate-cost`;
try {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  const token = await control<{ secret: string }>(stack, "/tokens/create", {
    owner: stack.adminName,
    name: "measurement",
    permissions: ["view"],
    expiresAt: Math.floor(Date.now() / 1000) + 3600,
  });
  const port = await freePort();
  const staticPort = await freePort();
  await startGateway(stack, container, port, staticPort);
  await until("the second gateway", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });
  const session = { port, credential: `Cookie: ${cookie}` };
  const bearer = { port, credential: `Authorization: Bearer ${token.body.secret}` };
  const ways: Readonly<Record<Arm, Way>> = {
    static: { ...session, port: staticPort },
    file: session,
    frames: session,
    token: bearer,
  };
  const once = async (arm: Arm): Promise<number> => measure(container, stack, ways[arm], arm);
  for (const arm of NAMES) await once(arm);
  const rounds: Record<Arm, number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = { static: 0, file: 0, frames: 0, token: 0 };
    for (let slice = 0; slice < SLICES; slice += 1) {
      for (const arm of NAMES) sums[arm] += (await once(arm)) / SLICES;
    }
    rounds.push(sums);
  }
  console.table(
    rounds.map((round) => Object.fromEntries(Object.entries(round).map(([key, us]) => [key, us.toFixed(1)]))),
  );
  const more = (arm: Arm, than: Arm): number => median(rounds.map((round) => round[arm] - round[than]));
  const found = { gate: more("frames", "file"), all: more("frames", "static"), token: more("token", "static") };
  for (const arm of NAMES) console.log(`${arm}: ${median(rounds.map((round) => round[arm])).toFixed(1)} µs a request`);
  console.log(`frames over the session check alone: ${found.gate.toFixed(1)} µs (at most ${MOST.gate})`);
  console.log(`frames over a static file: ${found.all.toFixed(1)} µs (at most ${MOST.all})`);
  console.log(`frames with a token over a static file: ${found.token.toFixed(1)} µs (at most ${MOST.all})`);
  process.exitCode = found.gate <= MOST.gate && Math.max(found.all, found.token) <= MOST.all ? 0 : 1;
} finally {
  await docker("rm", "--force", container);
  await stop();
}
