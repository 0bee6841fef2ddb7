import { connect } from "node:net";

/** Sends bytes to a port of this machine as they are, and returns the first answer; status 0 for none. */
export async function rawHttp(port: number, request: string): Promise<{ status: number; head: string; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request, "latin1"));
    let received = "";
    socket.setTimeout(60_000, () => socket.destroy(new Error("no answer in 60 s")));
    socket.on("data", (data) => (received += data.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => {
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0);
      const end = received.indexOf("\r\n\r\n") + 4;
      const isChunked = /\r\ntransfer-encoding: chunked\r\n/i.test(received.slice(0, end));
      resolve({
        status,
        head: received.slice(0, end),
        text: isChunked ? joinChunks(received.slice(end)) : received.slice(end),
      });
    });
  });
}

/** A body without its chunks (RFC 9112, section 7.1). */
function joinChunks(body: string): string {
  let text = "";
  for (let at = 0; at < body.length;) {
    const line = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.slice(at, line), 16);
    if (!(size > 0)) break;
    text += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
  return text;
}
