/**
 * `npm run check:commits`: whether the subjects of the commits keep the rules of CONTRIBUTING.md. It looks at the
 * commits that the clone has, so a shallow one is checked as far as it goes. If there is no history at all, as in an
 * unpacked archive of the sources, there is nothing to check.
 *
 * @module
 */
import { complain, say } from "./lib/project";
import { capture } from "./lib/run";

/** Older commits were written before the rules. By the author's date, which a rebase does not change. */
const RULES_SINCE = Date.UTC(2026, 10, 30) / 1000;
const MAX_LENGTH = 72;
/** https://www.conventionalcommits.org/en/v1.0.0/ */
const CONVENTIONAL = /^[a-z]+(\([a-z0-9-]+\))?!?: \S/;

/** What is wrong with a subject; undefined if nothing is. */
function problemOf(subject: string): string | undefined {
  const { length } = Array.from(subject);
  if (length > MAX_LENGTH) return `has ${length} characters, at most ${MAX_LENGTH} are allowed`;
  if (subject.includes(";")) return "has a semicolon: make two commits of it";
  if (!CONVENTIONAL.test(subject)) return "is not of the form type(scope): what it does";
  return undefined;
}

/** Checks the lines of the log: abbreviated hash, author's date in Unix seconds, subject. Returns the exit status. */
function checkLines(lines: readonly string[]): number {
  let checked = 0;
  let failed = 0;
  for (const line of lines) {
    const [, hash = "", date = "", subject = ""] = /^(\S+) (\d+) (.*)$/.exec(line) ?? [];
    // By its subject: in a shallow clone git does not know that the oldest commit is a merge.
    if (Number(date) < RULES_SINCE || subject.startsWith("Merge ")) continue;
    checked += 1;
    const problem = problemOf(subject);
    if (problem === undefined) continue;
    failed += 1;
    complain(`${hash} "${subject}" ${problem}.`);
  }
  say(`${checked} subjects of commits checked, ${failed} wrong`);
  return failed === 0 ? 0 : 1;
}

const log = capture(["git", "-c", "log.showSignature=false", "log", "--format=%h %at %s", "HEAD"]);
if (log.status === 0) process.exitCode = checkLines(log.stdout.split("\n").filter((line) => line !== ""));
else say(`no commits checked: ${log.stderr.trim().split("\n")[0] ?? ""}`);
