import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { AttackRequest, Site } from "./request";

/** An answer's status (0: the connection ended without one), its media type and its body. */
export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly location: string;
  /** Bytes as latin1. */
  readonly body: string;
}

const NONE: WireAnswer = { status: 0, type: "", location: "", body: "" };

/** The bytes of a request: its own, with Host, Cookie, Content-Length and `Connection: close` where they are absent. */
export function bytesOf(site: Site, { method, target, headers, body }: AttackRequest): string {
  const has = (name: string): boolean => headers.some(([given]) => given.trim().toLowerCase() === name);
  const lines = [`${method} ${target} HTTP/1.1`];
  if (!has("host")) lines.push(`Host: ${new URL(site.url).host}`);
  if (!has("cookie") && site.cookie !== "") lines.push(`Cookie: ${site.cookie}`);
  if (!has("connection")) lines.push("Connection: close");
  if (body !== "" && !has("content-length") && !has("transfer-encoding")) lines.push(`Content-Length: ${body.length}`);
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The first whole answer in what was received; undefined while it is not complete. */
function answerIn(received: string, ended: boolean): WireAnswer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return ended ? NONE : undefined;
  const head = received.slice(0, end);
  const field = (name: string): string => new RegExp(`\r\n${name}: *([^\r]*)`, "i").exec(head)?.[1] ?? "";
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  const rest = received.slice(end + 4);
  const length = /^\d+$/.test(field("Content-Length")) ? Number(field("Content-Length")) : undefined;
  const chunked = /chunked/i.test(field("Transfer-Encoding"));
  const complete = chunked ? rest.endsWith("0\r\n\r\n") : length !== undefined && rest.length >= length;
  if (!ended && !complete) return undefined;
  return {
    status,
    type: field("Content-Type").split(";")[0] ?? "",
    location: field("Location"),
    body: dechunked(rest, chunked),
  };
}

function dechunked(body: string, chunked: boolean): string {
  if (!chunked) return body;
  let text = "";
  let at = 0;
  for (;;) {
    const line = body.indexOf("\r\n", at);
    const size = parseInt(body.slice(at, line), 16);
    if (line === -1 || Number.isNaN(size) || size === 0) return text;
    text += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}

/** A connection to a deployment; with https its certificate is verified as usual. */
export function dial(url: string, connected: () => void): Socket {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === "https:";
  const target = { host: hostname, port: Number(port === "" ? (secure ? 443 : 80) : port) };
  return secure
    ? connectTls({ ...target, servername: hostname, ALPNProtocols: ["http/1.1"] }, connected)
    : connectPlain(target, connected);
}

/** Sends a request as it is, on a connection of its own, and waits for its answer; for `seconds` at most. */
export async function send(site: Site, request: AttackRequest, seconds = 20): Promise<WireAnswer> {
  return new Promise((resolve) => {
    let received = "";
    const socket = dial(site.url, () => socket.write(Buffer.from(bytesOf(site, request), "latin1")));
    const settle = (answer: WireAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(seconds * 1000, () => settle(NONE));
    socket.on("data", (data) => {
      received += data.toString("latin1");
      const answer = answerIn(received, false);
      if (answer !== undefined) settle(answer);
    });
    // A refusal may close the connection while the body is on its way; what was received counts.
    socket.on("error", () => settle(answerIn(received, true) ?? NONE));
    socket.on("close", () => settle(answerIn(received, true) ?? NONE));
  });
}
