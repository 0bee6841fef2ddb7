import { numberField } from "../../shared/json";
import { wholeNumber } from "../../shared/settings/text";
import { askAndShow, listIn, objectIn, textIn, listOf, USAGE } from "../command";
import type { Answered, Command, Words } from "../command";
import { showPages } from "../list";
import { complain, plain, say, timeText } from "../say";

const DEFAULT_DAYS = "90";

function rowOf(token: Answered): string[] {
  const addresses = listIn(token, "addresses");
  return [
    textIn(token, "id"),
    textIn(token, "owner"),
    token["expired"] === true ? "expired" : timeText(numberField(token, "expiresAt")),
    timeText(numberField(token, "usedAt")),
    listIn(token, "permissions"),
    addresses === "" ? "everywhere" : addresses,
    textIn(token, "name"),
  ];
}

const HEADINGS = ["ID", "OWNER", "ENDS (UTC)", "LAST USED (UTC)", "MAY", "FROM", "NAME"];
const list = (words: Words): number =>
  showPages(words, "/tokens/list", "tokens", { owner: words.plain[0] }, HEADINGS, rowOf);

function create(words: Words): number {
  const { plain: given, options } = words;
  const days = wholeNumber(options["days"] ?? DEFAULT_DAYS);
  if (days === undefined) {
    complain("--days is a whole number");
    return USAGE;
  }
  const wanted = {
    owner: given[0],
    name: options["name"] ?? "",
    permissions: listOf(options["permissions"]),
    addresses: listOf(options["addresses"]),
    expiresAt: os.time() + days * 86400,
  };
  return askAndShow(words, "/tokens/create", wanted, (answered) => {
    const token = objectIn(answered, "token");
    say(`Token: ${textIn(answered, "secret")}`);
    say(
      `It ends on ${timeText(numberField(token, "expiresAt"))} UTC and is revoked by: token revoke ${textIn(token, "id")}`,
    );
    say("It is shown this once.");
  });
}

function revoke(words: Words): number {
  return askAndShow(words, "/tokens/revoke", { id: words.plain[0] }, () => {
    say(`Revoked: ${plain(words.plain[0] ?? "")}`);
  });
}

/** Commands on API tokens, by their names. */
export const TOKENS: readonly (readonly [string, Command])[] = [
  ["token list", { usage: "[NAME]", words: [0, 1], about: "API tokens, of one person or all", run: list }],
  [
    "token create",
    {
      usage: "NAME --name TEXT --permissions P,.. [--days N] [--addresses A,..]",
      words: [1, 1],
      about: "a token that acts for this person",
      options: { name: true, permissions: true, days: true, addresses: true },
      run: create,
    },
  ],
  ["token revoke", { usage: "ID", words: [1, 1], about: "ends a token", run: revoke }],
];
