import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks on the terminal. `hidden`: what is typed is not shown. undefined: there is no terminal. */
export async function ask(question: string, hidden = false): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stdout.write(question);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stdout, terminal: true });
  try {
    return await reader.question(hidden ? "" : question);
  } finally {
    reader.close();
    if (hidden) process.stdout.write("\n");
  }
}
