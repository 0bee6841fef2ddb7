/** An answer with its times, in milliseconds since 1970. */
export interface Answer {
  readonly begun: number;
  readonly ended: number;
  /** 0 where there was none, or not a whole one. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Why there was none. */
  readonly failure: string;
}

const TIMEOUT_MS = 70_000;

/** Sends a request and reads the whole answer; a failure is an answer too. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const begun = Date.now();
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    const body = Buffer.from(await answer.arrayBuffer());
    return { begun, ended: Date.now(), status: answer.status, headers: answer.headers, body, failure: "" };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      begun,
      ended: Date.now(),
      status: 0,
      headers: new Headers(),
      body: Buffer.alloc(0),
      failure: String(cause),
    };
  }
}
