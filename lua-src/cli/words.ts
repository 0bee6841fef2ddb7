/** What a command line holds besides the command itself. */
export interface Words {
  /** In order. */
  readonly plain: readonly string[];
  /** `--name value`, or `--name` alone as "". */
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** How many plain words a command takes, and which options; `true` for those that take a value. */
export interface Grammar {
  readonly least: number;
  readonly most: number;
  readonly options: Readonly<Record<string, boolean | undefined>>;
}

/** Takes the words apart; undefined and a sentence where they do not fit. */
export function parseWords(words: readonly string[], grammar: Grammar): LuaMultiReturn<[Words] | [undefined, string]> {
  const plain: string[] = [];
  const options: Record<string, string | undefined> = {};
  let waiting: string | undefined;
  for (const word of words) {
    const [name] = string.match(word, "^%-%-([%l-]+)$");
    if (waiting !== undefined) {
      options[waiting] = word;
      waiting = undefined;
    } else if (name !== undefined) {
      const takesValue = grammar.options[name];
      if (takesValue === undefined) return $multi(undefined, `there is no --${name} here`);
      if (options[name] !== undefined) return $multi(undefined, `--${name} is given twice`);
      if (takesValue) waiting = name;
      else options[name] = "";
    } else plain.push(word);
  }
  if (waiting !== undefined) return $multi(undefined, `--${waiting} needs a value`);
  if (plain.length < grammar.least) return $multi(undefined, "something is missing");
  if (plain.length > grammar.most) return $multi(undefined, `"${plain[grammar.most] ?? ""}" is too much`);
  return $multi({ plain, options });
}

/** A list whose entries commas part; none for nothing. */
export function listOf(text: string | undefined): string[] {
  const list: string[] = [];
  for (const [entry = ""] of string.gmatch(text ?? "", "[^,]+")) list.push(entry);
  return list;
}
