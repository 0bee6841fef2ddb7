import { encode } from "../../shared/json";
import { failure, failureOf, stateFailure, type Failure, type Result } from "../accounts/failure";
import { loadUser } from "../accounts/people";
import { apiTokenOf, isTokenId, readApiToken, type ApiToken } from "../accounts/token-record";
import { isProviders, mayLogIn } from "../accounts/user-record";
import type { Principal } from "../verdicts/principal";
import { explain as explainPolicy } from "../routes/explain";
import { valkey } from "../state/valkey";
import { answerFailure, answerJson, encodeList, textArgument, type Arguments } from "./call";

/**
 * Whether somebody may do something, by the functions that decide about requests.
 *
 *     POST /explain {who, method, target} -> {allowed, reason, means, needs, rule, notes: [..]}
 *
 * `who` is a name, as if this person had logged in a moment ago, or `token:<id>`; `target` is a path on this origin.
 *
 * @module
 */

/** Whom a request would come from, and what else is to be said of them. */
interface Subject {
  readonly principal: Principal;
  /** Why nothing is allowed, whatever the request; undefined for nothing. */
  readonly closed: Closed | undefined;
  readonly notes: readonly string[];
}

interface Closed {
  readonly reason: string;
  readonly rule: string;
}

const DISABLED: Closed = { reason: "account-disabled", rule: "The account is disabled." };
const ELSEWHERE: Closed = {
  reason: "account-elsewhere",
  rule: "Accounts of this kind can't log in as the settings are: LOCAL_ACCOUNTS, or another provider in OIDC_ISSUER.",
};
const INVITED: Closed = { reason: "account-invited", rule: "The account has no password yet: its link was not used." };
const EXPIRED: Closed = { reason: "token-expired", rule: "This API token has expired." };

function personOf(name: string): Result<Subject> {
  const [user, unknown] = loadUser(name);
  if (user === undefined) return $multi(undefined, unknown);
  const { roles, mustChangePassword, password } = user;
  const isInvited = password === "" && !isProviders(user);
  const cannot = isInvited ? INVITED : mayLogIn(user) ? undefined : ELSEWHERE;
  const confirmedAt = ngx.time();
  return $multi({
    principal: { kind: "session", user: name, roles, limit: undefined, mustChangePassword, confirmedAt, key: "" },
    closed: user.disabled ? DISABLED : cannot,
    notes: [],
  });
}

function findToken(id: string): Result<ApiToken> {
  if (!isTokenId(id)) return $multi(undefined, failureOf("no-such-token", id));
  const [replies, unavailable] = valkey(readApiToken(id));
  if (replies === undefined) return $multi(undefined, stateFailure(unavailable));
  const token = apiTokenOf(id, replies[0]);
  if (token === undefined) return $multi(undefined, failureOf("no-such-token", id));
  return $multi(token);
}

function tokenOf(id: string): Result<Subject> {
  const [token, missing] = findToken(id);
  if (token === undefined) return $multi(undefined, missing);
  const [owner, unknown] = loadUser(token.owner);
  if (owner === undefined) return $multi(undefined, unknown);
  const { roles, name } = owner;
  const { addresses, permissions, expiresAt } = token;
  const notes = addresses === "" ? [] : [`Only from ${addresses}.`];
  return $multi({
    // As identity/identify-token.ts has it.
    principal: {
      ...{ kind: "token", user: name, roles, limit: permissions, key: id },
      ...{ mustChangePassword: false, confirmedAt: 0 },
    },
    closed: owner.disabled ? DISABLED : expiresAt <= ngx.time() ? EXPIRED : undefined,
    notes,
  });
}

/** What else has to hold: the password again, where only that keeps somebody out who has not given it lately. */
function notesOf({ principal, notes }: Subject, method: string, target: string): readonly string[] {
  const late = explainPolicy({ ...principal, confirmedAt: 0 }, method, target);
  return late.reason === "step-up" ? notes.concat([late.rule]) : notes;
}

function explain(call: Arguments): void {
  const who = textArgument(call, "who");
  const method = string.upper(textArgument(call, "method"));
  const target = textArgument(call, "target");
  const [id] = string.match(who, "^token:(.*)$");
  let subject: Subject | undefined;
  let problem: Failure | undefined;
  if (id === undefined) [subject, problem] = personOf(who);
  else [subject, problem] = tokenOf(id);
  if (subject === undefined) return answerFailure(problem ?? failure("bad-request"));
  const explained = explainPolicy(subject.principal, method, target);
  const { closed } = subject;
  const { means, needs } = explained;
  const verdict = closed === undefined ? explained : { ...closed, allowed: false, means, needs };
  const notes = verdict.allowed ? notesOf(subject, method, target) : [];
  answerJson(200, `${string.sub(encode(verdict), 1, -2)},"notes":${encodeList(notes)}}`);
}

export const EXPLAIN_CALLS: Readonly<Record<string, (call: Arguments) => void>> = { "/explain": explain };
