/**
 * Goes on in the location that the waiting one names. While a request waits, Lua ends it when its client goes; in the same
 * location it would go on to look for that, and end what the archive is at. Access phase, behind all waits.
 */
export function goOn(): void {
  ngx.exec(ngx.var["then"] ?? error("nowhere to go on"));
}
