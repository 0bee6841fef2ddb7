import { every } from "../timer";
import { checkPolicy } from "../../shared/policy-file/check";
import { BUILT_IN_ROLES, type Role, type Roles } from "../../shared/policy/roles";
import { readFile } from "../../shared/read-file";
import { logged } from "../guard";
import { tokenKey } from "../opaque-token";
import { notice, report } from "../log";
import { recallShared, share } from "../state/shared";

/** The folder `policy/` of the installation; a folder, so that a file that is replaced is seen. */
const FILE = "/policy/policy.json";
const EVERY_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 5;

let roles: Roles = BUILT_IN_ROLES;
let version = 0;
/** The text that was looked at last, good or not. */
let seen: string | undefined;
let looked = false;
let problem: string | undefined;

/** The roles in force: the built-in ones and the policy file's. */
export function currentRoles(): Roles {
  return roles;
}

/** Changes with the roles. */
export function policyVersion(): number {
  return version;
}

/** What is wrong with the policy file as it is now, with its line; undefined where the file is in force. */
export function policyProblem(): string | undefined {
  return problem;
}

/** Whether there is a policy file. */
export function hasPolicyFile(): boolean {
  return seen !== undefined;
}

/** Takes a policy file's text, or none (undefined). A wrong one changes nothing. Returns what is wrong with it. */
export function takePolicy(text: string | undefined): string | undefined {
  let own: Readonly<Record<string, Role>> = {};
  if (text !== undefined) {
    const [read, wrong] = checkPolicy(text);
    if (read === undefined) return `policy.json, line ${wrong.line}: ${wrong.reason}`;
    own = read;
  }
  roles = { ...BUILT_IN_ROLES, ...own };
  version += 1;
  return undefined;
}

/** What a worker follows, for the others to see: the text's hash, or "none". */
const followedBy = (worker: number): string => `policy:${worker}`;

/** Looks at the file; only one worker speaks of it. */
function look(): void {
  const text = readFile(FILE);
  if (text === seen && looked) return;
  const hadFile = seen !== undefined;
  seen = text;
  looked = true;
  problem = takePolicy(text);
  share("health", followedBy(ngx.worker.id() ?? 0), followed(), 0);
  if (ngx.worker.id() !== 0) return;
  if (problem !== undefined) report(`policy refused, the one before stays in force: ${problem}`);
  else if (text !== undefined) notice("policy in force");
  else if (hadFile) notice("policy.json is gone: there are the built-in roles only");
}

function followed(): string {
  return seen === undefined ? "none" : tokenKey(seen);
}

/** Whether all workers have looked at the file as this one has. */
function allFollow(): boolean {
  for (const worker of $range(0, ngx.worker.count() - 1)) {
    if (recallShared("health", followedBy(worker)) !== followed()) return false;
  }
  return true;
}

/**
 * Looks at the file now, and waits until all workers have done so, whatever they answer next: at most some seconds, on a
 * machine that is too busy for them. Returns whether they have.
 */
export function followNow(): boolean {
  const end = ngx.now() + LONGEST_WAIT_SECONDS;
  logged(look);
  while (!allFollow() && ngx.now() < end) {
    ngx.sleep(0.02);
    // The file may have changed once more.
    logged(look);
  }
  return allFollow();
}

/** Follows the policy file, in each worker. */
export function followPolicy(): void {
  logged(look);
  every(EVERY_SECONDS, look);
}
