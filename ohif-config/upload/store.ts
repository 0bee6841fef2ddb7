/** One Store request (PS3.18, section 10.5), and what its answer says of the files. */

/** An answer; or `broken`: none. */
export type Said =
  | {
      readonly status: number;
      readonly text: string;
      readonly retryAfter: string | null;
      /** Its WWW-Authenticate. */
      readonly challenge: string | null;
    }
  | { readonly broken: true };

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

/** What a Store Instances Response says (PS3.18, section 10.5.3): how many are stored, and the reason of each other. */
interface Told {
  readonly stored: number;
  readonly reasons: readonly string[];
}

/** The values of an attribute in JSON (PS3.18, section F.2.2); none where it has no list of them. */
function valuesOf(item: unknown, tag: string): readonly unknown[] {
  const attribute = (Object(item) as Readonly<Record<string, unknown>>)[tag];
  const { Value: value } = Object(attribute) as { readonly Value?: unknown };
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Reads it; undefined if the text is something else. */
export function readStored(text: string): Told | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Object.hasOwn(Object(answer) as object, "00081190")) return undefined;
  const failed = [...valuesOf(answer, "00081198"), ...valuesOf(answer, "0008119A")];
  return { stored: valuesOf(answer, "00081199").length, reasons: failed.map((item) => reasonOf(item)) };
}

/** The gateway's own word (0009,1001), else the standard's Failure Reason. */
function reasonOf(item: unknown): string {
  const [word] = valuesOf(item, "00091001");
  if (typeof word === "string" && /^[a-z-]{1,64}$/.test(word)) return word;
  const [code] = valuesOf(item, "00081197");
  return typeof code === "number" ? `failure ${code.toString(16).toUpperCase().padStart(4, "0")}` : "failure";
}
