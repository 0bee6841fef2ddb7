import * as socket from "posix.sys.socket";
import { close } from "posix.unistd";

const SOCKET = "/run/collimator/control.sock";

/** An answer of the gateway's control API. */
export interface Answer {
  readonly status: number;
  /** The JSON text. */
  readonly body: string;
}

/**
 * Calls the control API over its unix socket, with a JSON object as the body where the call takes one; undefined and
 * why where the gateway does not answer.
 */
export function call(method: string, path: string, body: string): LuaMultiReturn<[Answer] | [undefined, string]> {
  const [fd, noSocket] = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0);
  if (fd === undefined) return $multi(undefined, noSocket ?? "no socket");
  const [connected, noGateway] = socket.connect(fd, { family: socket.AF_UNIX, path: SOCKET });
  if (connected === undefined) return $multi(undefined, noGateway ?? "no gateway");
  socket.send(fd, `${method} ${path} HTTP/1.0\r\nHost: control\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  let received = "";
  for (;;) {
    const [data] = socket.recv(fd, 16384);
    if (data === undefined || data === "") break;
    received += data;
  }
  close(fd);
  const [status, answered] = string.match(received, "^HTTP/1%.[01] (%d%d%d).-\r\n\r\n(.*)$");
  const code = tonumber(status);
  if (code === undefined) return $multi(undefined, "no whole answer");
  return $multi({ status: code, body: answered ?? "" });
}
