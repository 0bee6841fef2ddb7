import { bytes as randomBytes } from "openssl.rand";

/** 32 letters and digits that are not taken for one another. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

/** Random text of `length` characters, five bits each. */
export function randomText(length: number): string {
  const bytes = randomBytes(length);
  let text = "";
  for (let i = 0; i < length; i += 1) text += ALPHABET.charAt(bytes.charCodeAt(i) % 32);
  return text;
}

/** A password for a person to type: four groups of five characters, 100 bits. */
export function randomPassword(): string {
  return [randomText(5), randomText(5), randomText(5), randomText(5)].join("-");
}
