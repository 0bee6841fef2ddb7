/**
 * Each request holds one of Orthanc's threads, and memory, until its reader has the last byte. Readers get 36, uploads
 * nine (archive/upload-slots.ts); the gateway's own questions are a few. What makes Orthanc read or draw much does not
 * stand in the way of what is quick, so the two have slots of their own; and of neither does one person get more than
 * two thirds.
 */
export interface Kind {
  readonly name: "light" | "heavy";
  readonly slots: number;
  /** How many of them one person may hold. */
  readonly mostOfPerson: number;
  /** How long a request waits for its turn. Proxies in front of the gateway commonly give up after 60. */
  readonly seconds: number;
}

/** Frames, metadata of instances, pictures of frames, searches, the administration. */
export const LIGHT: Kind = { name: "light", slots: 24, mostOfPerson: 16, seconds: 10 };
/** Whole objects, archives, metadata of series, rendered objects: `$work` in nginx/conf.d/requests.conf. */
export const HEAVY: Kind = { name: "heavy", slots: 12, mostOfPerson: 8, seconds: 50 };

/** How many requests wait in a worker, of each kind; of them, how many may be one person's. */
export const MOST_WAITING = 512;
export const MOST_WAITING_OF_PERSON = 340;
