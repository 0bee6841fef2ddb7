import { isOwn, isSessionEnd, MOST_RESENDS } from "./ask-session";

/** Rejects as fetch does when its signal is aborted; never resolves. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => {
      // The reason is the caller's own, whatever it is, as in fetch.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/**
 * A fetch that holds an answer of "no session", and sends the request again when there is a session. A body that
 * can be read only once is sent only once.
 */
export function holdingFetch(network: typeof fetch, renew: () => Promise<void>): typeof fetch {
  return async (input, init) => {
    const address = input instanceof Request ? input.url : input;
    const resends = isOwn(address) && !(init?.body instanceof ReadableStream) ? MOST_RESENDS : 0;
    const send = (): Promise<Response> => network(input instanceof Request ? input.clone() : input, init);
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);

    let answer = await send();
    for (let count = 0; count < resends; count += 1) {
      if (!isSessionEnd(answer.status, answer.headers.get("WWW-Authenticate"))) break;
      await (signal === undefined ? renew() : Promise.race([renew(), aborted(signal)]));
      answer = await send();
    }
    return answer;
  };
}
