import { matches } from "../../shared/text";
import { text, type Command } from "../state/valkey";

/** An API token as it is stored under `token:<id>`; times are Unix seconds. */
export interface ApiToken {
  /** Public: part of the token, and what it is called by in lists and logs. */
  readonly id: string;
  /** The SHA-256 of the whole token, which has 256 random bits: nothing slower is needed. */
  readonly key: string;
  readonly owner: string;
  readonly name: string;
  /** Names of permissions, parted by commas. */
  readonly permissions: string;
  /** Ranges of addresses it may be used from, parted by commas; "" for everywhere. */
  readonly addresses: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** At most half a minute behind; 0 for never. */
  readonly usedAt: number;
}

export const TOKEN_ID_LENGTH = 12;
const SECRET_LENGTH = 43;

/** The sorted set of all tokens' ids by the time they were made. */
export const TOKENS = "tokens";
/** That of one person's. */
export const tokensOf = (owner: string): string => `tokens:${owner}`;

const tokenName = (id: string): string => `token:${id}`;
const FIELDS = ["key", "owner", "name", "permissions", "addresses", "created", "expires", "used"];

/** Writing each use would cost a write a second a token. */
const USED_EVERY_SECONDS = 30;
/** How long a token that has expired is still listed. */
const KEPT_SECONDS = 30 * 86400;

/** The id in a text that has the form of a token: `clt_<12 of [a-z2-9]>_<43 of base64url>`. */
export function tokenIdOf(token: string): string | undefined {
  const [id, secret] = string.match(token, "^clt_([a-z2-9]+)_([%w_-]+)$");
  if (id === undefined || secret === undefined) return undefined;
  return id.length === TOKEN_ID_LENGTH && secret.length === SECRET_LENGTH ? id : undefined;
}

/** Whether a text may be an id; for what people type. */
export function isTokenId(id: string): boolean {
  return id.length === TOKEN_ID_LENGTH && matches(id, "^[a-z2-9]+$");
}

/** The command that reads a token; its reply goes to `apiTokenOf`. */
export function readApiToken(id: string): Command {
  return ["HMGET", tokenName(id), ...FIELDS];
}

/** The token of a `readApiToken` reply, expired or not; undefined where there is none. */
export function apiTokenOf(id: string, reply: unknown): ApiToken | undefined {
  const values = reply as (string | undefined)[];
  const key = text(values[0]);
  const owner = text(values[1]);
  const permissions = text(values[3]);
  const addresses = text(values[4]);
  const expiresAt = tonumber(text(values[6]));
  if (key === undefined || owner === undefined || permissions === undefined) return undefined;
  if (addresses === undefined || expiresAt === undefined) return undefined;
  const createdAt = tonumber(text(values[5])) ?? 0;
  const usedAt = tonumber(text(values[7])) ?? 0;
  return { id, key, owner, name: text(values[2]) ?? "", permissions, addresses, createdAt, expiresAt, usedAt };
}

/** The commands that store a new token. */
export function writeApiToken(token: ApiToken): Command[] {
  const { id, key, owner, name, permissions, addresses, createdAt, expiresAt } = token;
  return [
    ["HSET", tokenName(id), "key", key, "owner", owner, "name", name, "permissions", permissions],
    ["HSET", tokenName(id), "addresses", addresses, "created", tostring(createdAt), "expires", tostring(expiresAt)],
    ["EXPIRE", tokenName(id), expiresAt - createdAt + KEPT_SECONDS],
    ["ZADD", TOKENS, createdAt, id],
    ["ZADD", tokensOf(owner), createdAt, id],
  ];
}

/** The commands that note a use of the token, where the last note is old enough; else none. */
export function touchApiToken({ id, usedAt, expiresAt }: ApiToken): Command[] {
  const now = ngx.time();
  if (now - usedAt < USED_EVERY_SECONDS) return [];
  return [
    ["HSET", tokenName(id), "used", tostring(now)],
    // Where it was revoked a moment ago, this must not leave anything for ever.
    ["EXPIRE", tokenName(id), expiresAt - now + KEPT_SECONDS],
  ];
}

/** The commands that take a token off the list of all, and off its owner's where that is known. */
export function forgetToken(id: string, owner: string | undefined): Command[] {
  const ofAll: Command = ["ZREM", TOKENS, id];
  return owner === undefined ? [ofAll] : [ofAll, ["ZREM", tokensOf(owner), id]];
}

/** The commands that remove a token. */
export function deleteApiToken({ id, owner }: Pick<ApiToken, "id" | "owner">): Command[] {
  const record: Command = ["DEL", tokenName(id)];
  return [record].concat(forgetToken(id, owner));
}
