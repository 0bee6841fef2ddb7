import { readImageFile, textOf } from "./texts";

/** The pages that the gateway renders itself, by their file in ohif-config/pages. */
export type PageName = "login" | "password" | "confirm" | "message";

const templates: Readonly<Record<PageName, string>> = {
  login: readImageFile("pages/login.html"),
  password: readImageFile("pages/password.html"),
  confirm: readImageFile("pages/confirm.html"),
  message: readImageFile("pages/message.html"),
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For element content and quoted attributes (HTML, section 13.1.2.3). */
export function escapeHtml(text: string): string {
  const [escaped] = string.gsub(text, "[&<>\"']", ENTITIES);
  return escaped;
}

/**
 * Renders a page: `{{if:name}}...{{end}}` stays where the variable is not empty, `{{t:key}}` is a text,
 * `{{v:name}}` a variable, escaped. Each is replaced once, so a variable that looks like a key stays text.
 */
export function render(name: PageName, variables: Readonly<Record<string, string>>): string {
  const [shown] = string.gsub(templates[name], "{{if:([%w-]+)}}(.-){{end}}", (condition: string, part: string) =>
    (variables[condition] ?? "") === "" ? "" : part,
  );
  const [page] = string.gsub(shown, "{{([tv]):([%w.-]+)}}", (kind: string, key: string) =>
    escapeHtml(kind === "t" ? textOf(key) : (variables[key] ?? "")),
  );
  return page;
}

/** Answers with a page. */
export function answerPage(status: number, name: PageName, variables: Readonly<Record<string, string>>): void {
  ngx.status = status;
  if (status === 503) ngx.header["Retry-After"] = "5";
  ngx.header["Content-Type"] = "text/html; charset=utf-8";
  ngx.print(render(name, variables));
}
