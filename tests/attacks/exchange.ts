import type { Socket } from "node:net";
import { dial } from "./wire";

/** What came back on one connection. */
export interface Exchange {
  /** The status of every answer, in order. */
  readonly statuses: readonly number[];
  readonly text: string;
  /** Whether the other side ended the connection, and after how many milliseconds. */
  readonly closed: boolean;
  readonly milliseconds: number;
}

/**
 * Sends bytes (latin1) on one connection and collects what comes back until the other side closes it, `answers`
 * answers are whole, or `seconds` have passed. `more` may go on sending.
 */
export async function exchange(
  url: string,
  bytes: string,
  {
    seconds = 30,
    answers = Infinity,
    more,
  }: { seconds?: number; answers?: number; more?: (socket: Socket) => void } = {},
): Promise<Exchange> {
  return new Promise((resolve) => {
    const begin = Date.now();
    let text = "";
    const socket = dial(url, () => {
      socket.write(Buffer.from(bytes, "latin1"));
      more?.(socket);
    });
    const statuses = (): number[] => [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ statuses: statuses(), text, closed, milliseconds: Date.now() - begin });
    };
    const timer = setTimeout(() => end(false), seconds * 1000);
    socket.on("data", (data) => {
      text += data.toString("latin1");
      // The last answer's body is in the same packet or soon after it.
      if (statuses().length >= answers) setTimeout(() => end(false), 100);
    });
    socket.on("error", () => end(true));
    socket.on("end", () => end(true));
  });
}
