import { every } from "../timer";
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

/** Finds out, for all workers, what was under way at an end of the archive although nobody waits for its answer any more. */
export function watchForEnds(): void {
  if (ngx.worker.id() === 0) every(LOOK_EVERY_SECONDS, look);
}
