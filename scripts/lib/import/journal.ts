/**
 * What has been stored is remembered in a file, a line each: the digest of which file it was, and where it was sent.
 * So it holds no names, and a line that a killed import has not written to its end is no digest.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export interface Journal {
  readonly file: string;
  /** Whether a file has been stored, by its identity. */
  readonly has: (identity: string) => boolean;
  /** Writes that files have been stored. */
  readonly add: (identities: readonly string[]) => void;
}

const FIRST_LINE = "collimator import 1";
/** 128 bits of SHA-256 in base64url. */
const DIGEST = /^[\w-]{22}$/;
/** Bytes of a journal: some 16.5 million files. A Set holds 16.7 million. */
export const MOST_BYTES = 380_000_000;

function digestOf(...texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest().subarray(0, 16).toString("base64url");
}

/** The text of a journal; "" if there is none yet, undefined if the file is something else. */
function textOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return "";
  if (!stat.isFile() || stat.size > MOST_BYTES) return undefined;
  const text = readFileSync(file, "latin1");
  return text === "" || text.startsWith(`${FIRST_LINE}\n`) ? text : undefined;
}

/** Opens a journal for what is sent to an address; undefined if the file is there and is no journal. */
export function openJournal(file: string, url: string): Journal | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Appended to, so that two imports with one journal lose nothing of each other's.
  if (text === "") appendFileSync(file, `${FIRST_LINE}\n`, { mode: 0o600 });
  else if (!text.endsWith("\n")) appendFileSync(file, "\n");
  const known = new Set(text.split("\n").filter((line) => DIGEST.test(line)));
  return {
    file,
    has: (identity) => known.has(digestOf(url, identity)),
    add: (identities) => {
      if (identities.length > 0) appendFileSync(file, identities.map((one) => `${digestOf(url, one)}\n`).join(""));
    },
  };
}

/** Where the journal of a source is, unless another file is named: in the user's folder of state. */
export function defaultJournal(source: string, url: string, environment: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: xdg = "", LOCALAPPDATA: windows = "" } = environment;
  const state = xdg !== "" ? xdg : windows !== "" ? windows : join(homedir(), ".local", "state");
  return join(state, "collimator", "import", `${digestOf(url, source)}.journal`);
}
