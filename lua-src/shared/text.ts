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

/** Whether a text holds another one, byte for byte. */
export function contains(text: string, part: string): boolean {
  const [at] = find(text, part, 1, true);
  return at !== undefined;
}
