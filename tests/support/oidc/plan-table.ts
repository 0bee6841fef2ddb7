import type { PlanRow } from "./plan-row";
import { loginRows } from "./plan-rows-login";
import { logoutRows } from "./plan-rows-logout";
import { ownRows } from "./plan-rows-own";

/** Every module, in the order of the documentation. */
export const planTable: readonly PlanRow[] = [...loginRows, ...logoutRows, ...ownRows];

/** The table of docs/single-sign-on-conformance.md, a line each. */
export function planTableLines(): string[] {
  return planTable.map(
    ({ plan, module, demands, shown, result }) => `| ${[plan, `\`${module}\``, demands, shown, result].join(" | ")} |`,
  );
}
