/**
 * Templates of pages: HTML with
 *
 *     {{t:key}}                 a text of texts/, escaped
 *     {{v:name}}                a variable, escaped
 *     {{if:name}}...{{end}}     stays where a variable is not empty
 *     {{each:name}}...{{end}}   is repeated for each row of a list, whose fields are variables in it
 *     {{part:name}}             another file, pages/parts/<name>.html
 *
 * A template is taken apart once, and each value is put in once: one that looks like a tag stays text.
 *
 * @module
 */
import { pieces } from "../../shared/text";

/** An entry of a list. */
export interface Row {
  readonly [name: string]: Value | undefined;
}

/** What a page shows under a name. */
export type Value = string | readonly Row[];

interface TemplateNode {
  readonly kind: "html" | "t" | "v" | "if" | "each";
  /** The HTML itself, or the key or name. */
  readonly text: string;
  readonly inside: TemplateNode[];
}

/** A template, ready to be filled. */
export type Template = readonly TemplateNode[];

/** Adds what a tag stands for; the result is the node that the next ones belong into. */
function addTag(tag: string, open: TemplateNode[]): void {
  const inner = open[open.length - 1];
  const [kind, text] = string.match(tag, "^(%l+):([%w.-]+)$");
  if (inner !== undefined && text !== undefined && (kind === "t" || kind === "v")) {
    inner.inside.push({ kind, text, inside: [] });
  } else if (inner !== undefined && text !== undefined && (kind === "if" || kind === "each")) {
    const node: TemplateNode = { kind, text, inside: [] };
    inner.inside.push(node);
    open.push(node);
  } else if (tag === "end" && open.length > 1) {
    open.pop();
  } else {
    error(`a template has the tag {{${tag}}} where it means nothing`);
  }
}

/** Takes a template apart. Fails where a tag is unknown, or an `end` too many or too few: a defect of the file. */
export function parseTemplate(source: string, readPart: (name: string) => string): Template {
  const [whole] = string.gsub(source, "{{part:([%w-]+)}}", (name: string) => readPart(name));
  const root: TemplateNode = { kind: "html", text: "", inside: [] };
  const open = [root];
  pieces(whole, "{{").forEach((piece, index) => {
    let html = piece;
    if (index > 0) {
      const [tag = "", ...behind] = pieces(piece, "}}");
      if (behind.length === 0) error(`a template has a tag without an end: {{${tag}`);
      addTag(tag, open);
      html = behind.join("}}");
    }
    if (html !== "") open[open.length - 1]?.inside.push({ kind: "html", text: html, inside: [] });
  });
  if (open.length > 1) error("a template has too few {{end}}");
  return root.inside;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** For element content and quoted attributes (HTML, section 13.1.2.3). */
export function escapeHtml(text: string): string {
  const [escaped] = string.gsub(text, "[&<>\"']", ENTITIES);
  return escaped;
}

function rowsOf(value: Value | undefined): readonly Row[] {
  return type(value) === "table" ? (value as readonly Row[]) : [];
}

function textIn(value: Value | undefined): string {
  return type(value) === "string" ? (value as string) : "";
}

/** A row's own fields come before those around it. */
function find(name: string, scopes: readonly Row[]): Value | undefined {
  for (const scope of scopes) {
    const value = scope[name];
    if (value !== undefined) return value;
  }
  return undefined;
}

function fill(
  nodes: Template,
  scopes: readonly Row[],
  textOf: (key: string) => string,
  put: (html: string) => void,
): void {
  for (const { kind, text, inside } of nodes) {
    if (kind === "html") put(text);
    else if (kind === "t") put(escapeHtml(textOf(text)));
    else {
      const value = find(text, scopes);
      // Spread: at most 10, as deep as a template's lists stand in each other.
      if (kind === "v") put(escapeHtml(textIn(value)));
      else if (kind === "each") for (const row of rowsOf(value)) fill(inside, [row, ...scopes], textOf, put);
      else if (textIn(value) !== "" || rowsOf(value).length > 0) fill(inside, scopes, textOf, put);
    }
  }
}

/** Fills a template. A variable that is missing is empty. */
export function fillTemplate(template: Template, variables: Row, textOf: (key: string) => string): string {
  const pieces: string[] = [];
  fill(template, [variables], textOf, (html) => {
    pieces.push(html);
  });
  return table.concat(pieces);
}
