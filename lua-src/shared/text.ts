/**
 * Texts, byte by byte. Most come from outside: nothing here takes more time than a text has bytes, which Lua's patterns
 * do as soon as one repetition of theirs can give back what the next one takes. ESLint lets no such pattern through.
 *
 * @module
 */

/** `string.find` with the type that it has where nothing is found. */
// eslint-disable-next-line collimator/lua-patterns -- calls of `find` are checked by this name
export const find = string.find as (
  text: string,
  pattern: string,
  init?: number,
  plain?: boolean,
) => LuaMultiReturn<[at: number | undefined]>;

/** Whether a Lua pattern occurs in a text (Lua 5.1 manual, section 5.4.1). */
export function matches(text: string, pattern: string): boolean {
  const [at] = find(text, pattern);
  return at !== undefined;
}

/**
 * A pattern for the control characters U+0080 to U+009F in UTF-8, which some terminals act upon. Written by numbers: in
 * a literal, characters above U+007F become two bytes each.
 */
const C1_CONTROL = `${string.char(194)}[${string.char(128)}-${string.char(159)}]`;

/** Whether a text holds one of the control characters U+0080 to U+009F. */
export function hasC1Control(text: string): boolean {
  return matches(text, C1_CONTROL);
}

/** The text with something else for each of the control characters U+0080 to U+009F. */
export function replaceC1Controls(text: string, by: string): string {
  return string.gsub(text, C1_CONTROL, by)[0];
}

/** Whether a text holds another one, byte for byte. */
export function contains(text: string, part: string): boolean {
  const [at] = find(text, part, 1, true);
  return at !== undefined;
}

/** The pieces of a text between separators, empty ones too. */
export function pieces(text: string, separator: string): string[] {
  const all: string[] = [];
  let count = 0;
  let from = 1;
  for (;;) {
    const [at] = find(text, separator, from, true);
    // Not by `push`, which counts what is there each time.
    all[count] = string.sub(text, from, at === undefined ? undefined : at - 1);
    if (at === undefined) return all;
    count += 1;
    from = at + separator.length;
  }
}

/** The text with something else for each place where another one stands, byte for byte. */
export function replaceAll(text: string, what: string, by: string): string {
  return table.concat(pieces(text, what), by);
}

/** What is looked at from the end at once: a long run of spaces takes a few steps. */
const BLOCK = 4096;

/** The text without the white space at its end. */
export function trimEnd(text: string): string {
  let to = text.length;
  while (to >= BLOCK && !matches(string.sub(text, to - BLOCK + 1, to), "%S")) to -= BLOCK;
  while (to > 0 && !matches(string.sub(text, to, to), "%S")) to -= 1;
  return string.sub(text, 1, to);
}

/** The text without the white space at both ends. */
export function trim(text: string): string {
  const [from] = find(text, "%S");
  return from === undefined ? "" : trimEnd(string.sub(text, from));
}
