import { characters, consistsOf, DIGITS, hasControl, LOWER, UPPER, wholeNumber } from "./text";

const WORD = LOWER + UPPER + DIGITS;

export function isWholeNumber(value: string, min: number, max: number): boolean {
  const count = wholeNumber(value);
  return count !== undefined && count >= min && count <= max;
}

/** DICOM PS3.5 section 6.2, value representation AE. Signs stay out that a configuration file would have to escape. */
export function isAeTitle(value: string): boolean {
  if (value.length < 1 || value.length > 16 || value.startsWith(" ") || value.endsWith(" ")) return false;
  return consistsOf(value, WORD + " !#%&'()*+,-./:;<=>?@[]^_`{|}~");
}

export function isName(value: string): boolean {
  return value.length <= 64 && consistsOf(value.charAt(0), LOWER + UPPER) && consistsOf(value, WORD + ".-_@");
}

export function isFile(value: string): boolean {
  return value.length <= 1024 && !hasControl(value);
}

export function isImage(value: string): boolean {
  return value.length <= 255 && consistsOf(value.charAt(0), WORD) && consistsOf(value, WORD + "._-/:@");
}

export function isSuite(value: string): boolean {
  return value.length <= 40 && consistsOf(value.charAt(0), LOWER) && consistsOf(value, LOWER + DIGITS + "-");
}

export function isTag(value: string): boolean {
  return value.length <= 128 && consistsOf(value.charAt(0), WORD + "_") && consistsOf(value, WORD + "_.-");
}

export function isTitle(value: string): boolean {
  return characters(value) <= 60 && !hasControl(value);
}

export function isLogo(value: string): boolean {
  if (!value.endsWith(".svg") && !value.endsWith(".png")) return false;
  return value.length <= 100 && consistsOf(value.charAt(0), WORD) && consistsOf(value, WORD + "._-");
}

export function isHosts(value: string): boolean {
  return value.length <= 4096 && consistsOf(value, WORD + ".,:-_*/[]");
}

export function isUrl(value: string, schemes: readonly string[]): boolean {
  const scheme = schemes.find((one) => value.startsWith(one + "://"));
  if (scheme === undefined || value.length > 2048) return false;
  const rest = value.slice(scheme.length + 3);
  return consistsOf(rest.charAt(0), WORD + "[") && consistsOf(rest, WORD + "._-/:@[]~%+=,&?!");
}
