/**
 * An upload from what has been chosen to its end. It knows no page: what it has come to is in `state`.
 *
 * @module
 */
import { isPassing } from "./answer";
import { batchesOf, type Part, type Queue } from "./batch";
import { type IsWanted, MOST_FILES, type Take } from "./chosen";
import { type Delivery, deliver } from "./deliver";
import type { Candidate, Unsent } from "./file";
import { type Sending, sendParts } from "./send";
import { beginCount, count, countUnsent, newState, type State, takeRefused } from "./state";
import { ANSWER_WORDS, wordsFor } from "./words";

/** Requests under way. */
const MOST_REQUESTS = 2;
/** Files that are given up one after the other for a reason that passes, until the upload stops. */
const MOST_GIVEN_UP = 3;

/** What an upload needs of the browser. */
export interface Ports extends Omit<Sending, "underWay" | "inDoubt" | "ready"> {
  /** UPLOAD_LIMIT, in bytes. */
  readonly limit: number;
  /** Whether the gateway answers another question. */
  readonly isThere: () => Promise<boolean>;
  /** Waits, or until the signal ends. */
  readonly wait: (seconds: number, ending: AbortSignal) => Promise<void>;
  /** The state is another one. */
  readonly changed: () => void;
}

export interface Upload {
  readonly state: Readonly<State>;
  /** Takes what `look` finds, and sends it. */
  readonly add: (look: (take: Take, isWanted: IsWanted) => Promise<void>) => Promise<void>;
  /** Sends again what was given up or is left. */
  readonly retry: () => void;
  /** Ends it: what is left is not sent. */
  readonly cancel: () => void;
}

export function createUpload(ports: Ports): Upload {
  const { limit, renew, wait, isThere, changed } = ports;
  const state = newState();
  const queue: Queue = { files: [], next: 0 };
  const inDoubt = new Set<Candidate>();
  let ending = new AbortController();
  let finished: Promise<void> | undefined;
  let [looking, waiting, givenUp] = [0, 0, 0];
  /** One for all: nothing is sent while somebody waits for a session. */
  let [isRenewing, renewal]: [boolean, Promise<void> | undefined] = [false, undefined];
  /** Raised by Cancel: what is found afterwards was looked for before it. */
  let generation = 0;
  /** Large files one after the other: a member of a ZIP file is unpacked first. */
  let alone = Promise.resolve();

  const enter = (phase: State["phase"], why = ""): void => {
    state.phase = phase;
    state.why = why;
    changed();
  };
  /** The phase while requests are under way: each of them may wait for itself. */
  const goOn = (why = state.why): void => {
    if (ending.signal.aborted) return;
    enter(isRenewing ? "session" : waiting > 0 ? "waiting" : "sending", why);
  };
  const stop = (why: string): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    state.why = why;
  };
  const clear = (): void => {
    [queue.files, queue.next] = [[], 0];
  };

  const settle = (parts: readonly Part[], reason: string | undefined): void => {
    if (reason === undefined) givenUp = 0;
    else if (isPassing(reason)) givenUp += 1;
    for (const { file } of parts) {
      inDoubt.delete(file);
      count(state.settled, file);
      if (reason === undefined) state.stored += 1;
      else countUnsent(state, { name: file.name, what: "refused", reason }, isPassing(reason) ? file : undefined);
    }
    if (givenUp >= MOST_GIVEN_UP) stop(wordsFor("upload.busy"));
    changed();
  };

  const renewOnce = async (): Promise<void> => {
    isRenewing = true;
    goOn();
    try {
      await renew();
    } finally {
      [isRenewing, renewal] = [false, undefined];
      goOn();
    }
  };
  const sending: Sending = {
    ...ports,
    ...{ underWay: state.underWay, inDoubt },
    renew: () => (renewal ??= renewOnce()),
    ready: async () => renewal,
  };
  const delivery: Delivery<Part> = {
    ...{ stop, settle, isThere, words: ANSWER_WORDS },
    send: (parts) => sendParts(parts, sending, ending.signal),
    stopped: () => ending.signal.aborted,
    wait: async (seconds, because) => {
      waiting += 1;
      goOn(because);
      await wait(seconds, ending.signal);
      waiting -= 1;
      goOn();
    },
    leave: (parts) => {
      queue.files.push(...parts.map(({ file }) => file));
    },
  };

  /** Delivers a batch; if that fails, what has no outcome is left, for the upload may be continued. */
  const deliverAll = async (parts: readonly Part[]): Promise<void> => {
    const open = new Set(parts);
    const settleSome: Delivery<Part>["settle"] = (some, reason) => {
      for (const part of some) open.delete(part);
      settle(some, reason);
    };
    const leave: Delivery<Part>["leave"] = (some) => {
      for (const part of some) open.delete(part);
      delivery.leave(some);
    };
    try {
      await deliver(parts, { ...delivery, settle: settleSome, leave });
    } catch {
      stop(wordsFor("upload.defect"));
      delivery.leave([...open]);
    }
  };

  const work = async (batches: AsyncGenerator<readonly Part[], undefined>): Promise<void> => {
    for await (const parts of batches) {
      const isLarge = parts.some(({ content }) => content === undefined);
      const delivered = isLarge ? alone.then(() => deliverAll(parts)) : deliverAll(parts);
      if (isLarge) alone = delivered;
      await delivered;
    }
  };

  const finish = (): void => {
    state.underWay.clear();
    if (state.phase === "cancelled") {
      clear();
      state.doubtful = inDoubt.size;
      state.left = state.total.files - state.settled.files - inDoubt.size;
      inDoubt.clear();
      Object.assign(state.total, state.settled);
      changed();
    } else if (ending.signal.aborted) enter("stopped", state.why);
    else enter(looking > 0 ? "looking" : "done");
  };

  const sendAll = async (): Promise<void> => {
    [ending, givenUp] = [new AbortController(), 0];
    enter("sending");
    const unsent = (file: Candidate, why: Unsent): void => {
      count(state.settled, file);
      countUnsent(state, why);
      changed();
    };
    try {
      while (queue.next < queue.files.length && !ending.signal.aborted) {
        const batches = batchesOf(queue, limit, unsent, ending.signal);
        await Promise.all(Array.from({ length: MOST_REQUESTS }, () => work(batches)));
      }
      if (!ending.signal.aborted) clear();
    } catch {
      stop(wordsFor("upload.defect"));
    }
    finish();
  };

  /** Sends all that is in the queue, also what comes into it meanwhile. */
  const run = (): Promise<void> =>
    (finished ??= sendAll().finally(() => {
      finished = undefined;
    }));

  const take = (found: Candidate | Unsent): boolean => {
    const isTooMany = !("reason" in found) && state.total.files - state.settled.files >= MOST_FILES;
    if (isTooMany) countUnsent(state, { name: found.name, what: "refused", reason: "too-many" });
    else if ("reason" in found) countUnsent(state, found);
    else {
      count(state.total, found);
      queue.files.push(found);
    }
    changed();
    return !isTooMany;
  };

  return {
    state,
    add: async (look) => {
      // What was cancelled comes to its end first.
      if (state.phase === "cancelled") await finished;
      const mine = generation;
      beginCount(state);
      if (finished === undefined) enter("looking");
      looking += 1;
      const isWanted = (): boolean => mine === generation;
      await look((found) => isWanted() && take(found), isWanted);
      looking -= 1;
      if (mine === generation) await run();
    },
    retry: () => {
      for (const file of takeRefused(state)) queue.files.push(file);
      void run();
    },
    cancel: () => {
      generation += 1;
      ending.abort();
      enter("cancelled");
      if (finished === undefined) finish();
    },
  };
}
