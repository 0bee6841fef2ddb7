import { report } from "./log";

// Not written where it is used: a function that is made anew for each request keeps LuaJIT from compiling the rest.
function traced(failure: unknown): string {
  return debug.traceback(tostring(failure), 2);
}

/** Runs a handler; false where it failed, which is in the log with the lines of TypeScript. */
function survives(handler: () => void): boolean {
  const [ok, failure] = xpcall(handler, traced);
  if (!ok) report(`unhandled: ${tostring(failure)}`);
  return ok;
}

/** The error boundary of every entry file: a handler that fails answers 500 and serves nothing (CONTRIBUTING.md, rule 3). */
export function guarded(handler: () => void): void {
  if (!survives(handler)) ngx.exit(500);
}

/** The same for phases that have no answer to give: start-up, timers, log. */
export function logged(handler: () => void): void {
  survives(handler);
}
