import { refuse, type Refusal } from "../http/refusal";
import type { Requirement } from "./needs";
import type { Principal } from "../verdicts/principal";
import { granted } from "./grants";

/** How long a given password counts for what needs it lately. */
export const STEP_UP_SECONDS = 900;

const PASSWORD_DUE = refuse(403, "password-change-due", "The first password must be changed before anything else.");
const NOT_GRANTED = refuse(403, "role", "This account's roles do not allow this.");
const NOT_IN_TOKEN = refuse(403, "token-limit", "This API token is not made for this.");
const PERSON_ONLY = refuse(403, "person-only", "Only a person who has logged in may do this.");
const STEP_UP = refuse(
  403,
  "step-up",
  "This needs the password again: confirm it at /confirm, then repeat the request.",
);

function meets({ roles }: Principal, limit: string | undefined, { anyOf, also }: Requirement): boolean {
  if (anyOf.length > 0 && granted(roles, limit, anyOf) === undefined) return false;
  return also === undefined || granted(roles, limit, [also]) !== undefined;
}

/** Decides whether a principal may do what has this requirement. No other place grants anything. */
export function decide(principal: Principal, requirement: Requirement): Refusal | undefined {
  const isSession = principal.kind === "session";
  if (requirement.personOnly === true && !isSession) return PERSON_ONLY;
  if (principal.mustChangePassword && requirement.firstPassword !== true) return PASSWORD_DUE;
  if (!meets(principal, principal.limit, requirement)) {
    return !isSession && meets(principal, undefined, requirement) ? NOT_IN_TOKEN : NOT_GRANTED;
  }
  const { stepUp } = requirement;
  const isLate = ngx.time() - principal.confirmedAt > STEP_UP_SECONDS;
  return stepUp && isSession && isLate ? STEP_UP : undefined;
}

/** Whether what a principal stores may make a study that is not there yet; else it may only be added to one. */
export function mayMakeStudies({ roles, limit }: Principal): boolean {
  return granted(roles, limit, ["upload"]) !== undefined;
}
