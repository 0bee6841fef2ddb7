import type { Asked } from "./requests";

const SOCKET = "unix:/run/collimator/prefetch.sock";
/**
 * Metadata of thousands of slices take long, and somebody else may be requesting the same: see
 * nginx/snippets/cache/answers.conf.
 */
const TIMEOUT_MS = 125_000;
const CONNECT_MS = 2000;
const PIECE = 64 * 1024;
const MOST_LINES = 50;

interface Answer {
  readonly status: number;
  /** Empty if it was longer than the caller wants. */
  readonly body: string;
}

function readStatus(socket: NgxTcpSocket): number | undefined {
  const [line] = socket.receive("*l");
  const status = tonumber(string.match(line ?? "", "^HTTP/1%.[01] (%d%d%d)")[0]);
  for (let lines = 0; lines < MOST_LINES; lines++) {
    const [field] = socket.receive("*l");
    if (field === undefined) return undefined;
    if (field === "") return status;
  }
  return undefined;
}

/** Reads to the end of the connection: then nginx has cached the answer. */
function readBody(socket: NgxTcpSocket, most: number): string {
  const pieces: string[] = [];
  let length = 0;
  for (;;) {
    const [piece] = socket.receiveany(PIECE);
    if (piece === undefined) return length > most ? "" : pieces.join("");
    length += piece.length;
    if (length <= most) pieces.push(piece);
  }
}

/**
 * Sends a request to the server for prefetches (nginx/servers/prefetch.conf), by HTTP/1.0, so that the answer ends with the
 * connection. undefined if there is no answer.
 *
 * @param coding the value of Accept-Encoding
 * @param most the longest body that is returned; a longer one is read and thrown away
 */
export function sendPrefetch({ path, accept }: Asked, coding: string, most: number): Answer | undefined {
  const socket = ngx.socket.tcp();
  socket.settimeouts(CONNECT_MS, CONNECT_MS, TIMEOUT_MS);
  const [connected] = socket.connect(SOCKET);
  if (connected === undefined) return undefined;
  socket.send(`GET ${path} HTTP/1.0\r\nHost: prefetch\r\nAccept: ${accept}\r\nAccept-Encoding: ${coding}\r\n\r\n`);
  const status = readStatus(socket);
  const body = status === undefined ? "" : readBody(socket, most);
  socket.close();
  return status === undefined ? undefined : { status, body };
}
