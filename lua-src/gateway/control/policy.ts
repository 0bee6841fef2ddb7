import { encode } from "../../shared/json";
import { BUILT_IN_ROLES } from "../../shared/policy/roles";
import { currentRoles, followNow, hasPolicyFile, policyProblem } from "../policy/current";
import { answer, answerJson, encodeList } from "./call";

/**
 * Calls on the policy in force.
 *
 *     POST /policy -> {file, problem?, followed}: whether there is a policy file, and why it is not in force; `followed` is
 *                     false where not all workers have looked at it yet
 *     POST /roles  -> {roles: [{name, builtIn, description, permissions: [..]}]}
 *
 * @module
 */
function policy(): void {
  const followed = followNow();
  const problem = policyProblem();
  answer(200, { file: hasPolicyFile(), followed, ...(problem === undefined ? {} : { problem }) });
}

function roles(): void {
  const names: string[] = [];
  for (const [name] of pairs(currentRoles())) names.push(name);
  table.sort(names);
  const shown = names.map((name) => {
    const role = currentRoles()[name];
    const permissions = encodeList(role?.permissions ?? []);
    const rest = encode({ name, builtIn: BUILT_IN_ROLES[name] !== undefined, description: role?.description ?? "" });
    return `${string.sub(rest, 1, -2)},"permissions":${permissions}}`;
  });
  answerJson(200, `{"roles":[${table.concat(shown, ",")}]}`);
}

export const POLICY_CALLS: Readonly<Record<string, () => void>> = { "/policy": policy, "/roles": roles };
