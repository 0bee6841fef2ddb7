import { every } from "../timer";
import { settings } from "../config/settings";
import { logged } from "../guard";
import { dequeue } from "./queue";
import { runJob } from "./jobs";

/** Requests at once. */
const LANES = 2;
const LOOK_EVERY_SECONDS = 0.1;
/** ngx_lua frees what a timer has used when it ends: it starts anew now and then. */
const MOST_JOBS = 20;

/** Works off what waits, one job after the other. */
function workOff(): void {
  for (let jobs = 0; jobs < MOST_JOBS && !ngx.worker.exiting(); jobs++) {
    const [job, urgency] = dequeue();
    if (job === undefined) return;
    logged(() => {
      runJob(job, urgency);
    });
  }
}

/** Asks ahead of people, in timers of one worker: no person's request does it or waits for it. */
export function startWarming(): void {
  if (ngx.worker.id() !== 0 || !settings().cache) return;
  for (let lane = 0; lane < LANES; lane++) every(LOOK_EVERY_SECONDS, workOff);
}
