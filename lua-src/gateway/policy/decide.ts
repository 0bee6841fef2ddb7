import type { Route } from "../http/route";
import { refuse, type Refusal } from "../http/refusal";
import type { Principal } from "../identity/principal";

/** Roles and what they may do; a role that is not here may do nothing. More roles come with the accounts. */
const ADMIN = "admin";

/** Decides whether a principal may do what a route means. No other place grants anything. */
export function decide(principal: Principal, route: Route): Refusal | undefined {
  if (principal.mustChangePassword && route.place !== "account") {
    return refuse(403, "password-change-due", "The first password must be changed before anything else.");
  }
  if (route.place === "account" || principal.role === ADMIN) return undefined;
  return refuse(403, "role", "This account's role does not allow this.");
}
