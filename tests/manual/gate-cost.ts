/**
 * What the gate costs, by hand (`npm run check:gate-cost`): CPU time of nginx's workers for a request of frames, parsed,
 * decided and rebuilt with a warm session, against a request of a file of the viewer, which has the session check alone.
 * Both get the same file: `gate-cost/pacs.conf` serves it in Orthanc's place, so that neither proxying nor Orthanc is
 * counted. Seven interleaved rounds; prints them and the median of their differences; status 1 where it is too much.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { connect } from "node:net";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { imageName } from "../../scripts/lib/image";
import { docker, freePort, until } from "../support/docker";
import { spendFirstPassword } from "../support/forms";
import { startStack, type Stack } from "../support/stack";

const ROUNDS = 7;
/** Each round goes to and fro between the arms, so that what else the machine does falls on both. */
const SLICES = 10;
const REQUESTS = 2000;
const CONNECTIONS = 8;
const LIMIT_MICROSECONDS = 20;

const SERIES = "/pacs/studies/1.2.840.113619.2.5.1762583153.215519.978957063.78/series/1.2.840.113619.2.5.1762583153";
const FRAMES = `${SERIES}/instances/1.2.840.113619.2.5.1762583153.215519.978957063.79/frames/1`;
const ARMS = {
  /** As long an address as the other: reading a line and logging it cost something too. */
  file: "/?StudyInstanceUIDs=".padEnd(FRAMES.length, "1.2.840.113619.2.5"),
  frames: FRAMES,
} as const;
type Arm = keyof typeof ARMS;

const run = promisify(execFile);

/** Starts a second gateway on the stack's state with the location replaced; `port` is on loopback. */
async function startGateway(stack: Stack, name: string, port: number): Promise<void> {
  const config = resolve(import.meta.dirname, "gate-cost/pacs.conf");
  const mounts = [
    ...["-v", `${stack.project}_secrets-gateway:/secrets:ro`],
    ...["-v", `${config}:/etc/collimator/nginx/locations/pacs.conf:ro`],
    ...["--tmpfs", "/run/collimator:mode=0700,uid=10001,gid=10001", "--tmpfs", "/tmp:mode=1777"],
  ];
  const outside = ["--network", `${stack.project}_edge`, "-p", `127.0.0.1:${port}:8080`, "--log-driver", "none"];
  const made = await docker(
    "create",
    "--name",
    name,
    "--no-healthcheck",
    ...mounts,
    ...outside,
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

/** CPU time of all nginx processes in the container so far, in microseconds (proc(5), schedstat). */
async function cpuTime(container: string): Promise<number> {
  const script = 'for p in /proc/[0-9]*; do grep -q "^nginx" "$p/comm" && cut -d" " -f1 "$p/schedstat"; done; true';
  const { stdout } = await run("docker", ["exec", container, "sh", "-c", script]);
  return stdout
    .trim()
    .split("\n")
    .reduce((sum, line) => sum + Number(line) / 1000, 0);
}

/** Sends `count` requests one after the other on a connection; each has to be answered with 200. */
async function sendAll(port: number, request: Buffer, count: number): Promise<void> {
  return new Promise((done, fail) => {
    let left = count;
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.setNoDelay(true);
    socket.on("error", fail);
    socket.on("data", (data: Buffer) => {
      received += data.toString("latin1");
      const head = received.indexOf("\r\n\r\n");
      if (head === -1) return;
      const length = Number(/\r\nContent-Length: (\d+)/i.exec(received)?.[1] ?? NaN);
      if (!received.startsWith("HTTP/1.1 200 ") || Number.isNaN(length)) {
        socket.destroy();
        return fail(new Error(received.slice(0, head)));
      }
      if (received.length < head + 4 + length) return;
      received = "";
      left -= 1;
      if (left > 0) socket.write(request);
      else socket.end(() => done());
    });
  });
}

/** CPU time a request, in microseconds. */
async function measure(container: string, port: number, stack: Stack, cookie: string, arm: Arm): Promise<number> {
  const headers = [
    `Host: ${new URL(stack.url).host}`,
    `Cookie: ${cookie}`,
    'Accept: multipart/related; type="application/octet-stream"; transfer-syntax=*',
    "Accept-Encoding: gzip, deflate, br",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  ];
  const request = Buffer.from(`GET ${ARMS[arm]} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
  const before = await cpuTime(container);
  const each = REQUESTS / CONNECTIONS;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => sendAll(port, request, each)));
  return ((await cpuTime(container)) - before) / REQUESTS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const { stack, stop } = await startStack(process.cwd(), "gate-cost");
const container = `${stack.project}-gate-cost`;
try {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  const port = await freePort();
  await startGateway(stack, container, port);
  await until("the second gateway", 20, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });
  const once = async (arm: Arm) => measure(container, port, stack, cookie, arm);
  for (const arm of ["file", "frames"] as const) await once(arm);
  const rounds: { file: number; frames: number; more: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let [file, frames] = [0, 0];
    for (let slice = 0; slice < SLICES; slice += 1) {
      file += (await once("file")) / SLICES;
      frames += (await once("frames")) / SLICES;
    }
    rounds.push({ file, frames, more: frames - file });
  }
  console.table(
    rounds.map((round) => Object.fromEntries(Object.entries(round).map(([key, us]) => [key, us.toFixed(1)]))),
  );
  const more = median(rounds.map((round) => round.more));
  const of = (arm: Arm): string => median(rounds.map((round) => round[arm])).toFixed(1);
  console.log(
    `microseconds of CPU a request: file ${of("file")}, frames ${of("frames")}, median difference ${more.toFixed(1)}`,
  );
  process.exitCode = more <= LIMIT_MICROSECONDS ? 0 : 1;
} finally {
  await docker("rm", "--force", container);
  await stop();
}
