import { parseRange } from "../../shared/address";
import { permissionOf } from "../../shared/policy/permissions";
import { randomText } from "../../shared/random-password";
import * as api from "./token-record";
import { newToken, tokenKey } from "../opaque-token";
import type { User } from "./user-record";
import { forgetVerdicts } from "../verdicts/verdicts";
import { notice } from "../log";
import { grantsOf, splitNames } from "../policy/grants";
import { membersFrom } from "../state/pages";
import { type Command, number, transact, valkey, valkeyMany } from "../state/valkey";
import { isPlainText } from "./checks";
import { failure, failureOf, stateFailure, type Failure, type Paged, type Result } from "./failure";
import { alone, loadUser } from "./people";

/**
 * API tokens: what a program sends in place of a session. See users.ts for `by` and failures. A token may do what it
 * was made for and its owner still may, from the addresses it was made for, until it ends, is revoked, or its owner is
 * disabled or removed; each of them holds on every worker within a second.
 *
 * @module
 */
export interface NewToken {
  readonly owner: string;
  readonly name: string;
  readonly permissions: readonly string[];
  /** Addresses and ranges it may be used from; none for everywhere. */
  readonly addresses: readonly string[];
  /** Unix seconds. */
  readonly expiresAt: number;
}

export interface TokenSummary extends NewToken {
  readonly id: string;
  /** Unix seconds; `usedAt` is at most half a minute behind, 0 for never. */
  readonly createdAt: number;
  readonly usedAt: number;
  readonly expired: boolean;
}

export interface TokenPage extends Paged {
  readonly tokens: readonly TokenSummary[];
}

const PAGE_SIZE = 100;
const MAX_NAME = 60;
const MAX_ADDRESSES = 16;
const MAX_TOKENS = 50;
export const MAX_TOKEN_SECONDS = 366 * 86400;

function summaryOf(token: api.ApiToken): TokenSummary {
  const { id, owner, name, createdAt, expiresAt, usedAt } = token;
  const permissions = splitNames(token.permissions);
  const addresses = splitNames(token.addresses);
  const expired = expiresAt <= ngx.time();
  return { id, owner, name, permissions, addresses, createdAt, expiresAt, usedAt, expired };
}

function problemOf(wanted: NewToken, owner: User): Failure | undefined {
  const { name, permissions, addresses, expiresAt } = wanted;
  if (name === "" || !isPlainText(name, MAX_NAME)) return failure("bad-token-name");
  const given = grantsOf(owner.roles);
  if (permissions.length === 0) return failure("bad-permissions");
  for (const permission of permissions) {
    const isGiven = permissionOf(permission) !== undefined && given[permission] === true;
    if (!isGiven) return failureOf("bad-permissions", permission);
  }
  if (addresses.length > MAX_ADDRESSES) return failure("bad-addresses");
  for (const address of addresses) {
    if (parseRange(address) === undefined) return failureOf("bad-addresses", address);
  }
  const seconds = expiresAt - ngx.time();
  if (seconds < 1 || seconds > MAX_TOKEN_SECONDS || expiresAt % 1 !== 0) return failure("bad-expiry");
  return owner.disabled ? failure("account-disabled") : undefined;
}

function store(owner: User, wanted: NewToken): Result<{ readonly token: TokenSummary; readonly secret: string }> {
  const [present, unknown] = listTokens(owner.name, 0);
  if (present === undefined) return $multi(undefined, unknown);
  if (present.total >= MAX_TOKENS) return $multi(undefined, failure("too-many-tokens"));
  const id = randomText(api.TOKEN_ID_LENGTH);
  const secret = `clt_${id}_${newToken()}`;
  const record: api.ApiToken = {
    id,
    key: tokenKey(secret),
    owner: owner.name,
    name: wanted.name,
    permissions: wanted.permissions.join(","),
    addresses: wanted.addresses.join(","),
    createdAt: ngx.time(),
    expiresAt: wanted.expiresAt,
    usedAt: 0,
  };
  const [, broken] = transact(api.writeApiToken(record));
  if (broken !== undefined) return $multi(undefined, stateFailure(broken));
  return $multi({ token: summaryOf(record), secret });
}

/** Makes a token. `secret` is what a program sends; it is shown once and stored nowhere. */
export function createToken(
  by: string | undefined,
  wanted: NewToken,
): Result<{ readonly token: TokenSummary; readonly secret: string }> {
  return alone((): Result<{ readonly token: TokenSummary; readonly secret: string }> => {
    const [owner, unknown] = loadUser(wanted.owner);
    if (owner === undefined) return $multi(undefined, unknown);
    const problem = problemOf(wanted, owner);
    if (problem !== undefined) return $multi(undefined, problem);
    const [made, broken] = store(owner, wanted);
    if (made === undefined) return $multi(undefined, broken);
    notice("token made", { token: made.token.id, user: owner.name, by: by ?? "" });
    return $multi(made);
  });
}

/** API tokens by the time they were made, of one person or of all people (undefined), from an offset on, at most 100. */
export function listTokens(owner: string | undefined, offset: number): Result<TokenPage> {
  if (offset < 0 || offset % 1 !== 0) return $multi(undefined, failure("bad-request"));
  const list = owner === undefined ? api.TOKENS : api.tokensOf(owner);
  const [ids, unavailable] = membersFrom(list, offset, PAGE_SIZE);
  if (ids === undefined) return $multi(undefined, stateFailure(unavailable));
  const [replies, broken] = valkeyMany(ids.map((id) => api.readApiToken(id)));
  if (replies === undefined) return $multi(undefined, stateFailure(broken));
  const tokens: TokenSummary[] = [];
  const gone: Command[] = [];
  ids.forEach((id, index) => {
    const token = api.apiTokenOf(id, replies[index]);
    if (token !== undefined) tokens.push(summaryOf(token));
    // Records end by themselves, a while after their tokens; the lists of them do not.
    else for (const command of api.forgetToken(id, owner)) gone.push(command);
  });
  const [counted, uncounted] = valkeyMany(gone.concat([["ZCARD", list]]));
  if (counted === undefined) return $multi(undefined, stateFailure(uncounted));
  const total = number(counted[gone.length], 0);
  // What is off the list now has moved up what comes next.
  const next = offset + tokens.length;
  return $multi({ tokens, total, next: next < total ? next : 0 });
}

/** Revokes a token. `owner`: whose it has to be, where a person revokes their own; undefined for anybody's. */
export function revokeToken(by: string | undefined, id: string, owner: string | undefined): Result<true> {
  if (!api.isTokenId(id)) return $multi(undefined, failureOf("no-such-token", id));
  const [replies, unavailable] = valkey(api.readApiToken(id));
  if (replies === undefined) return $multi(undefined, stateFailure(unavailable));
  const token = api.apiTokenOf(id, replies[0]);
  if (token === undefined || (owner !== undefined && token.owner !== owner)) {
    return $multi(undefined, failureOf("no-such-token", id));
  }
  const [, broken] = valkeyMany(api.deleteApiToken(token));
  if (broken !== undefined) return $multi(undefined, stateFailure(broken));
  // The verdict too, so that it holds at once on this gateway.
  forgetVerdicts([token.key]);
  notice("token revoked", { token: id, user: token.owner, by: by ?? "" });
  return $multi(true);
}
