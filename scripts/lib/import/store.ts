/** One Store request (PS3.18, section 10.5) of an import, and what its answer says of the files. */
import { randomUUID } from "node:crypto";
import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stowEnd, stowPartHead, stowType } from "../stow";
import type { Part } from "./batch";
import { CHANGING, unreadable } from "./file";

/** Where files are sent, and as whom. */
export interface Gateway {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer; or none, and the network's or the file's own words for why. */
export type Said =
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }
  | { readonly broken: string }
  | { readonly unread: string };

/** How long nothing may happen on a connection: the gateway waits for the archive for 15 minutes at most. */
const SILENCE_MS = 20 * 60 * 1000;
/** Of an answer: 64 parts have some 30 kB. */
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

const AGENTS = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };

interface Body {
  readonly boundary: string;
  readonly length: number;
  readonly pieces: () => AsyncGenerator<Buffer>;
  /** Why a file could not be read to its end. */
  unread: string | undefined;
}

async function* contentOf({ file, content }: Part): AsyncGenerator<Buffer> {
  if (content !== undefined) {
    yield content;
    return;
  }
  let bytes = 0;
  for await (const piece of (await file.open()) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > file.size) break;
    yield piece;
  }
  if (bytes !== file.size) throw new Error(CHANGING);
}

function bodyOf(parts: readonly Part[]): Body {
  const boundary = randomUUID();
  const [head, end] = [stowPartHead(boundary), stowEnd(boundary)];
  const lineEnd = Buffer.from("\r\n");
  const length = parts.reduce((sum, { file }) => sum + head.length + file.size + lineEnd.length, end.length);
  const body: Body = { boundary, length, pieces, unread: undefined };
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const part of parts) {
      yield head;
      try {
        yield* contentOf(part);
      } catch (cause) {
        // Without its end the gateway stores nothing of the part.
        body.unread = unreadable(cause);
        throw cause;
      }
      yield lineEnd;
    }
    yield end;
  }
  return body;
}

async function textOf(answer: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_ANSWER_BYTES) throw new Error("the answer is too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Sends parts in one request. An answer counts also if it comes before the whole body was sent. */
export async function store({ url, headers }: Gateway, parts: readonly Part[]): Promise<Said> {
  const body = bodyOf(parts);
  const isPlain = url.startsWith("http:");
  const call = (isPlain ? requestHttp : requestHttps)(`${url}/pacs/studies`, {
    method: "POST",
    agent: AGENTS[isPlain ? "http:" : "https:"],
    headers: {
      ...headers,
      Accept: "application/dicom+json",
      "Content-Type": stowType(body.boundary),
      "Content-Length": body.length,
    },
  });
  return new Promise((resolve) => {
    let hasAnswer = false;
    const fail = (cause: Error): void =>
      resolve(body.unread === undefined ? { broken: cause.message } : { unread: body.unread });
    const failUnanswered = (cause: Error): void => {
      if (!hasAnswer) fail(cause);
    };
    call.setTimeout(SILENCE_MS, () => call.destroy(new Error("nothing happened for 20 minutes")));
    call.once("response", (answer) => {
      hasAnswer = true;
      textOf(answer)
        .then((text) => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          if (!call.writableFinished) call.destroy();
        })
        .catch(fail);
    });
    call.on("error", failUnanswered);
    pipeline(Readable.from(body.pieces()), call).catch(failUnanswered);
  });
}

/** What a Store Instances Response says (PS3.18, section 10.5.3): how many are stored, and the reason of each other. */
export interface Told {
  readonly stored: number;
  readonly reasons: readonly string[];
}

type Item = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

/** Reads it; undefined if the text is something else. */
export function readStored(text: string): Told | undefined {
  let answer: Item;
  try {
    answer = (JSON.parse(text) ?? {}) as Item;
  } catch {
    return undefined;
  }
  const items = (tag: string): readonly Item[] => (answer[tag]?.Value ?? []) as readonly Item[];
  if (answer["00081190"] === undefined) return undefined;
  const failed = [...items("00081198"), ...items("0008119A")];
  return { stored: items("00081199").length, reasons: failed.map((item) => reasonOf(item)) };
}

/** The gateway's own word (0009,1001), else the standard's Failure Reason. */
function reasonOf(item: Item): string {
  const [word] = item["00091001"]?.Value ?? [];
  if (typeof word === "string" && /^[a-z-]{1,64}$/.test(word)) return word;
  const [code] = item["00081197"]?.Value ?? [];
  return typeof code === "number" ? `failure ${code.toString(16).toUpperCase().padStart(4, "0")}` : "failure";
}
