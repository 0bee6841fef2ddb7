/** `npm run logs [-- service ...]`: the last lines of the log, and what comes; Ctrl-C ends it. */
import { findCompose } from "./lib/docker";
import { complain, EX_UNAVAILABLE } from "./lib/project";
import { run } from "./lib/run";

function logs(services: readonly string[]): number {
  const compose = findCompose();
  if (compose === undefined) {
    complain("No Docker engine with Compose answers.");
    return EX_UNAVAILABLE;
  }
  return run([...compose, "logs", "--follow", "--tail", "200", ...services]);
}

process.exitCode = logs(process.argv.slice(2));
