/** An answer that is written on the connection itself, since nginx writes none behind a body that it has not read. */

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: readonly string[];
  /** For the outer server: a name of what went wrong first, and a sentence where the answer has no other. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** So many pieces of an answer are sent at once: each is a few bytes, and there is a dozen for each instance. */
const PIECES = 1000;

/** Sends an answer (RFC 9112); whether anybody is there to take it is their matter. */
export function putAnswer(socket: NgxTcpSocket, { status, contentType, body, reason, detail }: Answer): void {
  let length = 0;
  for (const piece of body) length += piece.length;
  const lines = [
    string.format("HTTP/1.1 %d Store", status),
    `Content-Type: ${contentType}`,
    string.format("Content-Length: %d", length),
    "Connection: close",
  ];
  if (reason !== undefined) lines.push(`X-Reason: ${reason}`);
  if (detail !== undefined) lines.push(`X-Detail: ${detail}`);
  const [sent] = socket.send(`${table.concat(lines, "\r\n")}\r\n\r\n`);
  if (sent === undefined) return;
  for (let from = 0; from < body.length; from += PIECES) {
    const [ok] = socket.send(body.slice(from, from + PIECES).join(""));
    if (ok === undefined) return;
  }
}
