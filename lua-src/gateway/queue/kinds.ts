/**
 * Each request holds one of Orthanc's threads, and memory, until its reader has the last byte. Readers get 36, instances
 * to be stored nine; the gateway's own questions are a few. What makes Orthanc read or draw much does not
 * stand in the way of what is quick, so the two have slots of their own; and of neither does one person get more than
 * two thirds.
 */
export interface Kind {
  readonly name: "light" | "heavy" | "search" | "store" | "store-large" | "password" | "guess";
  readonly slots: number;
  /** How many of them one person may hold. */
  readonly mostOfPerson: number;
  /** How long a request waits for its turn. Proxies in front of the gateway commonly give up after 60. */
  readonly seconds: number;
}

/** Frames, metadata of instances, pictures of frames, the administration. */
export const LIGHT: Kind = { name: "light", slots: 24, mostOfPerson: 16, seconds: 10 };
/** Whole objects, archives, metadata of series, rendered objects: the rows of routes/transactions.ts. */
export const HEAVY: Kind = { name: "heavy", slots: 12, mostOfPerson: 8, seconds: 50 };
/**
 * Searches, also those of Orthanc Explorer: one of a thousand results keeps a core and the database busy for seconds, and
 * what the cache has gets no further than it.
 */
export const SEARCH: Kind = { name: "search", slots: 3, mostOfPerson: 2, seconds: 40 };
/**
 * Instances to be stored, each when all of it has come: Orthanc holds one in memory, two and a half times over, while it
 * stores it. So large ones go one at a time; `setup` checks ORTHANC_MEMORY against this.
 */
export const STORE: Kind = { name: "store", slots: 8, mostOfPerson: 6, seconds: 120 };
export const STORE_LARGE: Kind = { name: "store-large", slots: 1, mostOfPerson: 1, seconds: 300 };
/** From so many bytes on an instance is a large one. */
export const LARGE_BYTES = 64 * 1024 * 1024;
/** One of more elements is a large one too: Orthanc takes time for each, under a lock that others need. */
export const MOST_ELEMENTS_OF_SMALL = 20_000;

/**
 * Checks of passwords, each a third of a second of CPU: from where the account's owner has logged in, by account, and
 * from anywhere else, by address. Together they fit into a worker's thread pool (nginx/main.d/process.conf).
 */
export const PASSWORD: Kind = { name: "password", slots: 8, mostOfPerson: 2, seconds: 20 };
export const GUESS: Kind = { name: "guess", slots: 4, mostOfPerson: 2, seconds: 10 };

/** The kind of a reader's request, by the name that the outer server gives it in `X-Work`. */
export function kindOf(work: string | undefined): Kind {
  if (work === "search") return SEARCH;
  return work === "heavy" ? HEAVY : LIGHT;
}

/** How many requests wait in a worker, of each kind; of them, how many may be one person's. */
export const MOST_WAITING = 512;
export const MOST_WAITING_OF_PERSON = 340;
