/** One Store request (PS3.18, section 10.5). */
import type { Answer, Broken } from "./answer";

/** An answer with its WWW-Authenticate, or none. */
export type Said = (Answer & { readonly challenge: string | null }) | Broken;

/** Sends files in one request. `told` learns how many bytes of it have left. */
export type Post = (contents: readonly Blob[], told: (bytes: number) => void, ending: AbortSignal) => Promise<Said>;

/** How long nothing may happen to a request: the gateway waits for the archive for 15 minutes at most. */
const SILENCE_MS = 20 * 60 * 1000;

/** The body: it names the files, which the browser reads as it sends them. */
export function bodyOf(contents: readonly Blob[], boundary: string): Blob {
  const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
  return new Blob([...contents.flatMap((content) => [head, content, "\r\n"]), `--${boundary}--\r\n`]);
}

/**
 * Sends by XMLHttpRequest, since fetch does not tell what of a body has left.
 *
 * @param user whose page this is: the gateway refuses what another account's session would store
 */
export const post = (user: string, ...[contents, told, ending]: Parameters<Post>): Promise<Said> =>
  new Promise((resolve) => {
    const boundary = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const call = new XMLHttpRequest();
    let silence = 0;
    const stop = (): void => {
      call.abort();
    };
    const listen = (): void => {
      clearTimeout(silence);
      silence = window.setTimeout(stop, SILENCE_MS);
    };
    const finish = (said: Said): void => {
      clearTimeout(silence);
      ending.removeEventListener("abort", stop);
      resolve(said);
    };
    const fail = (): void => {
      finish({ broken: true });
    };
    call.open("POST", "/pacs/studies");
    call.setRequestHeader("X-Collimator-User", encodeURIComponent(user));
    call.setRequestHeader("Accept", "application/dicom+json");
    call.setRequestHeader("Content-Type", `multipart/related; type="application/dicom"; boundary=${boundary}`);
    call.upload.addEventListener("progress", ({ loaded }) => {
      listen();
      told(loaded);
    });
    call.addEventListener("load", () => {
      const [retryAfter, challenge] = ["Retry-After", "WWW-Authenticate"].map((name) => call.getResponseHeader(name));
      finish({
        status: call.status,
        text: call.responseText,
        retryAfter: retryAfter ?? null,
        challenge: challenge ?? null,
      });
    });
    for (const type of ["error", "abort"]) call.addEventListener(type, fail);
    if (ending.aborted) {
      fail();
      return;
    }
    ending.addEventListener("abort", stop);
    listen();
    call.send(bodyOf(contents, boundary));
  });
