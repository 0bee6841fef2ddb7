import { characters, hasControl } from "./text";

/** NIST SP 800-63B section 3.1.1.2 asks for 8 at least; this one opens an archive of patients to a network. */
export const PASSWORD_MIN_CHARACTERS = 12;
/** Hashing takes time by length; nobody types more. */
export const PASSWORD_MAX_BYTES = 256;

/** Passwords of enough length that every guesser tries first. Compared without case, spaces and signs. */
const obvious = [
  "123456789012",
  "1234567890123",
  "12345678901234",
  "1234567890123456",
  "012345678910",
  "123456123456",
  "abcdefghijkl",
  "abcdefghijklm",
  "abcdefghijklmnop",
  "qwertyuiop123",
  "qwertyuiop1234",
  "qwertyuiopas",
  "qwertyuiopasdfgh",
  "qwertyqwerty",
  "qwerty123456",
  "1q2w3e4r5t6y",
  "1qaz2wsx3edc",
  "passwordpassword",
  "password1234",
  "password12345",
  "password123456",
  "administrator",
  "administrator1",
  "adminadminadmin",
  "adminpassword",
  "admin1234567",
  "admin12345678",
  "changeme1234",
  "changemechangeme",
  "changemenow1",
  "letmeinletmein",
  "iloveyou1234",
  "welcome12345",
  "collimatorcollimator",
  "collimator12",
  "collimator123",
  "collimator1234",
  "orthancorthanc",
  "orthanc12345",
  "orthancserver",
  "correcthorsebatterystaple",
];

function plain(text: string): string {
  let letters = "";
  const lower = text.toLowerCase();
  for (let i = 0; i < lower.length; i += 1) {
    const c = lower.charAt(i);
    if ((c >= "a" && c <= "z") || (c >= "0" && c <= "9")) letters += c;
  }
  return letters;
}

function isOneCharacter(text: string): boolean {
  for (let i = 1; i < text.length; i += 1) {
    if (text.charAt(i) !== text.charAt(0)) return false;
  }
  return true;
}

/**
 * Why a password is too weak, as the end of a sentence that starts with "it" ("is one repeated character").
 * undefined: it is good enough. Both are byte strings.
 */
export function passwordWeakness(password: string, userName: string): string | undefined {
  if (characters(password) < PASSWORD_MIN_CHARACTERS) return `is shorter than ${PASSWORD_MIN_CHARACTERS} characters`;
  if (password.length > PASSWORD_MAX_BYTES) return `is longer than ${PASSWORD_MAX_BYTES} bytes`;
  if (hasControl(password)) return "contains a control character";
  if (password.toLowerCase() === userName.toLowerCase()) return "is the user's name";
  if (isOneCharacter(password)) return "is one repeated character";
  if (obvious.includes(plain(password))) return "is one that every guesser tries";
  return undefined;
}
