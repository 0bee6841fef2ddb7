import { numberField } from "../../shared/json";
import { askAndShow, listIn, objectIn, textIn, type Answered, type Command, listOf, type Words } from "../command";
import { showPages } from "../list";
import { plain, say, timeText } from "../say";

const ONE_NAME = { usage: "NAME", words: [1, 1] } as const;
const NEW_USER = {
  usage: "NAME [--roles ROLE,..] [--display-name TEXT]",
  words: [1, 1],
  options: { roles: true, "display-name": true },
} as const;

function rowOf(user: Answered): string[] {
  const lastLogin = timeText(numberField(user, "lastLoginAt"));
  const roles = listIn(user, "roles");
  const loginBy = textIn(user, "issuer") === "" ? "password" : "provider";
  const shownRoles = roles === "" ? "-" : roles;
  return [textIn(user, "name"), textIn(user, "status"), shownRoles, loginBy, lastLogin, textIn(user, "displayName")];
}

const HEADINGS = ["NAME", "STATUS", "ROLES", "LOGIN BY", "LAST LOGIN (UTC)", "FULL NAME"];
const list = (words: Words): number => showPages(words, "/users/list", "users", {}, HEADINGS, rowOf);

function newUser({ plain: [name = ""], options }: Words): Readonly<Record<string, string | readonly string[]>> {
  return { name, displayName: options["display-name"] ?? "", roles: listOf(options["roles"]) };
}

function sayLink(answered: Answered): void {
  say(`Link: ${textIn(answered, "link")}`);
  say(
    "It sets the password of this account, once, within 72 hours. It is shown this once: hand it to the person alone.",
  );
}

function add(words: Words): number {
  return askAndShow(words, "/users/create", newUser(words), (answered) => {
    say(`Name:           ${textIn(objectIn(answered, "user"), "name")}`);
    say(`First password: ${textIn(answered, "password")}`);
    say("It must be changed at the first login. It is shown this once.");
  });
}

function invite(words: Words): number {
  return askAndShow(words, "/users/invite", newUser(words), (answered) => {
    sayLink(answered);
  });
}

function reset(words: Words): number {
  return askAndShow(words, "/users/reset", { name: words.plain[0] }, (answered) => {
    sayLink(answered);
    say("Until then nobody can log in: the old password is gone, and all sessions have ended.");
  });
}

function sayUser(answered: Answered): void {
  const user = objectIn(answered, "user");
  const roles = listIn(user, "roles");
  say(`${plain(textIn(user, "name"))}: ${textIn(user, "status")}, roles: ${roles === "" ? "none" : roles}`);
}

function roles(words: Words): number {
  const [name, chosen = ""] = words.plain;
  return askAndShow(words, "/users/roles", { name, roles: chosen === "none" ? [] : listOf(chosen) }, sayUser);
}

function remove(words: Words): number {
  return askAndShow(words, "/users/remove", { name: words.plain[0] }, () => {
    say("Removed, with sessions and tokens.");
  });
}

/** A command that changes the account it names, by one call of the control API. */
const change =
  (path: string) =>
  (words: Words): number =>
    askAndShow(words, path, { name: words.plain[0] }, sayUser);

/** The commands about accounts, by name. */
export const USERS: readonly (readonly [string, Command])[] = [
  ["user list", { usage: "[--json]", about: "all accounts", run: list }],
  ["user add", { ...NEW_USER, about: "an account with a first password", run: add }],
  ["user invite", { ...NEW_USER, about: "an account, and a link that sets its password", run: invite }],
  [
    "user roles",
    { usage: "NAME ROLE,..|none", words: [2, 2], about: "gives an account these roles, and no others", run: roles },
  ],
  ["user disable", { ...ONE_NAME, about: "takes the access away for a time", run: change("/users/disable") }],
  ["user enable", { ...ONE_NAME, about: "gives the access back", run: change("/users/enable") }],
  ["user reset", { ...ONE_NAME, about: "takes the password away; a link sets a new one", run: reset }],
  ["user remove", { ...ONE_NAME, about: "removes the account, its sessions and tokens", run: remove }],
];
