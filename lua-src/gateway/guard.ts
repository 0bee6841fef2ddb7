/**
 * The error boundary of every entry file: a handler that fails answers 500 and serves nothing (design rule 4),
 * and the log names the line of TypeScript.
 */
export function guarded(handler: () => void): void {
  const [ok, failure] = xpcall(handler, (error: unknown) => debug.traceback(tostring(error), 2));
  if (!ok) {
    ngx.log(ngx.ERR, "unhandled: ", tostring(failure));
    ngx.exit(500);
  }
}

/** The same for phases that have no answer to give: start-up and timers. */
export function logged(handler: () => void): void {
  const [ok, failure] = xpcall(handler, (error: unknown) => debug.traceback(tostring(error), 2));
  if (!ok) ngx.log(ngx.ERR, "unhandled: ", tostring(failure));
}
