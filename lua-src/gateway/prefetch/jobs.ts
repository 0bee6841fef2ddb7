import { epochOf } from "../cache/epochs";
import { patientOf, resourceId } from "../frames/identifier";
import { addShared, countShared } from "../state/shared";
import { sendPrefetch } from "./ask";
import { enqueue, type Urgency, dequeue } from "./queue";
import { type Asked, metadataOf, patientSearch, picturesOf, searchesOf } from "./requests";
import { imagesOf, seriesOf, studyOf } from "./resources";
import { every } from "../timer";
import { settings } from "../config/settings";
import { logged } from "../guard";

/** As browsers send it: the cache key contains the coding. */
const CODINGS = "gzip, deflate, br";
const MOST_SERIES = 60;
const LONGEST_SEARCH = 64 * 1024;
/** For this long a study, or the pictures of a series, are not prefetched again, however often a page is loaded. */
const STUDY_SECONDS = 10;
const SERIES_SECONDS = 600;

/** Seconds between two requests; longer if nobody waits for them. */
const PAUSE: Readonly<Record<Urgency, number>> = { now: 0.005, later: 0.02 };
/** How long a prefetch waits if people keep the archive busy, and how often before it is given up. */
const WAIT_SECONDS = 0.2;
const WAITS = 50;
const BUSY = 503;
const ASKED = 204;

/** How often, and for how long, a job checks whether a change of its study is settled. Longer changes are uploads. */
const SETTLE_WAIT_SECONDS = 0.05;
const SETTLE_SECONDS = 2;

/** Sends a prefetch when people leave room for it, and returns the body; undefined if there is none. */
function ask(asked: Asked, urgency: Urgency, coding = CODINGS, most = 0): string | undefined {
  for (let waits = 0; waits < WAITS; waits++) {
    if (ngx.worker.exiting()) return undefined;
    const answer = sendPrefetch(asked, coding, most);
    if (answer?.status !== BUSY) {
      if (answer?.status !== ASKED) countShared("prefetch", answer?.status === 200 ? "done" : "failed");
      ngx.sleep(PAUSE[urgency]);
      return answer?.status === 200 ? answer.body : undefined;
    }
    ngx.sleep(WAIT_SECONDS);
  }
  countShared("prefetch", "given up");
  return undefined;
}

/**
 * Waits until no change of the study is under way: somebody may open it as soon as it has been stored. Only one job of
 * a study waits at a time: else somebody could delay all others by opening a study again and again while it is stored.
 */
function awaitSettled(study: string): void {
  for (let waits = 0; waits < SETTLE_SECONDS / SETTLE_WAIT_SECONDS; waits++) {
    const [epoch] = epochOf(study);
    if (epoch !== undefined || ngx.worker.exiting()) return;
    if (waits === 0 && !addShared("prefetch", `settling ${study}`, "1", SETTLE_SECONDS)) return;
    ngx.sleep(SETTLE_WAIT_SECONDS);
  }
}

/** Whether this has not been prefetched since the last change of the study; false while a change is under way. */
function isDue(study: string, what: string, seconds: number): boolean {
  const [epoch] = epochOf(study);
  return epoch !== undefined && addShared("prefetch", `${what} ${epoch}`, "1", seconds);
}

/** Orthanc's identifier of a study; undefined if two patients have it. */
function identifierOf(study: string, urgency: Urgency): string | undefined {
  const body = ask(patientSearch(study), urgency, "", LONGEST_SEARCH);
  const patient = body === undefined ? undefined : patientOf(body, study);
  return patient === undefined ? undefined : resourceId(`${patient}|${study}`);
}

/** Prefetches a study: all metadata before all pictures, because the viewer requests them in that order. */
function prefetchStudy(study: string, urgency: Urgency): void {
  awaitSettled(study);
  if (!isDue(study, study, STUDY_SECONDS)) return;
  for (const search of searchesOf(study)) ask(search, urgency);
  const id = identifierOf(study, urgency);
  if (id === undefined) return;
  const series = seriesOf(id).slice(0, MOST_SERIES);
  for (const one of series) enqueue(urgency, `metadata ${study} ${one.uid}`);
  for (const one of series) {
    if (one.hasPictures) enqueue(urgency, `pictures ${study} ${one.uid} ${one.id}`);
  }
}

function prefetchPictures(study: string, series: string, id: string, urgency: Urgency): void {
  if (!isDue(study, `${study} ${series}`, SERIES_SECONDS)) return;
  for (const picture of picturesOf(study, series, imagesOf(id))) ask(picture, urgency);
}

/** Prefetches a series that has become stable, by Orthanc's identifier. */
function prefetchSeries(id: string, urgency: Urgency): void {
  const study = studyOf(id);
  const series = seriesOf(id)[0];
  if (study === undefined || series === undefined) return;
  // The same for all series of a study: the first one's job gets them, unless a later series has raised the epoch.
  for (const search of searchesOf(study)) ask(search, urgency);
  ask(metadataOf(study, series.uid), urgency);
  if (series.hasPictures) prefetchPictures(study, series.uid, id, urgency);
}

/** Runs a job of the queue. What cannot be prefetched is left to whoever requests it. */
export function runJob(job: string, urgency: Urgency): void {
  const [kind, first = "", second = "", third = ""] = job.split(" ");
  if (kind === "study") prefetchStudy(first, urgency);
  else if (kind === "metadata") ask(metadataOf(first, second), urgency);
  else if (kind === "pictures") prefetchPictures(first, second, third, urgency);
  else if (kind === "series") prefetchSeries(first, urgency);
}

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
