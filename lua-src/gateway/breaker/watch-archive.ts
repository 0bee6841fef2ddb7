import { logged } from "../guard";
import { keepAccused, recallAccused } from "./kept";
import { startOfArchive } from "./process";
import { isJudgementDue, judge } from "./suspects";

const LOOK_EVERY_SECONDS = 1;
const RECALL_EVERY_SECONDS = 15;

let recalledAt = 0;

function look(): void {
  if (ngx.now() - recalledAt >= RECALL_EVERY_SECONDS) {
    recalledAt = ngx.now();
    recallAccused();
  }
  const startedAt = isJudgementDue() ? startOfArchive() : undefined;
  if (startedAt === undefined) return;
  for (const subject of judge(startedAt)) keepAccused(subject);
}

function again(premature: boolean): void {
  if (premature) return;
  logged(look);
  ngx.timer.at(LOOK_EVERY_SECONDS, again);
}

/** Finds out, for all workers, what was under way at an end of the archive although nobody waits for its answer any more. */
export function watchForEnds(): void {
  if (ngx.worker.id() === 0) ngx.timer.at(0, again);
}
