/** `string.find` with the type that it has where nothing is found. */
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
export const C1_CONTROL = `${string.char(194)}[${string.char(128)}-${string.char(159)}]`;

/** Whether a text holds another one, byte for byte. */
export function contains(text: string, part: string): boolean {
  const [at] = find(text, part, 1, true);
  return at !== undefined;
}
