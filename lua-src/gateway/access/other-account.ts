import { refuse, type Refusal } from "../http/refusal";
import type { Principal } from "../verdicts/principal";

const OTHER_ACCOUNT = refuse(
  401,
  "other-account",
  "Another account is logged in than X-Collimator-User names: nothing of this request is stored.",
);

/**
 * Refuses a Store of a page that was opened under another account than the session's: another tab may have replaced the
 * cookie at any time. The header is only ever compared. It gives nothing, and whoever leaves it out loses nothing; a token
 * is no browser's, and has no page.
 *
 * @param named X-Collimator-User: the name of the page's account, percent-encoded
 */
export function checkAccount(principal: Principal, named: string | undefined): Refusal | undefined {
  if (named === undefined || principal.kind !== "session") return undefined;
  return ngx.unescape_uri(named) === principal.user ? undefined : OTHER_ACCOUNT;
}
