/** What `npm run import` and `npm run demo` share: sources in, a summary and a status out. */
import { complain, say } from "../project";
import type { Access } from "./access";
import { shown, type Source } from "./file";
import { defaultJournal, type Journal, openJournal } from "./journal";
import { type Journaled, runImport } from "./run";
import { newTally, summaryOf, type Tally } from "./tally";

/** None was refused; some files were refused, or there was none; wrong use, or the import ended early. */
export const ALL_STORED = 0;
export const SOME_REFUSED = 1;
export const NOT_DONE = 2;

/** Opens a journal, or says which file it cannot be. */
function journalAt(file: string, url: string): Journal | string {
  try {
    return (
      openJournal(file, url) ??
      `The journal "${file}" (--journal) is another file, or longer than 380 MB; name a new one.`
    );
  } catch (cause) {
    return `The journal "${file}" (--journal) cannot be written: ${(cause as Error).message}`;
  }
}

/** Each source with its journal: the one that is named, or one of its own. */
export function withJournals(sources: readonly Source[], url: string, file?: string): readonly Journaled[] | string {
  const journaled: Journaled[] = [];
  const named = file === undefined ? undefined : journalAt(file, url);
  for (const source of sources) {
    const journal = named ?? journalAt(defaultJournal(source.key, url, process.env), url);
    if (typeof journal === "string") return journal;
    journaled.push({ source, journal });
  }
  return journaled;
}

function tallyFor(report: string | undefined): Tally | string {
  try {
    return newTally(report);
  } catch (cause) {
    return `The report "${String(report)}" (--report) cannot be written: ${(cause as Error).message}`;
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Aborted by the first signal; the second one ends the process at once. */
function untilInterrupted(): { readonly signal: AbortSignal; readonly release: () => void } {
  const interruption = new AbortController();
  const interrupt = (): void => {
    for (const name of SIGNALS) process.off(name, interrupt);
    complain("Ending when the requests under way are answered; Ctrl-C again ends at once.");
    interruption.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return { signal: interruption.signal, release: () => SIGNALS.forEach((name) => process.off(name, interrupt)) };
}

/** Imports the sources and says what has become of them. The result is the process's status. */
async function importAll(access: Access, sources: readonly Journaled[], report?: string): Promise<number> {
  const tally = tallyFor(report);
  if (typeof tally === "string") {
    complain(shown(tally));
    return NOT_DONE;
  }
  const { signal, release } = untilInterrupted();
  const why = await runImport({ gateway: access, sources, tally, terminal: process.stderr, interrupted: signal });
  release();
  say(summaryOf(tally, access.url));
  if (why !== undefined) {
    complain(
      `The import ended early: ${shown(why).replace(/\.$/, "")}. Run the same command again: it continues where it was.`,
    );
    return NOT_DONE;
  }
  if (tally.stored + tally.before === 0) complain("There is no DICOM file that could be stored.");
  return tally.stored + tally.before > 0 && tally.refused === 0 ? ALL_STORED : SOME_REFUSED;
}

/** Imports the sources, and ends the access and the sources however that ends. */
export async function importSources(access: Access, sources: readonly Journaled[], report?: string): Promise<number> {
  try {
    return await importAll(access, sources, report);
  } finally {
    for (const { source } of sources) source.close();
    await access.end();
  }
}
