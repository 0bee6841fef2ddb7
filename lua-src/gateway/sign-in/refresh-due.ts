import { once } from "../timer";
import type { Session } from "../accounts/session-record";
import { addShared, unshare } from "../state/shared";
import { logged } from "../guard";
import { refreshSession } from "./refresh";

/** Refreshes of a worker at once; who comes too late comes again with the next look-up, a second later. */
const MOST_AT_ONCE = 64;

/** Longer than a refresh may take. */
const FLIGHT_SECONDS = 30;

let flying = 0;

/**
 * Has a session refreshed if that is due. No request waits for it: the session holds as it is meanwhile. One flight per
 * session on this gateway; `refreshSession` sees to the others.
 */
export function refreshIfDue(key: string, { refreshAt }: Session): void {
  if (refreshAt === 0 || refreshAt > ngx.time() || flying >= MOST_AT_ONCE) return;
  const flight = `refresh:${key}`;
  if (!addShared("oidc", flight, "1", FLIGHT_SECONDS)) return;
  flying += 1;
  const started = once(0, () => {
    logged(() => {
      refreshSession(key);
    });
    flying -= 1;
    unshare("oidc", flight);
  });
  if (started) return;
  flying -= 1;
  unshare("oidc", flight);
}
