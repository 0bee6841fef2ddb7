import { connect } from "node:net";
import { docker } from "./docker";

/** CPU time of all nginx processes in the container so far, in microseconds (proc(5), schedstat). */
export async function cpuTime(container: string): Promise<number> {
  const script = 'for p in /proc/[0-9]*; do grep -q "^nginx" "$p/comm" && cut -d" " -f1 "$p/schedstat"; done; true';
  const { status, stdout, stderr } = await docker("exec", container, "sh", "-c", script);
  const lines = stdout.trim().split("\n");
  // Where the engine cannot start the command, it says so on standard output.
  if (status !== 0 || !lines.every((line) => /^\d+$/.test(line))) throw new Error(`docker exec: ${stdout}${stderr}`);
  return lines.reduce((sum, line) => sum + Number(line) / 1000, 0);
}

/** Sends requests one after the other on a connection; each has to be answered with `status`, whole. */
export async function sendInTurn(port: number, requests: readonly Buffer[], status = 200): Promise<void> {
  return new Promise((done, fail) => {
    let sent = 0;
    let received = "";
    const next = (): void => {
      const request = requests[sent];
      sent += 1;
      if (request === undefined) socket.end(() => done());
      else socket.write(request);
    };
    const socket = connect(port, "127.0.0.1", next);
    socket.setNoDelay(true);
    socket.on("error", fail);
    socket.on("data", (data: Buffer) => {
      received += data.toString("latin1");
      const head = received.indexOf("\r\n\r\n");
      if (head === -1) return;
      if (!received.startsWith(`HTTP/1.1 ${status} `)) {
        socket.destroy();
        return fail(new Error(received.slice(0, head)));
      }
      const length = /\r\nContent-Length: (\d+)/i.exec(received)?.[1];
      const isWhole =
        length === undefined ? received.endsWith("\r\n0\r\n\r\n") : received.length >= head + 4 + Number(length);
      if (!isWhole) return;
      received = "";
      next();
    });
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
