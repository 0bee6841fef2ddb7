import { Worker } from "node:worker_threads";
import type { Job, JobResult } from "./job";

let worker: Worker | undefined;

/** Runs a job in the load thread; one at a time. */
export async function runJob(job: Job): Promise<JobResult> {
  worker ??= new Worker(new URL("./worker.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  const thread = worker;
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      thread.off("message", answered);
      thread.off("error", failed);
      thread.off("exit", ended);
    };
    const answered = (result: JobResult): void => {
      forget();
      resolve(result);
    };
    const failed = (error: Error): void => {
      forget();
      worker = undefined;
      reject(error);
    };
    const ended = (): void => failed(new Error("the load thread ended"));
    thread.on("message", answered);
    thread.on("error", failed);
    thread.on("exit", ended);
    thread.postMessage(job);
  });
}

/** Ends the load thread. */
export async function stopWorker(): Promise<void> {
  await worker?.terminate();
  worker = undefined;
}
