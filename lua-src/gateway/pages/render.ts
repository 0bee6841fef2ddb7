import { fillTemplate, parseTemplate, type Row, type Template } from "./template";
import { readImageFile, textOf } from "./texts";

/** The pages that the gateway renders itself, by their file in ohif-config/pages. */
const NAMES = [
  ...(["login", "password", "confirm", "message", "invite"] as const),
  ...(["account", "token", "token-made", "people", "people-invite", "person", "person-remove", "link-made"] as const),
] as const;

export type PageName = (typeof NAMES)[number];

/** Read and taken apart at the start: a gateway with a broken page must not run. */
const templates: Partial<Record<PageName, Template>> = {};
for (const name of NAMES) {
  templates[name] = parseTemplate(readImageFile(`pages/${name}.html`), (part) =>
    readImageFile(`pages/parts/${part}.html`),
  );
}

/** Renders a page; see template.ts for what is in one. */
export function render(name: PageName, variables: Row): string {
  return fillTemplate(templates[name] ?? error(`no page ${name}`), variables, textOf);
}

/** Answers with a page. */
export function answerPage(status: number, name: PageName, variables: Row): void {
  ngx.status = status;
  if (status === 503) ngx.header["Retry-After"] = "5";
  ngx.header["Content-Type"] = "text/html; charset=utf-8";
  ngx.print(render(name, variables));
}
