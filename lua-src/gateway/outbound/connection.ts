import { type OutboundFailure, CONNECT_SECONDS } from "./limits";

/** An open socket, what was received and not yet used, and when all has to be done. */
export interface Connection {
  readonly socket: NgxTcpSocket;
  /** As `ngx.now()` counts. */
  readonly endsAt: number;
  unread: string;
}

/** What is taken from the socket at once. */
const PIECE = 4 * 1024;

/** Lets the next operation last until the deadline and no longer; false: it is past. */
export function allowTime({ socket, endsAt }: Connection): boolean {
  const left = Math.floor((endsAt - ngx.now()) * 1000);
  if (left < 1) return false;
  socket.settimeouts(Math.min(left, CONNECT_SECONDS * 1000), left, left);
  return true;
}

/**
 * Waits for more bytes, however few: a wait for a whole line would begin anew with each byte of it, and a server that
 * sends one now and then would never be too slow.
 */
export function receiveMore(connection: Connection): OutboundFailure | "closed" | undefined {
  if (!allowTime(connection)) return "outbound-timeout";
  const [data, failure] = connection.socket.receiveany(PIECE);
  if (data === undefined) return failure === "timeout" ? "outbound-timeout" : "closed";
  connection.unread += data;
  return undefined;
}

/** Takes that many bytes, which have been received, out of what is unread. */
export function take(connection: Connection, count: number): string {
  const taken = string.sub(connection.unread, 1, count);
  connection.unread = string.sub(connection.unread, count + 1);
  return taken;
}

/** Sends all of a text. */
export function sendAll(connection: Connection, text: string): OutboundFailure | undefined {
  if (!allowTime(connection)) return "outbound-timeout";
  const [count, failure] = connection.socket.send(text);
  if (count !== undefined) return undefined;
  return failure === "timeout" ? "outbound-timeout" : "outbound-answer";
}
