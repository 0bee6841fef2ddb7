/**
 * One HTTP/1.1 connection that counts what it receives and keeps nothing of it: a client that costs as little as one in
 * JavaScript can, since it shares the processors with what it measures.
 *
 * @module
 */
import { connect, type Socket } from "node:net";

/** The next request's bytes, or undefined when there is nothing more to do. */
export type Next = () => Buffer | undefined;

export interface ConnectionEvents {
  /** An answer came whole. */
  readonly answered: (milliseconds: number) => void;
  readonly received: (bytes: number) => void;
  readonly failed: (reason: string) => void;
  /** Whether to ask again after this status. */
  readonly again: (status: number) => boolean;
}

const BUFFER_BYTES = 256 * 1024;
const MAX_HEAD = 32 * 1024;
const MAX_RECONNECTS = 200;
/** Milliseconds until the same is asked again. */
export const PATIENCE = 5;

/** Where in an answer the connection is: its head, a body of known length, or chunks (RFC 9112, section 7.1). */
type Part = "head" | "body" | "chunk-size" | "chunk" | "trailer";

/** Asks until there is no next request; resolves when all are answered or one failed. */
export async function runConnection(
  host: string,
  port: number,
  next: Next,
  events: ConnectionEvents,
  signal: AbortSignal,
): Promise<void> {
  let pending = next();
  let reconnects = 0;
  while (pending !== undefined && !signal.aborted) {
    const left: Buffer | undefined | "failed" = await useSocket(host, port, pending, next, events, signal);
    if (left === "failed") return;
    pending = left;
    reconnects += 1;
    if (pending !== undefined && reconnects > MAX_RECONNECTS) {
      events.failed("closed again and again");
      return;
    }
  }
}

/** Uses one socket while it lasts; resolves with the request that a closed keep-alive connection never answered. */
function useSocket(
  host: string,
  port: number,
  first: Buffer,
  next: Next,
  events: ConnectionEvents,
  signal: AbortSignal,
): Promise<Buffer | undefined | "failed"> {
  return new Promise((resolve) => {
    let pending: Buffer | undefined = first;
    let part: Part = "head";
    let head = "";
    let left = 0;
    let line = "";
    let begun = 0;
    let touched = false;
    let again = false;
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    let ended = false;
    const end = (outcome: Buffer | undefined | "failed"): void => {
      ended = true;
      signal.removeEventListener("abort", abort);
      resolve(outcome);
      socket.destroy();
    };
    const fail = (reason: string): void => {
      events.failed(reason);
      end("failed");
    };
    const abort = (): void => end(undefined);
    const send = (): void => {
      [part, head, touched] = ["head", "", false];
      if (!again) begun = performance.now();
      socket.write(pending ?? "");
    };
    const whole = (): void => {
      if (again) {
        touched = false;
        setTimeout(send, PATIENCE);
        return;
      }
      events.answered(performance.now() - begun);
      pending = next();
      if (pending === undefined) return end(undefined);
      send();
    };
    const readHead = (data: Buffer, from: number): number => {
      const before = head.length;
      head += data.toString("latin1", from, Math.min(data.length, from + MAX_HEAD));
      const stop = head.indexOf("\r\n\r\n");
      if (stop === -1) {
        if (head.length >= MAX_HEAD) fail("a head without an end");
        return data.length;
      }
      const lower = head.slice(0, stop).toLowerCase();
      const status = Number(lower.slice(9, 12));
      again = status !== 200 && events.again(status);
      if (status !== 200 && !again) {
        fail(`answered ${status}`);
        return data.length;
      }
      const length = /\r\ncontent-length: (\d+)/.exec(lower)?.[1];
      if (length !== undefined) [part, left] = ["body", Number(length)];
      else if (/\r\ntransfer-encoding: chunked/.test(lower)) [part, line] = ["chunk-size", ""];
      else fail("an answer without a length");
      return from + stop + 4 - before;
    };
    /** Reads the line of a chunk's size or of the trailer. */
    const readLine = (data: Buffer, from: number): number => {
      const stop = data.indexOf(10, from);
      line += data.toString("latin1", from, stop === -1 ? data.length : stop);
      if (stop === -1) return data.length;
      const text = line.trim();
      line = "";
      // An empty line ends the trailer: nothing of the body is left.
      if (part === "trailer") [part, left] = [text === "" ? "body" : "trailer", 0];
      else if (text !== "") {
        left = Number.parseInt(text, 16);
        part = left === 0 ? "trailer" : "chunk";
      }
      return stop + 1;
    };
    const feed = (data: Buffer): void => {
      events.received(data.length);
      touched = true;
      let at = 0;
      while (at < data.length && !socket.destroyed) {
        if (part === "head") at = readHead(data, at);
        else if (part === "chunk-size" || part === "trailer") at = readLine(data, at);
        else {
          const taken = Math.min(left, data.length - at);
          [left, at] = [left - taken, at + taken];
          if (left === 0 && part === "chunk") part = "chunk-size";
        }
        if (part === "body" && left === 0 && at === data.length) return whole();
      }
    };
    const socket: Socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer,
        callback: (size, data) => {
          feed(Buffer.from(data.buffer, data.byteOffset, size));
          return true;
        },
      },
    });
    socket.on("connect", send);
    socket.on("error", (error) => (touched && !ended ? fail(error.message) : undefined));
    socket.on("close", () => {
      if (ended) return;
      if (touched) fail("closed in an answer");
      else end(pending);
    });
    signal.addEventListener("abort", abort);
  });
}
