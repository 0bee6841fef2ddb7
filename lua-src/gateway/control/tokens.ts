import { encode, textField, wholeField } from "../../shared/json";
import { loadUser } from "../accounts/people";
import * as tokens from "../accounts/tokens";
import { answerBadRequest, answerFailure, answerJson, encodeList, textArgument, textsField } from "./call";
import type { Arguments } from "./call";

/**
 * Calls on API tokens. A token is `{id, owner, name, permissions: [..], addresses: [..], createdAt, expiresAt, usedAt,
 * expired}`, times in Unix seconds.
 *
 *     POST /tokens/create {owner, name, permissions, addresses?, expiresAt} -> {token, secret}
 *     POST /tokens/list   {owner?, offset?}                                 -> {tokens: [..], total, next}
 *     POST /tokens/revoke {id}                                              -> {}
 *
 * @module
 */

function encodeToken(token: tokens.TokenSummary): string {
  const { permissions, addresses, ...rest } = token;
  const lists = `"permissions":${encodeList(permissions)},"addresses":${encodeList(addresses)}`;
  return `${string.sub(encode(rest), 1, -2)},${lists}}`;
}

function create(call: Arguments): void {
  const permissions = textsField(call, "permissions");
  const addresses = textsField(call, "addresses");
  const expiresAt = wholeField(call, "expiresAt");
  if (permissions === undefined || addresses === undefined || expiresAt === undefined) return answerBadRequest();
  const wanted = { owner: textArgument(call, "owner"), name: textArgument(call, "name") };
  const [made, problem] = tokens.createToken(undefined, { ...wanted, permissions, addresses, expiresAt });
  if (made === undefined) return answerFailure(problem);
  answerJson(200, `{"token":${encodeToken(made.token)},"secret":${encode(made.secret)}}`);
}

function list(call: Arguments): void {
  const owner = textField(call, "owner");
  if (owner !== undefined) {
    const [account, unknown] = loadUser(owner);
    if (account === undefined) return answerFailure(unknown);
  }
  const [found, problem] = tokens.listTokens(owner, wholeField(call, "offset") ?? 0);
  if (found === undefined) return answerFailure(problem);
  answerJson(
    200,
    `{"tokens":[${table.concat(
      found.tokens.map((token) => encodeToken(token)),
      ",",
    )}],"total":${found.total},"next":${found.next}}`,
  );
}

function revoke(call: Arguments): void {
  const [done, problem] = tokens.revokeToken(undefined, textArgument(call, "id"), undefined);
  if (done === undefined) return answerFailure(problem);
  answerJson(200, "{}");
}

export const TOKEN_CALLS: Readonly<Record<string, (call: Arguments) => void>> = {
  "/tokens/create": create,
  "/tokens/list": list,
  "/tokens/revoke": revoke,
};
