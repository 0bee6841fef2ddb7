/** The command line of an import. */
export interface ImportOptions {
  readonly paths: readonly string[];
  /** Undefined: PUBLIC_URL. */
  readonly url: string | undefined;
  readonly tokenFile: string | undefined;
  readonly journal: string | undefined;
  readonly report: string | undefined;
}

export const USAGE = `Usage: npm run import -- [OPTION ...] PATH ...

  PATH is a folder, a ZIP file, a DICOMDIR (for the folder that it is in), or a DICOM file.

  --url URL          the gateway's PUBLIC_URL, if it is not that of .env
  --token-file FILE  a file with an API token that may upload
  --journal FILE     where to remember what has been stored, instead of the user's folder of state
  --report FILE      writes each file that was refused, skipped or not sent, as JSON lines

COLLIMATOR_TOKEN has a token as well. Without one, COLLIMATOR_USER and COLLIMATOR_PASSWORD log in, or you are asked.
Status: 0 none was refused, 1 some files were refused, 2 wrong use, or it ended early: see standard error.`;

const OPTIONS = ["url", "token-file", "journal", "report"];

/** An origin as PUBLIC_URL is; undefined if the text is something else. */
function originOf(text: string): string | undefined {
  return /^https?:\/\/[^/?#@\s]+\/?$/.test(text) && URL.canParse(text) ? new URL(text).origin : undefined;
}

/** Reads it; a sentence if something in it is wrong. */
export function readOptions(words: readonly string[]): ImportOptions | string {
  const given = new Map<string, string>();
  const paths: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === "--") {
      paths.push(...left.splice(0));
      continue;
    }
    if (!word.startsWith("-") || word === "-") {
      paths.push(word);
      continue;
    }
    const [option = "", attached] = word.split(/=(.*)/s);
    const name = option.slice(2);
    if (!OPTIONS.includes(name) || !word.startsWith("--")) return `There is no option ${option}.`;
    const value = attached ?? left.shift();
    if (value === undefined || value === "") return `${option} needs a value.`;
    if (given.has(name)) return `${option} is given twice: "${String(given.get(name))}" and "${value}".`;
    given.set(name, value);
  }
  const url = given.get("url");
  if (url !== undefined && originOf(url) === undefined) {
    return `--url is "${url}"; it has to be an address like https://pacs.example.org, without a path.`;
  }
  if (paths.length === 0) return "Say what to import: a folder, a ZIP file or a DICOMDIR.";
  const [tokenFile, journal, report] = ["token-file", "journal", "report"].map((name) => given.get(name));
  return { paths, url: url === undefined ? undefined : originOf(url), tokenFile, journal, report };
}
