/** What letters of Latin scripts are called where only ASCII is let through. */

const TWO: Readonly<Record<string, string>> = {
  ae: "ÄäÆæ",
  oe: "ÖöŒœ",
  ue: "Üü",
  ss: "ẞß",
  th: "Þþ",
};

const ONE: Readonly<Record<string, string>> = {
  a: "ÀàÁáÂâÃãÅåĀāĂăĄą",
  c: "ÇçĆćĈĉĊċČč",
  d: "ÐðĎďĐđ",
  e: "ÈèÉéÊêËëĒēĔĕĖėĘęĚě",
  g: "ĜĝĞğĠġĢģ",
  h: "ĤĥĦħ",
  i: "ÌìÍíÎîÏïĨĩĪīĬĭĮįİı",
  j: "Ĵĵ",
  k: "Ķķ",
  l: "ĹĺĻļĽľŁł",
  n: "ÑñŃńŅņŇň",
  o: "ÒòÓóÔôÕõØøŌōŎŏŐő",
  r: "ŔŕŖŗŘř",
  s: "ŚśŜŝŞşŠšȘș",
  t: "ŢţŤťŦŧȚț",
  u: "ÙùÚúÛûŨũŪūŬŭŮůŰűŲų",
  w: "Ŵŵ",
  y: "ÝýÿŶŷŸ",
  z: "ŹźŻżŽž",
};

/** A character of two bytes or more in UTF-8, by numbers: in a literal each byte above 127 would become two. */
const BEYOND_ASCII = `[${string.char(194)}-${string.char(244)}][${string.char(128)}-${string.char(191)}]+`;

const NAMES: Record<string, string> = {};

for (const table of [TWO, ONE]) {
  for (const [name, letters] of pairs(table)) {
    for (const [letter = ""] of string.gmatch(letters, BEYOND_ASCII)) NAMES[letter] = name;
  }
}

/** Marks that stand behind their letter (U+0300 to U+036F), as in ü of two characters. */
const MARK = `${string.char(204)}[${string.char(128)}-${string.char(191)}]`;
const MORE_MARK = `${string.char(205)}[${string.char(128)}-${string.char(175)}]`;

/** The text with letters such as ü and é in ASCII, in lower case; other characters stay. */
export function withAsciiLetters(text: string): string {
  const [named] = string.gsub(text, BEYOND_ASCII, NAMES);
  const [unmarked] = string.gsub(named, MARK, "");
  const [plain] = string.gsub(unmarked, MORE_MARK, "");
  return string.lower(plain);
}
