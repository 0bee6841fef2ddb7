import { textField, wholeField, decodeObject } from "../../shared/json";
import { matches } from "../../shared/text";
import { noticeStranger } from "../throttle/log-lines";

/** What is kept of a violation: no query strings, and no text of the page. */
export interface Violation {
  /** The directive that was violated, such as `script-src-elem`. */
  readonly directive: string;
  /** What was blocked: a keyword such as `inline` or `eval`, a scheme, a foreign origin, or a path of this origin. */
  readonly blocked: string;
  /** The page, as a path. */
  readonly page: string;
  /** The script that did it, as a path or an origin, and its line. */
  readonly source: string;
  readonly line: number;
}

type Fields = Readonly<Record<string, unknown>>;

const MOST_BYTES = 200;
/** The last line of a script; a larger number is none. */
const MOST_LINE = 10_000_000;
const MOST_NAME = 40;

/** Letters that a log line may hold; anything else, such as a line end, becomes `?`. */
function plain(text: string): string {
  const [clean] = string.gsub(string.sub(text, 1, MOST_BYTES), "[^%w%-%._~:/%%]", "?");
  return clean;
}

/**
 * An address without what may name a patient: of a page of this site the first segment of the path, since a UID in it
 * names a study; of a script its path; of anything foreign the origin alone; of `blob:` and `data:` the scheme.
 */
function shortened(address: string, page: string, whole: boolean): string {
  const [origin, path] = string.match(address, "^(https?://[^/?#]+)([^?#]*)");
  if (origin === undefined) {
    const [scheme] = string.match(address, "^(%a[%w+.-]*):");
    return plain(scheme ?? (matches(address, "^[%a-]+$") ? address : ""));
  }
  const [own] = string.match(page, "^(https?://[^/?#]+)");
  if (origin !== own) return plain(origin);
  const [first] = string.match(path ?? "", "^(/[^/]*)");
  return plain(whole && !matches(path ?? "", "^/pacs") ? (path ?? "") : (first ?? "/"));
}

/** A directive's name (CSP Level 3, section 2.3); older browsers send its value behind it. "" for anything else. */
function directiveOf(text: string): string {
  const [name] = string.match(text, "^([%l-]+)");
  return name === undefined || name.length > MOST_NAME ? "" : name;
}

/** One violation. The two forms name their members differently (CSP Level 3, sections 5.2 and 5.3). */
function readViolation(fields: Fields, page: string): Violation {
  const text = (name: string, older: string): string => textField(fields, name) ?? textField(fields, older) ?? "";
  return {
    directive: directiveOf(
      textField(fields, "violated-directive") ?? text("effectiveDirective", "effective-directive"),
    ),
    blocked: shortened(text("blockedURL", "blocked-uri"), page, true),
    page: shortened(page, page, false),
    source: shortened(text("sourceFile", "source-file"), page, true),
    line: wholeField(fields, "lineNumber", MOST_LINE) ?? wholeField(fields, "line-number", MOST_LINE) ?? 0,
  };
}

function asTable(value: unknown): Fields | undefined {
  return type(value) === "table" ? (value as Fields) : undefined;
}

/** The violations in a decoded report; reports of other kinds are passed over. */
export function readViolations(report: Fields): Violation[] {
  const old = asTable(report["csp-report"]);
  if (old !== undefined) return [readViolation(old, textField(old, "document-uri") ?? "")];
  const found: Violation[] = [];
  for (const entry of report as unknown as readonly unknown[]) {
    const fields = asTable(entry);
    const body = fields === undefined ? undefined : asTable(fields["body"]);
    if (fields === undefined || body === undefined || textField(fields, "type") !== "csp-violation") continue;
    found.push(readViolation(body, textField(body, "documentURL") ?? textField(fields, "url") ?? ""));
  }
  return found;
}

/** A browser gathers reports; more than these are not worth a line each. */
const MOST = 10;

/**
 * Logs what a browser says of violations of the Content-Security-Policy: a line each, and nothing of it that could
 * be a patient's. Takes the old form (application/csp-report) and that of the Reporting API
 * (application/reports+json). Answers 204, or 415 and 400 where it is neither.
 */
export function cspReport(): void {
  const [contentType] = string.match(ngx.var["http_content_type"] ?? "", "^%s*([^;%s]*)");
  const kind = string.lower(contentType ?? "");
  if (kind !== "application/csp-report" && kind !== "application/reports+json") return ngx.exit(415);
  ngx.req.read_body();
  const report = decodeObject(ngx.req.get_body_data() ?? "");
  if (report === undefined) return ngx.exit(400);
  const violations = readViolations(report);
  const client = ngx.var["http_x_client"] ?? "";
  for (const violation of violations.slice(0, MOST)) {
    noticeStranger(client, "csp-violation", { ...violation, client });
  }
  ngx.exit(204);
}
