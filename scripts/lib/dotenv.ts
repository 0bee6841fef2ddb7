/**
 * Reads `.env` as Compose does, as far as it is simple: what Compose would read in another way than it looks is refused.
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 *
 * @module
 */

export interface Dotenv {
  readonly values: Readonly<Record<string, string>>;
  /** Sentences, each with the line's number. */
  readonly problems: readonly { readonly line: number; readonly sentence: string }[];
}

type Read = { readonly value: string } | { readonly wrong: string };

export function parseDotenv(text: string): Dotenv {
  const values: Record<string, string> = {};
  const problems: { line: number; sentence: string }[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  lines.forEach((content, index) => {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(trimmed);
    const [, name = "", rest = ""] = match ?? [];
    const read: Read = match === null ? { wrong: "is not NAME=value" } : readValue(rest);
    if ("wrong" in read) problems.push({ line, sentence: read.wrong });
    else if (name in values) problems.push({ line, sentence: `sets ${name} a second time` });
    else values[name] = read.value;
  });
  return { values, problems };
}

function readValue(rest: string): Read {
  if (rest.startsWith(" ") || rest.startsWith("\t")) {
    return rest.trim() === "" || rest.trim().startsWith("#") ? { value: "" } : { wrong: "has a space after =" };
  }
  const quote = rest.charAt(0);
  if (quote === "'" || quote === '"') return readQuoted(rest, quote);
  const value = rest.replace(/\s+#.*$/, "").trim();
  if (/["'\\]/.test(value)) return { wrong: "has a quote or backslash in a value that is not in single quotes" };
  return refuseDollar(value);
}

function readQuoted(rest: string, quote: string): Read {
  const end = rest.indexOf(quote, 1);
  if (end === -1) return { wrong: "has a quote that is not closed on the same line" };
  const after = rest.slice(end + 1).trim();
  if (after !== "" && !after.startsWith("#")) return { wrong: "has something behind the closing quote" };
  const value = rest.slice(1, end);
  if (value.includes("\\")) return { wrong: "has a backslash in quotes, which Compose may take for an escape" };
  return quote === "'" ? { value } : refuseDollar(value);
}

function refuseDollar(value: string): Read {
  return value.includes("$") ? { wrong: "has a $, which Compose takes for a variable: use single quotes" } : { value };
}
