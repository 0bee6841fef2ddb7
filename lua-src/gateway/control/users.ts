import { encode, wholeField } from "../../shared/json";
import { inviteUser, resetUser } from "../accounts/invites";
import { removeUser } from "../accounts/remove-user";
import * as users from "../accounts/users";
import { answerBadRequest, answerFailure, answerJson, encodeList, textArgument, textsField } from "./call";
import type { Arguments } from "./call";

/**
 * Calls on accounts. A user is `{name, displayName, roles: [..], ownRoles: [..], issuer, status: "active" | "disabled" |
 * "invited", mustChangePassword, createdAt, lastLoginAt}`, times in Unix seconds; `ownRoles` are those of `roles` that
 * were given here, and `issuer` is the provider that vouches for the person, or "".
 *
 *     POST /users/list    {offset?}                     -> {users: [..], total, next}: next is 0 at the end
 *     POST /users/show    {name}                        -> {user}
 *     POST /users/create  {name, displayName?, roles}   -> {user, password}
 *     POST /users/invite  {name, displayName?, roles}   -> {user, link}
 *     POST /users/roles   {name, roles}                 -> {user}
 *     POST /users/disable {name}                        -> {user}
 *     POST /users/enable  {name}                        -> {user}
 *     POST /users/reset   {name}                        -> {user, link}
 *     POST /users/remove  {name}                        -> {}
 *
 * @module
 */

function encodeUser(user: users.UserSummary): string {
  const { roles, ownRoles, ...rest } = user;
  // The fields are written beside the lists, which may be empty.
  return `${string.sub(encode(rest), 1, -2)},"roles":${encodeList(roles)},"ownRoles":${encodeList(ownRoles)}}`;
}

function answerUser(user: users.UserSummary, more: string): void {
  answerJson(200, `{"user":${encodeUser(user)}${more}}`);
}

/** More people than anybody has. */
const MOST_OFFSET = 1_000_000;

function newUserOf(call: Arguments): users.NewUser | undefined {
  const roles = textsField(call, "roles");
  if (roles === undefined) return undefined;
  return { name: textArgument(call, "name"), displayName: textArgument(call, "displayName"), roles };
}

function list(call: Arguments): void {
  const [page, problem] = users.listUsers(wholeField(call, "offset", MOST_OFFSET) ?? 0);
  if (page === undefined) return answerFailure(problem);
  const shown = page.users.map((user) => encodeUser(user));
  answerJson(200, `{"users":[${table.concat(shown, ",")}],"total":${page.total},"next":${page.next}}`);
}

function create(call: Arguments): void {
  const wanted = newUserOf(call);
  if (wanted === undefined) return answerBadRequest();
  const [made, problem] = users.createUser(undefined, wanted);
  if (made === undefined) return answerFailure(problem);
  answerUser(made.user, `,"password":${encode(made.password)}`);
}

function invite(call: Arguments): void {
  const wanted = newUserOf(call);
  if (wanted === undefined) return answerBadRequest();
  const [made, problem] = inviteUser(undefined, wanted);
  if (made === undefined) return answerFailure(problem);
  answerUser(made.user, `,"link":${encode(made.link)}`);
}

function reset(call: Arguments): void {
  const [made, problem] = resetUser(undefined, textArgument(call, "name"));
  if (made === undefined) return answerFailure(problem);
  answerUser(made.user, `,"link":${encode(made.link)}`);
}

function setRoles(call: Arguments): void {
  const roles = textsField(call, "roles");
  if (roles === undefined) return answerBadRequest();
  const [user, problem] = users.setRoles(undefined, textArgument(call, "name"), roles);
  if (user === undefined) return answerFailure(problem);
  answerUser(user, "");
}

function show(call: Arguments): void {
  const [user, problem] = users.getUser(textArgument(call, "name"));
  if (user === undefined) return answerFailure(problem);
  answerUser(user, "");
}

function disable(call: Arguments): void {
  const [user, problem] = users.disableUser(undefined, textArgument(call, "name"));
  if (user === undefined) return answerFailure(problem);
  answerUser(user, "");
}

function enable(call: Arguments): void {
  const [user, problem] = users.enableUser(undefined, textArgument(call, "name"));
  if (user === undefined) return answerFailure(problem);
  answerUser(user, "");
}

function remove(call: Arguments): void {
  const [done, problem] = removeUser(undefined, textArgument(call, "name"));
  if (done === undefined) return answerFailure(problem);
  answerJson(200, "{}");
}

export const USER_CALLS: Readonly<Record<string, (call: Arguments) => void>> = {
  "/users/list": list,
  "/users/show": show,
  "/users/create": create,
  "/users/invite": invite,
  "/users/roles": setRoles,
  "/users/disable": disable,
  "/users/enable": enable,
  "/users/reset": reset,
  "/users/remove": remove,
};
