/** More than any form of ours has: one of roles has a field for each, of which there are 72 at most. */
const MAX_FIELDS = 100;

function decodeField(text: string): string {
  const [spaced] = string.gsub(text, "+", " ");
  return ngx.unescape_uri(spaced);
}

/**
 * Decodes `application/x-www-form-urlencoded` (URL Standard, section 5.1). A field given twice, or too many of
 * them, makes the form unreadable: undefined.
 */
export function decodeForm(text: string): Readonly<Record<string, string>> | undefined {
  const fields: Record<string, string> = {};
  let count = 0;
  for (const [pair = ""] of string.gmatch(text, "[^&]+")) {
    const [name, value] = string.match(pair, "^([^=]*)=?(.*)$");
    const key = decodeField(name ?? "");
    count += 1;
    if (count > MAX_FIELDS || fields[key] !== undefined) return undefined;
    fields[key] = decodeField(value ?? "");
  }
  return fields;
}

/** The form in the request's body, which nginx has bounded to 16 kB; undefined where it is none. */
export function readForm(): Readonly<Record<string, string>> | undefined {
  const contentType = string.match(ngx.var["http_content_type"] ?? "", "^%s*([^;%s]*)")[0];
  if (string.lower(contentType ?? "") !== "application/x-www-form-urlencoded") return undefined;
  ngx.req.read_body();
  return decodeForm(ngx.req.get_body_data() ?? "");
}
