import { isOwn, isSessionEnd, MOST_RESENDS } from "./ask-session";

/** What a request needs to be sent again. */
interface Call {
  readonly method: string;
  readonly url: string | URL;
  readonly user: string | null | undefined;
  readonly password: string | null | undefined;
  readonly headers: [name: string, value: string][];
  readonly resends: number;
  body: Document | XMLHttpRequestBodyInit | null | undefined;
}

/** `held`: its answer was "no session". `resent`: the next answer's headers are awaited. */
type Phase = "live" | "held" | "resent";

/** The events that tell of an answer; those of a network failure or an abort pass in any phase. */
const ANSWER_EVENTS = ["readystatechange", "loadstart", "progress", "load", "loadend"] as const;

/**
 * An XMLHttpRequest (XMLHttpRequest Standard) whose owner does not see an answer of "no session": its events are
 * stopped, and the same request is sent again when there is a session. Its listeners stay first in line because
 * they are added before anyone has the object. A synchronous request is left as it is.
 */
export function holdingXhr(native: typeof XMLHttpRequest, renew: () => Promise<void>): typeof XMLHttpRequest {
  return class HoldingXhr extends native {
    #call: Call | undefined;
    #phase: Phase = "live";
    #count = 0;

    constructor() {
      super();
      for (const type of ANSWER_EVENTS) {
        this.addEventListener(type, (event) => {
          this.#filter(event);
        });
      }
    }

    override open(method: string, url: string | URL, async = true, user?: string | null, password?: string | null) {
      const resends = async && isOwn(url) ? MOST_RESENDS : 0;
      this.#call = { method, url, user, password, headers: [], resends, body: undefined };
      this.#phase = "live";
      this.#count = 0;
      super.open(method, url, async, user, password);
    }

    override setRequestHeader(name: string, value: string): void {
      super.setRequestHeader(name, value);
      this.#call?.headers.push([name, value]);
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      if (this.#call !== undefined) this.#call.body = body;
      super.send(body);
    }

    override abort(): void {
      const call = this.#call;
      this.#call = undefined;
      if (this.#phase === "held" && call !== undefined && this.readyState === native.DONE) {
        // The browser sees nothing to abort in a request that is done, so it gets one: its owner hears what it
        // would hear of any aborted request.
        this.#phase = "resent";
        super.open(call.method, call.url, true);
        super.send();
      } else {
        this.#phase = "live";
      }
      super.abort();
    }

    #filter(event: Event): void {
      if (this.#phase === "resent" && this.readyState >= native.HEADERS_RECEIVED) this.#phase = "live";
      if (this.#phase === "live" && event.type === "readystatechange" && this.#isRefused()) this.#phase = "held";
      if (this.#phase === "live") return;
      event.stopImmediatePropagation();
      if (this.#phase === "held" && event.type === "loadend") void this.#resend();
    }

    #isRefused(): boolean {
      if (this.#call === undefined || this.#count >= this.#call.resends) return false;
      if (this.readyState < native.HEADERS_RECEIVED) return false;
      return isSessionEnd(this.status, this.getResponseHeader("WWW-Authenticate"));
    }

    async #resend(): Promise<void> {
      const call = this.#call;
      await renew();
      // Aborted or opened anew in the meantime.
      if (call === undefined || this.#call !== call) return;
      this.#phase = "resent";
      this.#count += 1;
      // What was set on the object (responseType, timeout, withCredentials, listeners) outlives an open().
      super.open(call.method, call.url, true, call.user, call.password);
      for (const [name, value] of call.headers) super.setRequestHeader(name, value);
      super.send(call.body);
    }
  };
}
