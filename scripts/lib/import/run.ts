/** An import from its sources to its end. */
import { setTimeout } from "node:timers/promises";
import { isPassing } from "../../../ohif-config/upload/answer";
import { type Delivery, deliver } from "../../../ohif-config/upload/deliver";
import { batchesOf, type Part, partOf } from "./batch";
import type { Source } from "./file";
import type { Journal } from "./journal";
import { progressLine, showProgress, type Terminal, type Total } from "./progress";
import { ANSWER_WORDS } from "./reasons";
import { type Gateway, isThere, store } from "./store";
import { countBefore, countUnsent, type Tally } from "./tally";

/** Requests under way. */
export const MOST_REQUESTS = 3;
/** Files that are given up one after the other for a reason that passes, until the import ends. */
const MOST_GIVEN_UP = 3;

/** A source, and where it is remembered what of it has been stored: nowhere for what is generated. */
export interface Journaled {
  readonly source: Source;
  readonly journal: Journal | undefined;
}

export interface Import {
  readonly gateway: Gateway;
  readonly sources: readonly Journaled[];
  readonly tally: Tally;
  readonly terminal: Terminal;
  /** Ends it when it is aborted. */
  readonly interrupted?: AbortSignal;
}

/** A part, and the journal that it is to be written into. */
interface JournaledPart extends Part {
  readonly journal: Journal | undefined;
}

/** An import that is under way. */
interface Running extends Import {
  readonly total: Total;
  /** Of the total, what has been dealt with. */
  readonly passed: Total;
  readonly ending: AbortController;
  /** Since a file was stored. */
  givenUp: number;
  /** Why it ends early. */
  why: string | undefined;
}

async function countAll({ sources, total, ending }: Running): Promise<void> {
  for (const { source } of sources) {
    for await (const found of source.walk()) {
      if (ending.signal.aborted) return;
      if (!("reason" in found)) pass(total, found.size);
    }
  }
}

function pass(total: Total, bytes: number): void {
  total.files += 1;
  total.bytes += bytes;
}

function stop(running: Running, why: string): void {
  running.why ??= why;
  running.ending.abort();
}

/** Reads what has not been stored yet, and counts all the rest. */
async function* partsOf({ sources, tally, passed }: Running): AsyncGenerator<JournaledPart> {
  for (const { source, journal } of sources) {
    for await (const found of source.walk()) {
      if ("reason" in found) {
        countUnsent(tally, found);
        continue;
      }
      const part = await partOf(found, (identity) => journal?.has(identity) === true);
      if (part !== "stored" && !("reason" in part)) {
        yield { ...part, journal };
        continue;
      }
      pass(passed, found.size);
      if (part === "stored") countBefore(tally, found.name);
      else countUnsent(tally, part);
    }
  }
}

/** Counts parts with one outcome. What is stored is in the journal before anything is said of it. */
function settle(running: Running, parts: readonly JournaledPart[], reason: string | undefined): void {
  const { tally, passed } = running;
  if (reason === undefined) running.givenUp = 0;
  else if (isPassing(reason)) {
    running.givenUp += 1;
    if (running.givenUp === MOST_GIVEN_UP) stop(running, `the gateway ${ANSWER_WORDS.busy(reason)}, again and again`);
  }
  for (const { file, identity, journal } of parts) {
    pass(passed, file.size);
    if (reason !== undefined) {
      countUnsent(tally, { name: file.name, what: "refused", reason });
      continue;
    }
    journal?.add([identity]);
    tally.stored += 1;
    tally.storedBytes += file.size;
  }
}

/** Sends batches until there are no more, or the import ends. */
async function sendBatches(running: Running, batches: AsyncGenerator<readonly JournaledPart[]>): Promise<void> {
  const { gateway, ending } = running;
  const delivery: Delivery<JournaledPart> = {
    send: (parts) => store(gateway, parts),
    words: ANSWER_WORDS,
    wait: async (seconds) => {
      await setTimeout(seconds * 1000, undefined, { signal: ending.signal }).catch(() => undefined);
    },
    stopped: () => ending.signal.aborted,
    isThere: () => isThere(gateway),
    stop: (because, attempts) =>
      stop(running, `the gateway ${because}${attempts === undefined ? "" : ` (${attempts} times)`}`),
    settle: (parts, reason) => settle(running, parts, reason),
    // No journal has them: the next import sends them.
    leave: () => undefined,
  };
  while (!ending.signal.aborted) {
    const batch = await batches.next();
    if (batch.done === true) return;
    await deliver(batch.value, delivery);
  }
}

/** Imports all; the result is why it ended early, if it did. What was under way then has been counted, too. */
export async function runImport(wanted: Import): Promise<string | undefined> {
  const [total, passed] = [
    { files: 0, bytes: 0 },
    { files: 0, bytes: 0 },
  ];
  const running: Running = { ...wanted, total, passed, ending: new AbortController(), givenUp: 0, why: undefined };
  wanted.interrupted?.addEventListener("abort", () => {
    stop(running, "it was interrupted");
  });
  const orStop = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      // A journal or report that cannot be written, a ZIP file that is gone: requests under way come to their end.
      stop(running, (cause as Error).message);
    }
  };
  await orStop(() => countAll(running));
  const since = performance.now();
  const line = (): string => progressLine(wanted.tally, passed, total, (performance.now() - since) / 1000);
  const hide = showProgress(wanted.terminal, line);
  const batches = batchesOf(partsOf(running));
  await Promise.all(Array.from({ length: MOST_REQUESTS }, () => orStop(() => sendBatches(running, batches))));
  hide();
  return running.why;
}
