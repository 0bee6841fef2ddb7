import { until } from "../support/docker";
import { connectHttp2, tlsTo } from "../support/http2";

/** Of each kind, however soon it is stopped. */
const LEAST_REQUESTS = 100;

/**
 * Asks for the login page until it is stopped: four clients with a new connection each time, and four on one by HTTP/2.
 * What stops it returns what went wrong, if anything did: an error, or a status that is not 200.
 */
export async function startLoad(url: string, port: number, ca: string): Promise<() => Promise<readonly string[]>> {
  const { hostname } = new URL(url);
  const failures: string[] = [];
  const counts = { fresh: 0, shared: 0 };
  let running = true;
  const client = await connectHttp2(url, port, ca);
  const loop = async (kind: keyof typeof counts, ask: () => Promise<number>): Promise<void> => {
    while (running) {
      const outcome = await ask().catch((error: unknown) => String(error));
      counts[kind] += 1;
      if (outcome !== 200) failures.push(String(outcome));
    }
  };
  const loops = [0, 1, 2, 3].flatMap(() => [
    loop("fresh", () => askOnce(hostname, port, ca)),
    loop("shared", async () => (await client.ask("/login")).status),
  ]);
  return async () => {
    await until("a load that is one", async () =>
      Promise.resolve(Math.min(counts.fresh, counts.shared) > LEAST_REQUESTS ? true : undefined),
    );
    running = false;
    await Promise.all(loops);
    client.close();
    return failures;
  };
}

/** A GET on a connection of its own, to its whole end. */
function askOnce(hostname: string, port: number, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = tlsTo(port, hostname, ca, ["http/1.1"]);
    let received = "";
    socket.on("secureConnect", () =>
      socket.write(`GET /login HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", (data: Buffer) => (received += data.toString("latin1")));
    socket.on("error", reject);
    socket.on("end", () => {
      // Whole, in either framing.
      resolve(received.endsWith("</html>\n") || received.endsWith("0\r\n\r\n") ? Number(received.slice(9, 12)) : 0);
    });
  });
}
