import { decodeObject, encode, textField } from "../../shared/json";
import { quote } from "../../shared/quote";
import { failure, statusOf, type Failure } from "../accounts/failure";

/** The arguments of a call: the fields of the JSON object in its body. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Reads the arguments; none where there is no body; undefined where it is no JSON object. */
export function readArguments(): Arguments | undefined {
  ngx.req.read_body();
  const body = ngx.req.get_body_data() ?? "";
  return body === "" ? {} : decodeObject(body);
}

/** The texts of a list; undefined where the field is something else. A missing field is an empty list. */
export function textsField(object: Arguments, name: string): string[] | undefined {
  const value = object[name];
  if (value === undefined) return [];
  if (type(value) !== "table") return undefined;
  const list: string[] = [];
  for (const item of value as unknown[]) {
    if (type(item) !== "string") return undefined;
    list.push(item as string);
  }
  // `{"a": "b"}` is no list, though its table has no items that are counted.
  const [first] = next(value as object);
  return list.length === 0 && first !== undefined ? undefined : list;
}

/** The text of a field; "" where it is missing or no text, which every operation refuses where it needs one. */
export function textArgument(object: Arguments, name: string): string {
  return textField(object, name) ?? "";
}

/** Answers with a JSON text. */
export function answerJson(status: number, json: string): void {
  ngx.status = status;
  ngx.header["Content-Type"] = "application/json";
  ngx.print(json);
}

/** Answers with an object; an empty list in it would become `{}`: see `encodeList`. */
export function answer(status: number, document: Readonly<Record<string, unknown>>): void {
  answerJson(status, encode(document));
}

/** A list as JSON, also an empty one. */
export function encodeList(list: readonly unknown[]): string {
  return list.length === 0 ? "[]" : encode(list);
}

/** Answers with a failure: `{"reason": "...", "error": "a sentence"}`. */
export function answerFailure({ reason, sentence }: Failure): void {
  answer(statusOf(reason, 400), { reason, error: sentence });
}

/** Answers a call whose arguments can't be read. */
export function answerBadRequest(): void {
  answerFailure(failure("bad-request"));
}

/** Answers a call that names a study by what is no UID. */
export function answerNoUid(study: string): void {
  answerFailure({ reason: "bad-request", sentence: `${quote(study)} is no StudyInstanceUID.` });
}
