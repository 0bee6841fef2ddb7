const SOCKET = "unix:/run/collimator/inner.sock";
const MAX_BODY = 65536;
const MAX_LINES = 50;

/**
 * A small GET to Orthanc's REST API in the scope `health`, through the inner server (HTTP/1.0, so that the answer is not
 * chunked).
 * Returns status and body; undefined and why where there is no whole answer within the time-out, in milliseconds.
 */
export function archiveGet(
  path: string,
  timeout: number,
): LuaMultiReturn<[status: number, body: string] | [status: undefined, failure: string]> {
  const socket = ngx.socket.tcp();
  socket.settimeouts(timeout, timeout, timeout);
  const [connected, noWay] = socket.connect(SOCKET);
  if (connected === undefined) return $multi(undefined, noWay ?? "connect");
  socket.send(`GET ${path} HTTP/1.0\r\nHost: archive\r\nX-Scope: health\r\nAccept: application/json\r\n\r\n`);
  const [head, noHead] = readHead(socket);
  if (head === undefined || head.length > MAX_BODY) {
    socket.close();
    return $multi(undefined, noHead ?? "too long an answer");
  }
  const [body, cut] = socket.receive(head.length);
  socket.close();
  if (body === undefined) return $multi(undefined, cut ?? "body");
  return $multi(head.status, body);
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
