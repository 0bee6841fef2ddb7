/** What a load worker is told to do, and what it found. Only types: the worker loads nothing else of this project. */

/** Requests over a number of connections, one at a time on each, in the order of the list and again from its start. */
export interface Job {
  readonly protocol: "http/1.1" | "h2";
  readonly host: string;
  readonly port: number;
  /** For `h2`: the authority that requests name. */
  readonly authority?: string;
  readonly requests: readonly JobRequest[];
  /** For `h2`: streams on one connection. */
  readonly connections: number;
  /** Ends after so many requests or so many milliseconds, whichever is first. */
  readonly count?: number;
  readonly milliseconds?: number;
  /** Statuses after which the same is asked again, a little later, as a patient client would. */
  readonly retry?: readonly number[];
}

export interface JobRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface JobResult {
  readonly requests: number;
  readonly seconds: number;
  /** Received over the connections, heads included; with `h2` bodies alone. */
  readonly bytes: number;
  /** Answers after which was asked again. */
  readonly retries: number;
  /** Milliseconds to the last byte of each answer, sorted. */
  readonly latencies: Float64Array;
  /** What went wrong, each kind once; a result with any is void. */
  readonly failures: readonly string[];
  /** Part of the time that the worker itself was busy: near 1, it is the client that is measured. */
  readonly busy: number;
}
