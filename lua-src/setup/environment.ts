import { readFile } from "../shared/read-file";

/** The environment as the process got it, with names that nobody knows to ask for. */
export function readEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const entry of (readFile("/proc/self/environ") ?? "").split("\0")) {
    const equals = entry.indexOf("=");
    if (equals > 0) environment[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return environment;
}
