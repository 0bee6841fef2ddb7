import { request } from "node:http";
import { inject } from "vitest";

const BOUNDARY = "collimator-test-part";

/** The media type of such a request's body. */
export const STORE_TYPE = `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`;

/** One part of a Store request: its bytes, and its header lines where they are not the usual one. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly header?: string;
}

/** A Store request's body (PS3.18, section 10.5; RFC 2046). */
export function bodyOf(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ bytes, header = "Content-Type: application/dicom\r\n" }) => [
    Buffer.from(`--${BOUNDARY}\r\n${header}\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** What an answer to a Store request says. */
export interface StoreAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** SOP Instance UIDs of the Referenced SOP Sequence. */
  readonly stored: readonly string[];
  /** Of the Failed SOP Sequence and of Other Failures Sequence, which names none: SOP Instance UID and Failure Reason. */
  readonly failed: readonly (readonly [uid: string, reason: number])[];
}

type Json = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

function itemsOf(document: Json, tag: string): readonly Json[] {
  return (document[tag]?.Value ?? []) as readonly Json[];
}

function answerOf(status: number, contentType: string, text: string): StoreAnswer {
  const document = (contentType === "application/dicom+json" ? JSON.parse(text) : {}) as Json;
  const first = (item: Json, tag: string) => item[tag]?.Value?.[0] as string | number | undefined;
  return {
    ...{ status, contentType, text },
    stored: itemsOf(document, "00081199").map((item) => String(first(item, "00081155"))),
    failed: [...itemsOf(document, "00081198"), ...itemsOf(document, "0008119A")].map((item) => [
      String(first(item, "00081155") ?? ""),
      Number(first(item, "00081197")),
    ]),
  };
}

export interface Sending {
  /** Of another stack than the project's. */
  readonly url?: string;
  readonly path?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes in one write; without it all at once. */
  readonly step?: number;
  /** Between two writes. */
  readonly pauseMs?: number;
  /** Without a Content-Length. */
  readonly isChunked?: boolean;
}

/** Sends a body to `/pacs/studies` in the project's session. */
export async function sendBody(body: Buffer, sending: Sending = {}): Promise<StoreAnswer> {
  const { path = "/pacs/studies", cookie = inject("session"), headers = {}, isChunked = false, pauseMs } = sending;
  const step = sending.step ?? body.length;
  const url = sending.url ?? inject("stack").url;
  return new Promise((resolve, reject) => {
    const call = request(url + path, {
      method: "POST",
      headers: {
        Cookie: cookie,
        Origin: url,
        Accept: "application/dicom+json",
        "Content-Type": STORE_TYPE,
        ...(isChunked ? { "Transfer-Encoding": "chunked" } : { "Content-Length": String(body.length) }),
        ...headers,
      },
    });
    call.on("error", reject);
    call.on("response", (response) => {
      let text = "";
      response.on("data", (data: Buffer) => (text += data.toString()));
      response.on("error", reject);
      response.on("end", () => {
        resolve(answerOf(response.statusCode ?? 0, response.headers["content-type"] ?? "", text));
      });
    });
    const write = async (): Promise<void> => {
      for (let at = 0; at < body.length; at += step) {
        call.write(body.subarray(at, at + step));
        if (pauseMs !== undefined) await new Promise((again) => setTimeout(again, pauseMs));
      }
      call.end();
    };
    void write();
  });
}

/** Sends parts; see `sendBody`. */
export async function sendParts(parts: readonly Part[], sending: Sending = {}): Promise<StoreAnswer> {
  return sendBody(bodyOf(parts), sending);
}

/** Sends the beginning of a body that is announced as a whole, then closes the connection; there is no answer. */
export async function breakOff(body: Buffer, bytes: number): Promise<void> {
  const { url } = inject("stack");
  await new Promise<void>((resolve) => {
    const call = request(`${url}/pacs/studies`, {
      method: "POST",
      headers: {
        Cookie: inject("session"),
        Origin: url,
        "Content-Type": STORE_TYPE,
        "Content-Length": String(body.length),
      },
    });
    call.on("error", () => undefined);
    call.on("close", resolve);
    call.write(body.subarray(0, bytes), () => {
      setImmediate(() => call.destroy());
    });
  });
}
