import { readImageFile } from "../templates/render";
import { contains } from "../../shared/text";

/**
 * Passwords that guessers try first: NIST SP 800-63B, section 3.1.1.2, asks to refuse them. The list is zxcvbn's, made
 * when the image is built; the rules are those by which people make a common one long enough.
 *
 * @module
 */
const COMMON = readImageFile("common-passwords.txt");

/** Words that anybody guesses here. */
const LOCAL: readonly string[] = ["collimator", "orthanc", "dicom", "radiology", "hospital", "archive"];

/** More digits around a word than this are a secret of their own. */
const MOST_DIGITS = 8;

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

function plain(text: string): string {
  const [letters] = string.gsub(string.lower(text), "[^%l%d]", "");
  return letters;
}

/** The shortest text of which another is made by repeating it; itself where there is none. */
function unitOf(text: string): string {
  for (const length of $range(1, Math.floor(text.length / 2))) {
    const times = text.length / length;
    const unit = string.sub(text, 1, length);
    if (times % 1 === 0 && string.rep(unit, times) === text) return unit;
  }
  return text;
}

function isWord(word: string, userName: string): boolean {
  if (word === "") return false;
  return contains(COMMON, `\n${word}\n`) || LOCAL.includes(word) || word === plain(userName);
}

/** Whether letters and digits are a common word, once or repeated. */
function isWordOrRepeated(text: string, userName: string): boolean {
  const unit = unitOf(text);
  // What repeats is too short to be a secret, whatever it is.
  return isWord(text, userName) || isWord(unit, userName) || (unit !== text && unit.length <= 6);
}

/**
 * Whether a password is a common one, perhaps with a few digits and signs around it, repeated, or with digits and
 * signs for letters: `Password2024!`, `dragondragon`, `P@ssw0rd-1234`.
 */
export function isCommon(password: string, userName: string): boolean {
  if (isWordOrRepeated(plain(password), userName)) return true;
  const [before = "", behind = ""] = string.match(password, "^([%d%p%s]*)(.*)$");
  const [after = "", backwards = ""] = string.match(string.reverse(behind), "^([%d%p%s]*)(.*)$");
  const word = string.reverse(backwards);
  const [digits] = string.gsub(before + after, "%D", "");
  if (digits.length > MOST_DIGITS) return false;
  if (isWordOrRepeated(plain(word), userName)) return true;
  const [spelled] = string.gsub(string.lower(word), "[013457@$!]", LEET);
  return isWordOrRepeated(plain(spelled), userName);
}
