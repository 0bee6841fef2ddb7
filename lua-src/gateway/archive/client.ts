const SOCKET = "unix:/run/collimator/inner.sock";
const MAX_BODY = 65536;
const MAX_LINES = 50;

/** A request of the gateway's own to Orthanc's REST API. */
export interface OwnRequest {
  readonly scope: "health" | "watch" | "store" | "resolve";
  readonly path: string;
  /** JSON, which makes it a POST unless `method` says otherwise. */
  readonly body?: string;
  readonly method?: "PUT" | "DELETE";
  /** The longest answer that is read, in bytes. */
  readonly limit: number;
}

/** The failure of an answer that is longer than the limit; nothing of it was read. */
export const TOO_LONG = "too long an answer";

type Answered = LuaMultiReturn<[status: number, body: string] | [status: undefined, failure: string]>;

/**
 * Sends a request through the inner server (HTTP/1.0, so that the answer is not chunked).
 * Returns status and body; undefined and why where there is no whole answer within the time-out, in milliseconds.
 */
export function askArchive({ scope, path, body, limit, method }: OwnRequest, timeout: number): Answered {
  const socket = ngx.socket.tcp();
  socket.settimeouts(timeout, timeout, timeout);
  const [connected, noWay] = socket.connect(SOCKET);
  if (connected === undefined) return $multi(undefined, noWay ?? "connect");
  const described =
    body === undefined
      ? ""
      : `Content-Type: application/json\r\nContent-Length: ${string.format("%d", body.length)}\r\n`;
  const fields = `Host: archive\r\nX-Scope: ${scope}\r\nAccept: application/json\r\n${described}`;
  socket.send(`${method ?? (body === undefined ? "GET" : "POST")} ${path} HTTP/1.0\r\n${fields}\r\n${body ?? ""}`);
  const [head, noHead] = readHead(socket);
  if (head === undefined || head.length > limit) {
    socket.close();
    return $multi(undefined, noHead ?? TOO_LONG);
  }
  const [answer, cut] = socket.receive(head.length);
  socket.close();
  if (answer === undefined) return $multi(undefined, cut ?? "body");
  return $multi(head.status, answer);
}

/** A small GET in the scope `health`; see `askArchive`. */
export function archiveGet(path: string, timeout: number): Answered {
  return askArchive({ scope: "health", path, limit: MAX_BODY }, timeout);
}

interface Head {
  readonly status: number;
  readonly length: number;
}

/** Status line and headers (RFC 9112); an answer without Content-Length is none. */
function readHead(socket: NgxTcpSocket): LuaMultiReturn<[Head, undefined?] | [undefined, string]> {
  const [statusLine, broken] = socket.receive("*l");
  const status = tonumber(string.match(statusLine ?? "", "^HTTP/1%.[01] (%d%d%d)")[0]);
  let length: number | undefined;
  let lines = 0;
  while (lines < MAX_LINES) {
    lines += 1;
    const [line] = socket.receive("*l");
    if (line === undefined) break;
    if (line === "") {
      if (status === undefined || length === undefined) break;
      return $multi({ status, length });
    }
    length = tonumber(string.match(string.lower(line), "^content%-length:%s*(%d+)$")[0]) ?? length;
  }
  return $multi(undefined, broken ?? "no head");
}
