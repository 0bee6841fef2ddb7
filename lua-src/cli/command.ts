import { decodeObject, encode, textField } from "../shared/json";
import { call } from "./client";
import { DONE, FAILED, UNAVAILABLE } from "./exit";
import { complain, plain, say } from "./say";
import type { Grammar, Words } from "./words";

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
