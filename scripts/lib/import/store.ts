/** One Store request (PS3.18, section 10.5) of an import, and whether the gateway answers another one. */
import { randomUUID } from "node:crypto";
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Sent } from "../../../ohif-config/upload/deliver";
import { stowEnd, stowPartHead, stowType } from "../stow";
import type { Part } from "./batch";
import { CHANGING, unreadable } from "./file";

/** Where files are sent, and as whom. */
export interface Gateway {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long nothing may happen on a connection: the gateway waits for the archive for 15 minutes at most. */
const SILENCE_MS = 20 * 60 * 1000;
/** How long the gateway may take to answer whether it is there. */
const THERE_MS = 60 * 1000;
/** Of an answer: 64 parts have some 30 kB. */
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

const AGENTS = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };

interface Body<P> {
  readonly boundary: string;
  readonly length: number;
  readonly pieces: () => AsyncGenerator<Buffer>;
  /** What could not be read to its end, and why. */
  unread: { readonly unread: P; readonly reason: string } | undefined;
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

function bodyOf<P extends Part>(parts: readonly P[]): Body<P> {
  const boundary = randomUUID();
  const [head, end] = [stowPartHead(boundary), stowEnd(boundary)];
  const lineEnd = Buffer.from("\r\n");
  const length = parts.reduce((sum, { file }) => sum + head.length + file.size + lineEnd.length, end.length);
  const body: Body<P> = { boundary, length, pieces, unread: undefined };
  /** What throws here is the file; at a `yield` it would be the connection. */
  async function readOf(part: P, content: AsyncGenerator<Buffer>): Promise<Buffer | undefined> {
    try {
      const read = await content.next();
      return read.done === true ? undefined : read.value;
    } catch (cause) {
      // Without its end the gateway stores nothing of the part.
      body.unread = { unread: part, reason: unreadable(cause) };
      throw cause;
    }
  }
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const part of parts) {
      yield head;
      const content = contentOf(part);
      try {
        for (let piece = await readOf(part, content); piece !== undefined; piece = await readOf(part, content))
          yield piece;
      } finally {
        await content.return(undefined);
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
export async function store<P extends Part>({ url, headers }: Gateway, parts: readonly P[]): Promise<Sent<P>> {
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
    const fail = (cause: Error): void => resolve(body.unread ?? { broken: true, cause: cause.message });
    const failUnanswered = (cause: Error): void => {
      if (!hasAnswer) fail(cause);
    };
    call.setTimeout(SILENCE_MS, () => call.destroy(new Error("nothing happened for 20 minutes")));
    call.once("response", (answer) => {
      hasAnswer = true;
      textOf(answer)
        .then((text) => {
          resolve({ status: answer.statusCode ?? 0, text, retryAfter: answer.headers["retry-after"] ?? null });
          if (!call.writableFinished) call.destroy();
        })
        .catch(fail);
    });
    call.on("error", failUnanswered);
    pipeline(Readable.from(body.pieces()), call).catch(failUnanswered);
  });
}

/** Whether the gateway answers at all. */
export async function isThere({ url }: Gateway): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { redirect: "manual", signal: AbortSignal.timeout(THERE_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
