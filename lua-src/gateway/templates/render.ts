import { dir } from "posix.dirent";
import { fillTemplate, parseTemplate, type Row, type Template } from "./template";
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

/**
 * The pages that the gateway renders itself, by their file in ohif-config/pages. Read and taken apart at the start: a
 * gateway with a broken page must not run.
 */
const templates: Record<string, Template | undefined> = {};
for (const file of dir(`${IMAGE_FOLDER}/pages`)) {
  const [name] = string.match(file, "^(.+)%.html$");
  if (name !== undefined) {
    templates[name] = parseTemplate(readImageFile(`pages/${file}`), (part) =>
      readImageFile(`pages/parts/${part}.html`),
    );
  }
}

/** Renders a page; see template.ts for what is in one. */
export function render(name: string, variables: Row): string {
  return fillTemplate(templates[name] ?? error(`no page ${name}`), variables, textOf);
}

/** Answers with a page. */
export function answerPage(status: number, name: string, variables: Row): void {
  ngx.status = status;
  if (status === 503) ngx.header["Retry-After"] = "5";
  ngx.header["Content-Type"] = "text/html; charset=utf-8";
  ngx.print(render(name, variables));
}
