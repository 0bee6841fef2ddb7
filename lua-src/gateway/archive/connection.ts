/** Connections to Orthanc that stay open from one request to the next. */
import { settings } from "../config/settings";
import { allowTime, type Connection } from "../outbound/connection";
import { type Head, readHead } from "../outbound/read-head";

/** For the next bytes of a frame; what the inner server gives Orthanc as well. */
const WAIT_MS = 60_000;
const CONNECT_MS = 2000;
/** As setup/gateway-files.ts has it for nginx's own connections. */
const IDLE_MS = 900;
const MOST_IDLE = 8;
/** What of an unread rest is worth reading to keep a connection. */
const MOST_REST = 256 * 1024;
/** What is received in one go. */
export const PIECE = 64 * 1024;

/** An answer whose head has been read; its body begins with the connection's `unread`. */
export interface Answer {
  readonly connection: Connection;
  readonly head: Head;
  /** What is still to be received behind `unread`. */
  left: number;
  /** Whether all of it has to be there by the connection's deadline; else each wait is as long as the inner server's. */
  isTimed: boolean;
}

/** A request to Orthanc with a body that can be sent again. */
export interface Sending {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  /** Header lines besides those of the connection, without the last line's end. */
  readonly header: string;
  /** Sends the body, from its beginning each time; false where the connection breaks. */
  readonly put?: (connection: Connection) => boolean;
}

/** Why there is no answer: nobody took the connection; or it ended, and nobody knows what has become of the request. */
export type NoAnswer = "unreachable" | "lost";

/**
 * Sends a GET with the credentials of the request's scope and reads the head of the answer, which has to have a length.
 *
 * @param endsAt when the head has to be there, and with it what of the body is not `unhurried`; as `ngx.now()` counts
 */
export function ask(path: string, header: string, endsAt: number): Answer | undefined {
  const [answer] = exchange({ method: "GET", path, header }, endsAt);
  return answer;
}

/**
 * The same for any request that may be sent twice: a connection that was idle may have been closed meanwhile, then there
 * is another one.
 */
export function exchange(
  { method, path, header, put }: Sending,
  endsAt: number,
): LuaMultiReturn<[Answer] | [undefined, NoAnswer]> {
  const authorization = ngx.var["orthanc_authorization"] ?? "";
  const prefetch = ngx.var["http_x_prefetch"] === undefined ? "" : "X-Prefetch: 1\r\n";
  const fields = `Host: orthanc\r\nAuthorization: ${authorization}\r\n${prefetch}${header}`;
  let wasSent = false;
  const text = `${method} ${path} HTTP/1.1\r\n${fields}\r\n\r\n`;
  for (;;) {
    const socket = ngx.socket.tcp();
    socket.settimeouts(CONNECT_MS, CONNECT_MS, CONNECT_MS);
    const [connected] = socket.connect(settings().orthancHost, settings().orthancPort);
    if (connected === undefined) return $multi(undefined, wasSent ? "lost" : "unreachable");
    wasSent = true;
    const [used = 0] = socket.getreusedtimes();
    const connection: Connection = { socket, endsAt, unread: "" };
    const [sent] = socket.send(text);
    if (sent !== undefined && (put === undefined || put(connection))) {
      const [head] = readHead(connection);
      const answer = head === undefined ? undefined : measured(connection, head);
      if (answer !== undefined) return $multi(answer);
    }
    socket.close();
    if (used === 0 || ngx.now() >= endsAt) return $multi(undefined, "lost");
  }
}

function measured(connection: Connection, head: Head): Answer | undefined {
  const { headers } = head;
  const length = tonumber(headers["content-length"] ?? "");
  if (length === undefined || headers["transfer-encoding"] !== undefined) return undefined;
  const left = length - connection.unread.length;
  if (left < 0 || headers["content-encoding"] !== undefined) return undefined;
  return { connection, head, left, isTimed: true };
}

/** From now on a wait counts, not the whole: a frame takes as long as its reader does. */
export function unhurried(answer: Answer): void {
  answer.isTimed = false;
  answer.connection.socket.settimeouts(CONNECT_MS, WAIT_MS, WAIT_MS);
}

/** Takes at most so many bytes of the body, and at least one; undefined where the connection ended. */
export function takeSome(answer: Answer, most: number): string | undefined {
  const { connection } = answer;
  const { unread } = connection;
  if (unread !== "") {
    connection.unread = string.sub(unread, most + 1);
    return unread.length > most ? string.sub(unread, 1, most) : unread;
  }
  const count = Math.min(most, answer.left);
  if (count < 1 || (answer.isTimed && !allowTime(connection))) return undefined;
  const [data] = connection.socket.receive(count);
  if (data !== undefined) answer.left -= count;
  return data;
}

/** The whole of a body of at most so many bytes; undefined for a longer one, or where it is cut off. */
export function takeAll(answer: Answer, most: number): string | undefined {
  if (answer.connection.unread.length + answer.left > most) return undefined;
  const pieces: string[] = [];
  while (answer.connection.unread !== "" || answer.left > 0) {
    const piece = takeSome(answer, PIECE);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces.join("");
}

/** Ends with an answer: its connection is kept where little or nothing of it is unread, else closed. */
export function finish(answer: Answer): void {
  const { socket } = answer.connection;
  answer.connection.unread = "";
  let isOpen = answer.left <= MOST_REST;
  while (isOpen && answer.left > 0) isOpen = takeSome(answer, PIECE) !== undefined;
  if (!isOpen) {
    socket.close();
    return;
  }
  const [kept] = socket.setkeepalive(IDLE_MS, MOST_IDLE);
  if (kept === undefined) socket.close();
}
