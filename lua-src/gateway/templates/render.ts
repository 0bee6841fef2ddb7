import { dir } from "posix.dirent";
import { fillTemplate, parseTemplate, type Row, type Template } from "./template";
import { IMAGE_FOLDER, readImageFile, textOf } from "./texts";

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
