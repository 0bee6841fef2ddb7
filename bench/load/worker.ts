/**
 * A thread that puts load on one arm after the other.
 *
 * @module
 */
import { connect } from "node:http2";
import { performance } from "node:perf_hooks";
import { parentPort } from "node:worker_threads";
import { type ConnectionEvents, PATIENCE, runConnection } from "./connection.ts";
import type { Job, JobRequest, JobResult } from "./job";

/** No job may take longer, whatever it is. */
const LIMIT = 180_000;
const MAX_RETRIES = 100_000;

parentPort?.on("message", (job: Job) => {
  void run(job).then((result) => parentPort?.postMessage(result));
});

async function run(job: Job): Promise<JobResult> {
  const latencies: number[] = [];
  const failures = new Set<string>();
  let bytes = 0;
  let given = 0;
  let retries = 0;
  const begin = performance.now();
  const idle = performance.eventLoopUtilization();
  const take = (): number | undefined => {
    const late = job.milliseconds !== undefined && performance.now() - begin > job.milliseconds;
    if (late || failures.size > 0 || (job.count !== undefined && given >= job.count)) return undefined;
    given += 1;
    return (given - 1) % job.requests.length;
  };
  const stop = AbortSignal.timeout(LIMIT);
  const events: ConnectionEvents = {
    answered: (milliseconds) => void latencies.push(milliseconds),
    received: (count) => (bytes += count),
    failed: (reason) => void failures.add(reason),
    again: (status) => {
      retries += 1;
      return job.retry?.includes(status) === true && retries < MAX_RETRIES;
    },
  };
  await (job.protocol === "h2" ? overHttp2(job, take, events, stop) : overHttp1(job, take, events, stop));
  if (stop.aborted) failures.add(`not done in ${LIMIT / 1000} s`);
  const { utilization } = performance.eventLoopUtilization(idle);
  return {
    requests: latencies.length,
    seconds: (performance.now() - begin) / 1000,
    bytes,
    retries,
    latencies: Float64Array.from(latencies).sort(),
    failures: [...failures],
    busy: utilization,
  };
}

type Take = () => number | undefined;

async function overHttp1(job: Job, take: Take, events: ConnectionEvents, stop: AbortSignal): Promise<void> {
  const prepared = job.requests.map(asBytes);
  const next = (): Buffer | undefined => {
    const at = take();
    return at === undefined ? undefined : prepared[at];
  };
  const run = async (): Promise<void> => runConnection(job.host, job.port, next, events, stop);
  await Promise.all(Array.from({ length: job.connections }, run));
}

function asBytes({ path, headers }: JobRequest): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
}

/** All streams on one connection, as browsers have it. The certificate is not what is measured. */
async function overHttp2(job: Job, take: Take, events: ConnectionEvents, stop: AbortSignal): Promise<void> {
  const session = connect(`https://${job.host}:${job.port}`, {
    rejectUnauthorized: false,
    settings: { initialWindowSize: 16 * 1024 * 1024 },
  });
  session.on("error", (error: Error) => {
    events.failed(error.message);
  });
  await new Promise((resolve) => session.once("connect", resolve).once("close", resolve));
  session.setLocalWindowSize(64 * 1024 * 1024);
  stop.addEventListener("abort", () => {
    session.destroy();
  });
  const askOnce = async ({ path, headers }: JobRequest): Promise<number> =>
    new Promise((resolve) => {
      const call = session.request({ ":path": path, ":authority": job.authority ?? "", ...headers });
      let status = 0;
      call.on("response", (answer) => (status = answer[":status"] ?? 0));
      call.on("data", (chunk: Buffer) => {
        events.received(chunk.length);
      });
      call.on("error", (error: Error) => {
        events.failed(error.message);
      });
      call.on("close", () => {
        resolve(status);
      });
    });
  const alive = (): boolean => !session.destroyed;
  const stream = async (): Promise<void> => {
    for (let at = take(); at !== undefined && alive(); at = take()) {
      const request = job.requests[at];
      if (request === undefined) return;
      const begun = performance.now();
      let status = await askOnce(request);
      while (status !== 200 && alive() && events.again(status)) {
        await new Promise((resolve) => setTimeout(resolve, PATIENCE));
        status = await askOnce(request);
      }
      if (status === 200) events.answered(performance.now() - begun);
      else events.failed(`answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: job.connections }, stream));
  session.destroy();
}
