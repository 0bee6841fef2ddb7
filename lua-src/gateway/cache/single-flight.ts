/**
 * One request asks the archive for an answer that is not cached yet; whoever wants the same meanwhile waits for its file.
 * nginx's own lock (nginx/snippets/cache/answers.conf) is there for the same, but whoever waits for it looks but twice a
 * second. It stays for all that this lets through too early.
 *
 * @module
 */
import { access } from "posix.unistd";

import { addShared, recallShared, share, unshare } from "../state/shared";
import { ANSWERS, SEARCHED, fileOf } from "./folder";

const ASKED = "asked";
const CACHED = "cached";
/** That a file is there need not be looked up again so soon; one that has gone is nginx's matter. */
const CACHED_SECONDS = 60;
/** No longer than this does anybody wait here, for who asks may have ended without a word. */
const LONGEST_SECONDS = 5;
const LOOK_EVERY_SECONDS = 0.004;
/** The archive's answer has ended; nginx has yet to give its file a name. */
const LOOKS_AFTER = 5;

function isCached(key: string, name: string): boolean {
  const folder = string.sub(key, 1, 1) === "s" ? SEARCHED : ANSWERS;
  if (access(fileOf(folder, name)) === undefined) return false;
  share("single_flight", name, CACHED, CACHED_SECONDS);
  return true;
}

/**
 * Before nginx looks for a cached answer: returns at once where there is one, or nobody has asked for it yet; else as soon
 * as there is, or none will be. Access phase, after the decision.
 */
export function singleFlight(key: string): void {
  const name = ngx.md5(key);
  if (recallShared("single_flight", name) === CACHED || isCached(key, name)) return;
  if (addShared("single_flight", name, ASKED, LONGEST_SECONDS)) return;
  let looks = LONGEST_SECONDS / LOOK_EVERY_SECONDS;
  while (looks > 0) {
    ngx.sleep(LOOK_EVERY_SECONDS);
    if (isCached(key, name)) return;
    looks = recallShared("single_flight", name) === undefined ? math.min(looks, LOOKS_AFTER) - 1 : looks - 1;
  }
}

/** Once the archive has answered, whatever it was. Log phase of the inner server. */
export function endSingleFlight(): void {
  const key = ngx.var["http_x_cache_key"];
  if (key !== undefined) unshare("single_flight", ngx.md5(key));
}
