const SOCKET = "unix:/run/collimator/inner.sock";
const MAX_BODY = 65536;

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
  const [statusLine, broken] = socket.receive("*l");
  const status = tonumber(string.match(statusLine ?? "", "^HTTP/1%.[01] (%d%d%d)")[0]);
  if (status === undefined) {
    socket.close();
    return $multi(undefined, broken ?? "no status line");
  }
  let length: number | undefined;
  for (;;) {
    const [line, failure] = socket.receive("*l");
    if (line === undefined) return $multi(undefined, failure ?? "header");
    if (line === "") break;
    length = tonumber(string.match(string.lower(line), "^content%-length:%s*(%d+)$")[0]) ?? length;
  }
  const [body, cut] = socket.receive(length === undefined || length > MAX_BODY ? "*a" : length);
  socket.close();
  if (body === undefined) return $multi(undefined, cut ?? "body");
  return $multi(status, body);
}
