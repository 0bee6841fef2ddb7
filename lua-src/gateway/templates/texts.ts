import { decodeObject, textField } from "../../shared/json";
import { readFile } from "../../shared/read-file";

/** Where the image has the pages and their texts. */
export const IMAGE_FOLDER = "/usr/share/collimator";

/** Reads a file of the image whole; the gateway must not start without it. */
export function readImageFile(name: string): string {
  return readFile(`${IMAGE_FOLDER}/${name}`) ?? error(`the image has no ${name}`);
}

const texts = decodeObject(readImageFile("texts/en.json")) ?? error("texts/en.json is not a JSON object");

/** The text behind a key; a key without one is a defect and fails the request. */
export function textOf(key: string): string {
  return textField(texts, key) ?? error(`no text for ${key}`);
}

/** The text behind a key, with values for its `{names}`. */
export function textWith(key: string, values: Readonly<Record<string, string>>): string {
  const [text] = string.gsub(textOf(key), "{(%l+)}", (name: string) => values[name] ?? `{${name}}`);
  return text;
}
