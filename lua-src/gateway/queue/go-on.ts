/**
 * Continues in the location that the waiting location names in `$then`. While a request waits, Lua ends it if its
 * client goes away. In the same location Lua would go on checking for that, and would end a request that the archive is
 * working on. Access phase, after all waits.
 */
export function goOn(): void {
  ngx.exec(ngx.var["then"] ?? error("nowhere to go on"));
}
