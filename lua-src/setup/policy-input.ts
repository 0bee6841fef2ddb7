import { checkPolicy } from "../shared/policy-file/check";
import { BUILT_IN_ROLES, type Roles } from "../shared/policy/roles";
import { readFile } from "../shared/read-file";
import { problem, type Problem } from "../shared/settings/problems";
import type { Settings } from "../shared/settings/settings";
import { shown } from "../shared/settings/text";
import { places } from "./files";

/**
 * What is wrong with policy.json, and with the roles that settings name. At a start there is no policy before it that
 * could stay in force.
 */
export function policyProblems({ oidc }: Settings): Problem[] {
  const text = readFile(`${places.policy}/policy.json`);
  let own: Roles = {};
  if (text !== undefined) {
    const [roles, wrong] = checkPolicy(text);
    if (roles === undefined) {
      return [problem("CFG-060", "policy.json", `is refused, line ${wrong.line}: ${wrong.reason}.`, "policy_dir")];
    }
    own = roles;
  }
  const problems: Problem[] = [];
  for (const { value, role } of oidc?.roles ?? []) {
    if (BUILT_IN_ROLES[role] !== undefined || own[role] !== undefined) continue;
    const known = [...Object.keys(BUILT_IN_ROLES), ...Object.keys(own)].sort().join(", ");
    const said = `gives ${shown(value)} the role ${shown(role)}, which does not exist; it must be one of ${known}.`;
    problems.push(problem("CFG-054", "OIDC_ROLES", said));
  }
  return problems;
}
