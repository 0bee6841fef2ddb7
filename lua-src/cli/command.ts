import { decodeObject, encode, textField } from "../shared/json";
import { call } from "./client";
import { complain, plain, say } from "./say";

/** Exit codes, after BSD's sysexits.h where it has one. */

/** Done; for questions: yes. */
export const DONE = 0;
/** Not done, and the sentence on standard error says why; for questions: no. */
export const FAILED = 1;
/** The command is not one, or was used in a wrong way. */
export const USAGE = 64;
/** The gateway or its state does not answer. */
export const UNAVAILABLE = 69;

/** What a command line holds besides the command itself. */
export interface Words {
  /** In order. */
  readonly plain: readonly string[];
  /** `--name value`, or `--name` alone as "". */
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** How many plain words a command takes, and which options besides --json; `true` for those that take a value. */
interface Grammar {
  /** None where this is absent. */
  readonly words?: readonly [least: number, most: number];
  readonly options?: Readonly<Record<string, boolean | undefined>>;
}

/** Takes the words apart; undefined and a sentence where they do not fit. */
export function parseWords(words: readonly string[], grammar: Grammar): LuaMultiReturn<[Words] | [undefined, string]> {
  const least = grammar.words?.[0] ?? 0;
  const most = grammar.words?.[1] ?? 0;
  const plain: string[] = [];
  const options: Record<string, string | undefined> = {};
  let waiting: string | undefined;
  for (const word of words) {
    const [name] = string.match(word, "^%-%-([%l-]+)$");
    if (waiting !== undefined) {
      options[waiting] = word;
      waiting = undefined;
    } else if (name !== undefined) {
      const takesValue = name === "json" ? false : grammar.options?.[name];
      if (takesValue === undefined) return $multi(undefined, `there is no --${name} here`);
      if (options[name] !== undefined) return $multi(undefined, `--${name} is given twice`);
      if (takesValue) waiting = name;
      else options[name] = "";
    } else plain.push(word);
  }
  if (waiting !== undefined) return $multi(undefined, `--${waiting} needs a value`);
  if (plain.length < least) return $multi(undefined, "something is missing");
  if (plain.length > most) return $multi(undefined, `"${plain[most] ?? ""}" is too much`);
  return $multi({ plain, options });
}

/** A list whose entries commas part; none for nothing. */
export function listOf(text: string | undefined): string[] {
  const list: string[] = [];
  for (const [entry = ""] of string.gmatch(text ?? "", "[^,]+")) list.push(entry);
  return list;
}

/**
 * A command of the command line.
 *
 * @noSelf
 */
export interface Command extends Grammar {
  /** The words that follow its name, as help shows them. */
  readonly usage: string;
  readonly about: string;
  /** Runs it; the result is the process's exit code. */
  readonly run: (words: Words) => number;
}

/** A JSON object that the gateway has answered with. */
export type Answered = Readonly<Record<string, unknown>>;

/** Arguments of a call: texts, numbers and lists of texts. */
export type Arguments = Readonly<Record<string, string | number | readonly string[] | undefined>>;

function encodeArguments(call: Arguments): string {
  const fields: string[] = [];
  for (const [name, value] of pairs(call)) {
    // An empty list would be written as an object.
    const isEmpty = type(value) === "table" && (value as readonly string[]).length === 0;
    fields.push(`${encode(name)}:${isEmpty ? "[]" : encode(value)}`);
  }
  return `{${table.concat(fields, ",")}}`;
}

/** Asks the gateway. Where it does not do what it is asked, it says why, and the second result is the exit code. */
export function ask(path: string, wanted: Arguments): LuaMultiReturn<[string] | [undefined, number]> {
  const [answer, failure] = call("POST", path, encodeArguments(wanted));
  if (answer === undefined) {
    complain(`the gateway does not answer: ${failure}`);
    return $multi(undefined, UNAVAILABLE);
  }
  if (answer.status === 200) return $multi(answer.body);
  complain(plain(textField(decodeObject(answer.body) ?? {}, "error") ?? "the gateway refused"));
  return $multi(undefined, answer.status === 503 ? UNAVAILABLE : FAILED);
}

/** Asks the gateway, and shows its answer: as it came with --json, else by `show`. */
export function askAndShow(
  { options }: Words,
  path: string,
  wanted: Arguments,
  show: (answered: Answered) => void,
): number {
  const [body, code] = ask(path, wanted);
  if (body === undefined) return code;
  if (options["json"] === undefined) show(decodeObject(body) ?? {});
  else say(body);
  return DONE;
}

/** The objects in a list of an answer. */
export function objectsIn(answered: Answered, name: string): readonly Answered[] {
  return (answered[name] ?? []) as readonly Answered[];
}

/** An object in an answer. */
export function objectIn(answered: Answered, name: string): Answered {
  return (answered[name] ?? {}) as Answered;
}

/** A list of texts in an object, as one text. */
export function listIn(object: Answered, name: string): string {
  return table.concat((object[name] ?? []) as string[], ",");
}

/** A text in an object; "" where there is none. */
export function textIn(object: Answered, name: string): string {
  return textField(object, name) ?? "";
}
