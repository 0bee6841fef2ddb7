import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of docker-compose.yml. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Exit statuses of BSD's sysexits.h. */
export const EX_USAGE = 64;
export const EX_UNAVAILABLE = 69;
export const EX_CONFIG = 78;

/** One sentence for the person at the terminal, on standard error. */
export function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** What is being done, on standard output. */
export function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
