import { randomText } from "../shared/random-password";
import { readFile } from "../shared/read-file";
import { writeFile } from "./files";

/** The secret in a file, made at the first run and kept from then on. 200 bits. */
export function keptSecret(path: string): string {
  const kept = readFile(path);
  if (kept !== undefined && kept.length === 40) return kept;
  const made = randomText(40);
  writeFile(path, made);
  return made;
}
