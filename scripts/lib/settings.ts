import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { checkSettings } from "../../lua-src/shared/settings/check";
import { problem, type Problem } from "../../lua-src/shared/settings/problems";
import { secretNames, settingNames, valueOf } from "../../lua-src/shared/settings/schema";
import type { Settings } from "../../lua-src/shared/settings/settings";
import { type Dotenv, parseDotenv } from "./dotenv";
import { root } from "./project";

export interface Configuration {
  readonly settings: Settings;
  /** Names and values of all that is set, in `.env` or in the shell; the shell's come first, as in Compose. */
  readonly given: Readonly<Record<string, string>>;
}

/** BuildKit takes no larger secret. */
const CA_FILE_MAX_BYTES = 500 * 1024;

/**
 * Reads and checks the settings of `.env` and the environment, with the same schema as `setup`.
 *
 * @param environment the shell's; only names of settings are read from it
 */
export function readConfiguration(
  environment: NodeJS.ProcessEnv,
): { readonly configuration: Configuration } | { readonly problems: readonly Problem[] } {
  const dotenv = readDotenv();
  const unread = dotenv.problems.map(({ line, sentence }) => dotenvProblem(line, sentence));
  const given: Record<string, string> = {};
  for (const name of settingNames()) {
    const value = environment[name] ?? dotenv.values[name];
    if (value !== undefined) given[name] = value;
  }
  const files: Record<string, string | undefined> = {};
  for (const name of secretNames()) {
    const file = given[`${name}_FILE`] ?? "";
    if (file !== "") files[name] = readBytes(file);
  }
  const bytes = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, toBytes(value)]));
  const { settings, problems } = checkSettings(bytes, Object.keys(dotenv.values).map(toBytes), files);
  const tlsDir = settings?.tlsMode === "files" ? (given.TLS_DIR ?? "") : "";
  const found = [...unread, ...problems.map(fromBytes), ...checkFiles(given), ...checkTlsDir(tlsDir)];
  if (settings === undefined || found.length > 0) return { problems: found };
  return { configuration: { settings, given } };
}

/** The value of any setting as text: given, or the schema's. */
export function settingText(configuration: Configuration, name: string): string {
  return valueOf(configuration.given, name);
}

function readDotenv(): Dotenv {
  const text = readBytes(".env");
  return text === undefined ? { values: {}, problems: [] } : parseDotenv(Buffer.from(text, "latin1").toString("utf8"));
}

function dotenvProblem(line: number, sentence: string): Problem {
  return problem("CFG-025", ".env", `line ${line} ${sentence}; it must be NAME=value or NAME='value'.`, "env-file");
}

/** What only the host can see; the images are built from it. */
function checkFiles(given: Readonly<Record<string, string>>): Problem[] {
  return [...checkCaFile(given.EXTRA_CA_CERTS ?? ""), ...checkViewerDist(given.VIEWER_DIST ?? "")];
}

function checkViewerDist(folder: string): Problem[] {
  if (folder === "" || existsSync(resolve(root, folder, "index.html"))) return [];
  const said = `is "${folder}"; it must be a folder with the index.html of an OHIF build in it.`;
  return [problem("CFG-047", "VIEWER_DIST", said)];
}

/** Docker would say that the mount cannot be made; what is in the folder is for `setup`, which reads as its user. */
function checkTlsDir(folder: string): Problem[] {
  if (folder === "" || existsSync(resolve(root, folder))) return [];
  const said = `is "${folder}"; it must be a folder with tls.crt and tls.key in it.`;
  return [problem("CFG-033", "TLS_DIR", said)];
}

function checkCaFile(file: string): Problem[] {
  if (file === "") return [];
  const content = readBytes(file);
  const good = content?.includes("-----BEGIN CERTIFICATE-----") === true && content.length <= CA_FILE_MAX_BYTES;
  const said = `is "${file}"; it must be a file that can be read, with PEM certificates, of at most 500 KiB.`;
  return good ? [] : [problem("CFG-018", "EXTRA_CA_CERTS", said)];
}

/** A file, named from the project's folder as Compose does, as a string of bytes. */
function readBytes(file: string): string | undefined {
  try {
    return readFileSync(resolve(join(root, "."), file), "latin1");
  } catch {
    return undefined;
  }
}

/** The schema sees bytes, as Lua does. */
function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function fromBytes(found: Problem): Problem {
  return { ...found, sentence: Buffer.from(found.sentence, "latin1").toString("utf8") };
}
