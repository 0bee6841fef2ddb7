/**
 * `npm run import -- PATH ...` (`collimator import`): stores the DICOM files of folders, ZIP files and CDs by STOW-RS,
 * and continues where an earlier import of the same ended.
 *
 * @module
 */
import { openAccess, stackHere } from "./lib/import/access";
import { importSources, NOT_DONE, withJournals } from "./lib/import/command";
import { shown } from "./lib/import/file";
import { readOptions, USAGE } from "./lib/import/options";
import { sourcesAt } from "./lib/import/source";
import { complain, say } from "./lib/project";

function fail(...sentences: readonly string[]): number {
  // Names of files and the gateway's words are in them.
  for (const sentence of sentences) complain(shown(sentence));
  return NOT_DONE;
}

async function importPaths(words: readonly string[]): Promise<number> {
  if (words.includes("--help")) {
    say(USAGE);
    return 0;
  }
  const options = readOptions(words);
  if (typeof options === "string") return fail(`${options} npm run import -- --help says more.`);
  const sources = await sourcesAt(options.paths);
  if (typeof sources === "string") return fail(sources);
  const stack = options.url === undefined ? stackHere() : { url: options.url, admin: "" };
  if (typeof stack === "string") return fail(...stack.split("\n"));
  const journaled = withJournals(sources, stack.url, options.journal);
  if (typeof journaled === "string") return fail(journaled);
  const access = await openAccess(stack.url, stack.admin, options.tokenFile);
  if (typeof access === "string") return fail(access);
  return importSources(access, journaled, options.report);
}

// npm has changed to the project's folder; paths are meant from where it was called.
process.chdir(process.env["INIT_CWD"] ?? ".");
try {
  process.exitCode = await importPaths(process.argv.slice(2));
} catch (cause) {
  process.exitCode = fail(`The import failed: ${(cause as Error).message}`);
}
