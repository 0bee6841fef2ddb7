import { every } from "../timer";
import { settings } from "../config/settings";
import { logged } from "../guard";
import { dequeue } from "./queue";
import { runJob } from "./jobs";

/** How many jobs run at once. */
const LANES = 2;
const LOOK_EVERY_SECONDS = 0.1;
/** How many jobs a timer runs before it starts again: ngx_lua frees what a timer has used only when it ends. */
const MOST_JOBS = 20;

/** Runs the jobs that wait, one after the other. */
function workOff(): void {
  for (let jobs = 0; jobs < MOST_JOBS && !ngx.worker.exiting(); jobs++) {
    const [job, urgency] = dequeue();
    if (job === undefined) return;
    logged(() => {
      runJob(job, urgency);
    });
  }
}

/** Starts prefetching, in timers of one worker: no person's request prefetches anything or waits for it. */
export function startPrefetching(): void {
  if (ngx.worker.id() !== 0 || !settings().cache) return;
  for (let lane = 0; lane < LANES; lane++) every(LOOK_EVERY_SECONDS, workOff);
}
