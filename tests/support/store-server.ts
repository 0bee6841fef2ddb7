import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What the server answers to a request with these parts; "break" closes the connection. */
export type Answering = (
  parts: readonly string[],
  request: number,
) => "break" | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };

async function partsOf(request: IncomingMessage): Promise<string[]> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const [, boundary = ""] = /boundary=(\S+)/.exec(request.headers["content-type"] ?? "") ?? [];
  const parts = Buffer.concat(pieces).toString("latin1").split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => part.slice(part.indexOf("\r\n\r\n") + 4, -2));
}

/** A Store Instances Response (PS3.18, section 10.5.3) that stores what is not in `reasons`. */
export function stored(parts: readonly string[], reasons: Readonly<Record<string, string>> = {}) {
  const failed = parts.flatMap((part) => reasons[part] ?? []);
  const items = failed.map((reason) => ({
    "00081197": { vr: "US", Value: [0xc000] },
    "00091001": { vr: "LO", Value: [reason] },
  }));
  const kept = parts.filter((part) => reasons[part] === undefined).map(() => ({}));
  const body = {
    "00081190": { vr: "UR" },
    ...(items.length > 0 ? { "00081198": { vr: "SQ", Value: items } } : {}),
    ...(kept.length > 0 ? { "00081199": { vr: "SQ", Value: kept } } : {}),
  };
  return { status: failed.length === 0 ? 200 : kept.length === 0 ? 409 : 202, body };
}

/**
 * A server that takes Store requests, for one test; what it has got is in `requests`. `isHasty`: it answers before it has
 * read a body.
 */
export async function startStoreServer(
  answer: Answering,
  isHasty = false,
): Promise<{ url: string; requests: string[][] }> {
  const requests: string[][] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts = isHasty ? [] : await partsOf(request);
    requests.push(parts);
    const said = answer(parts, requests.length);
    if (said === "break") {
      request.socket.destroy();
      return;
    }
    response.writeHead(said.status, said.headers);
    response.end(said.body === undefined ? "" : JSON.stringify(said.body));
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
