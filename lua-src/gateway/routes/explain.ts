import type { Requirement } from "../policy/needs";
import { parseTarget } from "../http/request";
import { SAMPLE_HEADERS } from "./methods";
import { parseRoute, type Route } from "./route";
import type { Refusal } from "../http/refusal";
import type { Principal } from "../verdicts/principal";
import { decide } from "../policy/decide";
import { granted, rolesThatGive, splitNames } from "../policy/grants";
import { requirementOf } from "./requirement";

/** What is decided for a principal and a request, and why. */
export interface Explanation {
  readonly allowed: boolean;
  /**
   * What the request was understood as, e.g. `RetrieveFrames` or `DELETE /studies/{id}`; "" if it was not understood.
   */
  readonly means: string;
  /** The required permissions in words, e.g. `append or upload`; "" for none. */
  readonly needs: string;
  /** The refusal's name, or `granted`. */
  readonly reason: string;
  /** A sentence for people. */
  readonly rule: string;
}

/** A request is explained without its headers: samples are tried one after the other until its grammar accepts some. */
function understand(method: string, target: string): LuaMultiReturn<[Route] | [undefined, Refusal]> {
  const [request, wrong] = parseTarget(method, target);
  if (request === undefined) return $multi(undefined, wrong);
  const [, first] = parseRoute(request, () => ({}));
  for (const headers of SAMPLE_HEADERS) {
    const [route] = parseRoute(request, () => headers);
    if (route !== undefined) return $multi(route);
  }
  return $multi(undefined, first as Refusal);
}

function meaningOf(route: Route): string {
  if (route.place === "pacs") return route.transaction.kind;
  if (route.place === "page") return `the page ${string.sub(route.path, 2)}`;
  if (route.place === "explorer-script") return "a file of Orthanc Explorer";
  if (route.place === "viewer") return route.page ? "a page of the viewer" : "a file of the viewer";
  const { transaction } = route;
  return transaction.kind === "AdminRequest"
    ? `${transaction.row.method} ${transaction.row.template}`
    : transaction.kind;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : table.concat(names as string[], ", ");
}

/** The permissions of a requirement in words. */
function neededBy({ anyOf, also }: Requirement): string {
  const one = table.concat(anyOf as string[], " or ");
  return also === undefined ? one : `${one} and ${also}`;
}

function ruleOf(principal: Principal, requirement: Requirement, refusal: Refusal | undefined): string {
  const { anyOf, also } = requirement;
  if (refusal !== undefined && refusal.reason !== "role" && refusal.reason !== "token-limit") return refusal.detail;
  if (anyOf.length === 0) return "Everybody who has logged in may do this.";
  const needed = neededBy(requirement);
  const inRoles = granted(principal.roles, undefined, anyOf);
  const lacks = also !== undefined && granted(principal.roles, undefined, [also]) === undefined;
  if (inRoles === undefined || lacks)
    return `It needs ${needed}; the account's roles (${listed(splitNames(principal.roles))}) do not give it.`;
  if (refusal !== undefined)
    return `It needs ${needed}; the token is limited to ${listed(splitNames(principal.limit ?? ""))}.`;
  return `It needs ${needed}; ${inRoles} is given by ${listed(rolesThatGive(principal.roles, inRoles))}.`;
}

/**
 * Explains what is decided for a principal and a request, by calling the functions that decide.
 *
 * @param target an address as in a request line: a path of this origin, perhaps with a query
 */
export function explain(principal: Principal, method: string, target: string): Explanation {
  const [route, refusal] = understand(method, target);
  if (route === undefined) {
    return { allowed: false, means: "", needs: "", reason: refusal.reason, rule: refusal.detail };
  }
  const requirement = requirementOf(route);
  const refused = decide(principal, requirement);
  return {
    allowed: refused === undefined,
    means: meaningOf(route),
    needs: neededBy(requirement),
    reason: refused?.reason ?? "granted",
    rule: ruleOf(principal, requirement, refused),
  };
}
