/**
 * A kind of work. Each request to Orthanc holds one of its threads, and memory, until the reader has the last byte.
 * Readers get 41 threads, instances to be stored nine; the gateway's own requests need a few. Each kind has slots of
 * its own, so that requests which make Orthanc read or draw much do not delay quick ones, and no reader gets more than
 * two thirds of a kind.
 */
export interface Kind {
  readonly name: "light" | "heavy" | "search" | "long-search" | "store" | "store-large" | "password" | "guess";
  readonly slots: number;
  /** How many of them one person may hold. */
  readonly mostOfPerson: number;
  /** How long a request waits for a slot. Proxies in front of the gateway commonly give up after 60. */
  readonly seconds: number;
}

/** Frames, metadata of instances, pictures of frames, the administration. */
export const LIGHT: Kind = { name: "light", slots: 24, mostOfPerson: 16, seconds: 10 };
/** Whole objects, archives, metadata of series, rendered objects: the rows of routes/transactions.ts. */
export const HEAVY: Kind = { name: "heavy", slots: 12, mostOfPerson: 8, seconds: 50 };
/**
 * Searches, also those of Orthanc Explorer: one with a thousand results keeps a core and the database busy for seconds.
 * Cached answers take no slot.
 */
export const SEARCH: Kind = { name: "search", slots: 3, mostOfPerson: 2, seconds: 40 };
/**
 * Searches that may go through all of the archive, and ask for several lists one after the other: for seconds. They have
 * slots of their own, of which nobody gets both, so that a person's study opens beside them, and another's list.
 */
export const LONG_SEARCH: Kind = { name: "long-search", slots: 2, mostOfPerson: 1, seconds: 40 };
/**
 * Instances to be stored, each after all of it has arrived: while Orthanc stores an instance, it holds it in memory,
 * two and a half times over. So large ones go one at a time, and `setup` checks that ORTHANC_MEMORY is enough for that.
 */
export const STORE: Kind = { name: "store", slots: 8, mostOfPerson: 6, seconds: 120 };
export const STORE_LARGE: Kind = { name: "store-large", slots: 1, mostOfPerson: 1, seconds: 300 };
/** An instance of more bytes is a large one. */
export const LARGE_BYTES = 64 * 1024 * 1024;
/** An instance of more elements is a large one too: Orthanc takes time for each, under a lock that others need. */
export const MOST_ELEMENTS_OF_SMALL = 20_000;

/**
 * Checks of passwords, each a third of a second of CPU. `PASSWORD` is for browsers and addresses that the account
 * knows, shared out by account, and `GUESS` for all others, shared out by address. Together they fit into a worker's
 * thread pool (nginx/main.d/process.conf).
 */
export const PASSWORD: Kind = { name: "password", slots: 8, mostOfPerson: 2, seconds: 20 };
export const GUESS: Kind = { name: "guess", slots: 4, mostOfPerson: 2, seconds: 10 };

/** The kind of a reader's request, by the name that the outer server gives it in `X-Work`. */
export function kindOf(work: string | undefined): Kind {
  if (work === "search") return SEARCH;
  if (work === "long-search") return LONG_SEARCH;
  return work === "heavy" ? HEAVY : LIGHT;
}

/** How many requests of each kind may wait in a worker, and how many of them may be one person's. */
export const MOST_WAITING = 512;
export const MOST_WAITING_OF_PERSON = 340;
