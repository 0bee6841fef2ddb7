/** Names as people type them: `Jér Buc` for `Buc^Jérôme`. */

/**
 * The orders in which the words of a name may stand, at most three: as they were typed, with the last one first
 * (`Anna Maria Buc`), and with the first one last (`Buc Anna Maria`).
 *
 * @param name words with `*` between and around them
 */
export function ordersOf(name: string): readonly string[] {
  const words: string[] = [];
  for (const [word = ""] of string.gmatch(name, "[^*]+")) words.push(word);
  const count = words.length;
  if (count < 2) return [name];
  const from = (first: number): string => {
    const turned: string[] = [];
    for (const at of $range(0, count - 1)) turned.push(words[(first + at) % count] ?? "");
    return `*${table.concat(turned, "*")}*`;
  };
  return count === 2 ? [from(0), from(1)] : [from(0), from(count - 1), from(1)];
}
