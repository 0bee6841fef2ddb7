import { changeUser, isUserName, mayLogIn, writeUser, type User } from "./user-record";
import { notice } from "../log";
import { transact, valkey } from "../state/valkey";
import { failure, failureOf, stateFailure, type Result } from "./failure";
import { alone, crowdProblem, loadUser } from "./people";
import { nameOfPerson, writePerson } from "./person-record";

/**
 * Accounts of people whom the provider vouches for. See users.ts for failures.
 *
 * @module
 */
export interface ProviderPerson {
  readonly issuer: string;
  readonly subject: string;
  /** What the account is called, if nobody else is. */
  readonly name: string;
  readonly displayName: string;
  /** By OIDC_ROLES, parted by commas; "" for none. */
  readonly roles: string;
}

/** So many names are tried, with a number at their end. */
const MOST_NAMES = 999;

/** A name that nobody has: the person's own, else with a number. */
function freeName(wanted: string): Result<string> {
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!isUserName(name)) return $multi(undefined, failureOf("bad-name", name));
    const [taken, problem] = loadUser(name);
    if (taken === undefined && problem.reason === "no-such-user") return $multi(name);
    if (taken === undefined) return $multi(undefined, problem);
  }
  return $multi(undefined, failureOf("user-exists", wanted));
}

/** The account of a person; a failure `no-such-user` where there is none yet. */
function findPerson({ issuer, subject }: ProviderPerson): Result<User> {
  const [name, unavailable] = nameOfPerson(subject);
  if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
  if (name === undefined) return $multi(undefined, failure("no-such-user"));
  const [user, problem] = loadUser(name);
  if (user === undefined) return $multi(undefined, problem);
  // A name that was given away since names nobody of the provider's.
  if (user.issuer !== issuer || user.subject !== subject) return $multi(undefined, failure("no-such-user"));
  return $multi(user);
}

/** Makes the account of a person who comes for the first time. */
function addPerson(person: ProviderPerson): Result<User> {
  const { issuer, subject, displayName, roles } = person;
  return alone((): Result<User> => {
    const [existing, unknown] = findPerson(person);
    if (existing !== undefined) return $multi(existing);
    if (unknown.reason !== "no-such-user") return $multi(undefined, unknown);
    const full = crowdProblem();
    if (full !== undefined) return $multi(undefined, full);
    const [name, problem] = freeName(person.name);
    if (name === undefined) return $multi(undefined, problem);
    const change = { displayName, issuer, subject, providerRoles: roles, mustChangePassword: false };
    const [, unavailable] = transact(writeUser(name, change), writePerson(issuer, subject, name));
    if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
    notice("account made", { user: name, roles, by: "provider" });
    return loadUser(name);
  });
}

/** Writes what the provider says of a person now; only what has changed. */
function update(user: User, { displayName, roles }: ProviderPerson): Result<User> {
  const shown = displayName === "" ? user.displayName : displayName;
  if (user.providerRoles === roles && user.displayName === shown) return $multi(user);
  const [, unavailable] = valkey(changeUser(user.name, { providerRoles: roles, displayName: shown }));
  if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
  if (user.providerRoles !== roles) notice("roles changed", { user: user.name, roles, by: "provider" });
  return loadUser(user.name);
}

function renew(known: User, person: ProviderPerson): Result<User> {
  const [user, problem] = update(known, person);
  if (user === undefined) return $multi(undefined, problem);
  if (!mayLogIn(user)) return $multi(undefined, failure("account-disabled"));
  if (user.roles === "") return $multi(undefined, failure("no-role"));
  return $multi(user);
}

/**
 * The account of a person who logs in, with the roles that the provider gives now. Who has
 * no role, neither from there nor given here, gets no account (`no-role`); one that is there stays, and gives nothing.
 */
export function admitPerson(person: ProviderPerson): Result<User> {
  const [known, unknown] = findPerson(person);
  if (known === undefined) {
    if (unknown.reason !== "no-such-user") return $multi(undefined, unknown);
    if (person.roles === "") return $multi(undefined, failure("no-role"));
    return addPerson(person);
  }
  return renew(known, person);
}

/**
 * The account of a person whose session goes on, with the roles that the provider gives now. One that is not there any
 * more is not made anew (`no-such-user`).
 */
export function renewPerson(person: ProviderPerson): Result<User> {
  const [known, unknown] = findPerson(person);
  if (known === undefined) return $multi(undefined, unknown);
  return renew(known, person);
}
