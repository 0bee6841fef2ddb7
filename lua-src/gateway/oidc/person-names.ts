/** What a provider's people are called here. Names identify nobody: issuer and subject do. */
import { find, matches, replaceC1Controls } from "../../shared/text";
import { isUtf8 } from "../../shared/utf8";
import type { JsonObject } from "../jwt/strict-json";
import { withAsciiLetters } from "./ascii-letters";
import { valuesAt } from "./claim-path";

/** Four fewer than a user name may have, for `-2` to `-999` where the name is taken. */
const MAX_NAME = 60;

/** As for all accounts. */
const MAX_DISPLAY_NAME = 100;

const UNNAMED = "person";

/**
 * A user name (`isUserName`) of at most 60 characters in lower case, from the claim that the settings name, else from the
 * e-mail address's local part, else from the subject, else "person". Of several claim objects the first that has the claim
 * counts.
 *
 * In lower case, so that two people whose names differ by case only are told apart by a number.
 */
export function userNameOf(nameClaim: readonly string[], claims: readonly JsonObject[]): string {
  for (const path of [nameClaim, ["email"], ["sub"]]) {
    for (const object of claims) {
      const value = valuesAt(object, path)[0];
      const name =
        value === undefined ? "" : fitted(path[0] === "email" && path !== nameClaim ? localPart(value) : value);
      if (name !== "") return name;
    }
  }
  return UNNAMED;
}

/** How a person is shown, from the claim `name`: at most 100 characters, none of them a control character; "" for none. */
export function displayNameOf(claims: readonly JsonObject[]): string {
  for (const object of claims) {
    const value = valuesAt(object, ["name"])[0];
    const name = value === undefined ? "" : shownName(value);
    if (name !== "") return name;
  }
  return "";
}

/** What stands before the last `@`. */
function localPart(email: string): string {
  const [fromEnd] = find(string.reverse(email), "@", 1, true);
  return fromEnd === undefined ? email : string.sub(email, 1, -fromEnd - 1);
}

/** What a text leaves of itself in a user name; "" for nothing. */
function fitted(text: string): string {
  // No more is looked at than could be used, with room for letters of three bytes that become one.
  const start = string.sub(text, 1, 4 * MAX_NAME);
  const [parted] = string.gsub(withAsciiLetters(start), "[^a-z0-9._@-]+", "-");
  const [begun] = string.gsub(parted, "^[._@-]+", "");
  // Pattern: at most MAX_NAME bytes.
  const [ended] = string.gsub(string.sub(begun, 1, MAX_NAME), "[._@-]+$", "");
  return ended;
}

function shownName(text: string): string {
  if (!isUtf8(text)) return "";
  const [plain] = string.gsub(text, "%c+", " ");
  const [single] = string.gsub(replaceC1Controls(plain, " "), " +", " ");
  const [trimmed] = string.match(firstCharacters(single), "^ ?(.-) ?$");
  return trimmed !== undefined && matches(trimmed, "[^ ]") ? trimmed : "";
}

/** At most 100 characters of UTF-8 text, none of them cut. */
function firstCharacters(text: string): string {
  let count = 0;
  for (const at of $range(1, text.length)) {
    const byte = string.byte(text, at);
    const isFirst = byte < 128 || byte > 191;
    if (isFirst) count += 1;
    if (count > MAX_DISPLAY_NAME) return string.sub(text, 1, at - 1);
  }
  return text;
}
