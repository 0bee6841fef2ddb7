import { decodeObject, textField } from "../../shared/json";

const FOLDER = "/usr/share/collimator";

/** Reads a file of the image whole; the gateway must not start without it. */
export function readImageFile(name: string): string {
  const [file, failure] = io.open(`${FOLDER}/${name}`, "r");
  if (file === undefined) error(failure ?? name);
  const content = file.read("*a") ?? "";
  file.close();
  return content;
}

const texts = decodeObject(readImageFile("texts/en.json")) ?? error("texts/en.json is not a JSON object");

/** The text behind a key; a key without one is a defect and fails the request. */
export function textOf(key: string): string {
  return textField(texts, key) ?? error(`no text for ${key}`);
}
