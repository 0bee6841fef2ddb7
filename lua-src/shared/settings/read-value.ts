import { type Simple, simpleKinds } from "./kinds";
import type { Kind } from "./setting";
import { parseSize } from "./size";
import { wholeNumber } from "./text";

/** Times are read in seconds. */
const SECONDS: Readonly<Record<string, number | undefined>> = { minutes: 60, hours: 3600 };

/** Reads a value that has been checked. The type of the result is `Read` in settings.ts. */
export function readValue(kind: Kind, value: string): unknown {
  if (kind.type === "size") return parseSize(value) ?? 0;
  if (kind.type === "integer") return (wholeNumber(value) ?? 0) * (SECONDS[kind.unit] ?? 1);
  if (kind.type === "url" || kind.type === "choice" || kind.type === "password") return value;
  const simple: Simple = simpleKinds[kind.type];
  const read = simple[3];
  return read === undefined ? value : read(value);
}
