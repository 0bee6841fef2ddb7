import { connect, createServer, type Socket } from "node:net";
import type { Arm } from "../arms/bench";

/** A line to an arm that is no faster than so many bits a second, with half the round trip's delay each way. */
export interface Line {
  readonly bitsPerSecond: number;
  readonly roundTripMilliseconds: number;
}

const CHUNK = 16 * 1024;

/** Forwards a port of this machine to an arm, all connections on one line; without a line, as fast as it goes. */
export async function lineTo(arm: Arm, line?: Line): Promise<{ arm: Arm; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  // When the line is free again, in each direction.
  const free = { up: 0, down: 0 };
  const forward = (from: Socket, to: Socket, direction: "up" | "down"): void => {
    // In the order in which they came: timers of different lengths may fire in another one.
    const waiting: { readonly due: number; readonly piece: Buffer }[] = [];
    let isOver = false;
    const deliver = (): void => {
      for (let [next] = waiting; next !== undefined && next.due <= performance.now(); [next] = waiting) {
        waiting.shift();
        to.write(next.piece);
      }
      const [next] = waiting;
      if (next !== undefined) setTimeout(deliver, Math.max(1, next.due - performance.now()));
      else if (isOver) to.end();
      else from.resume();
    };
    from.on("data", (data: Buffer) => {
      if (line === undefined) {
        to.write(data);
        return;
      }
      from.pause();
      const isIdle = waiting.length === 0;
      for (let at = 0; at < data.length; at += CHUNK) {
        const piece = data.subarray(at, at + CHUNK);
        free[direction] = Math.max(performance.now(), free[direction]) + (piece.length * 8000) / line.bitsPerSecond;
        waiting.push({ due: free[direction] + line.roundTripMilliseconds / 2, piece });
      }
      if (isIdle) deliver();
    });
    from.on("end", () => {
      isOver = true;
      if (waiting.length === 0) to.end();
    });
    from.on("error", () => to.destroy());
    from.on("close", () => sockets.delete(from));
    sockets.add(from);
  };
  const server = createServer((client) => {
    const target = connect(arm.port, arm.host);
    client.setNoDelay(true);
    target.setNoDelay(true);
    forward(client, target, "up");
    forward(target, client, "down");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { arm: { ...arm, host: "127.0.0.1", port: address.port }, stop };
}
