import { atOnceAndEvery, every, once } from "../timer";
import { settings } from "../config/settings";
import { valkey } from "../state/valkey";
import { followChanges } from "./changes";
import { purge, purgeAll } from "../cache/purge";

const FOLLOW_EVERY_SECONDS = 1;
const PURGE_EVERY_SECONDS = 20;
/** Who follows Orthanc's changes this second, of all gateways. */
const TURN = "epoch:turn";
const TURN_MS = 900;

function followInTurn(): void {
  const [replies] = valkey(["SET", TURN, "1", "NX", "PX", TURN_MS]);
  if (replies !== undefined && replies[0] === "OK") followChanges();
}

/** Follows what changes in the archive otherwise than through a gateway, and removes what was cached of before. */
export function watchArchive(): void {
  if (ngx.worker.id() !== 0) return;
  if (!settings().cache) {
    once(0, purgeAll);
    return;
  }
  every(FOLLOW_EVERY_SECONDS, followInTurn);
  // At once: whatever an earlier process has left and nobody can vouch for goes before anything new is cached.
  atOnceAndEvery(PURGE_EVERY_SECONDS, purge);
}
