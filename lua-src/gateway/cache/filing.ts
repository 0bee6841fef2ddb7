import { mkdir } from "posix.sys.stat";

import { NOTES } from "./folder";
import { filedOf, type Filed } from "./key";

/** How long an answer to a search over all studies is cached, in seconds. Its key holds the epoch: this bounds what nobody has foreseen. */
const SEARCH_SECONDS = "10";
const NOT_KEPT = "0";
/** 0700. */
const OWNER_ONLY = 448;

/** How long the outer server keeps it (nginx's X-Accel-Expires); it hides the field from the client. */
function holdFor(seconds: string): void {
  ngx.header["X-Accel-Expires"] = seconds;
}

/**
 * Whether Orthanc, or who cuts frames out of its files, has said how long the answer is. One that just ends might be one
 * that was cut off, which the outer server could not see: it gets it in chunks, in good order.
 */
function isFramed(): boolean {
  return (
    ngx.var["upstream_http_content_length"] !== undefined ||
    ngx.var["upstream_http_transfer_encoding"] === "chunked" ||
    (ngx.var["upstream_status"] === undefined && ngx.header["Content-Length"] !== undefined)
  );
}

/** Whether nothing was found: `[]`. Kept, it would name a study that is gone for as long as others. */
function isEmptyList(): boolean {
  return (ngx.var["upstream_http_content_length"] ?? ngx.header["Content-Length"]) === "2";
}

/** Opens a list of notes to add to it, in a folder that may not be there yet. */
function openList({ global, study }: Filed): LuaFile | undefined {
  const path = `${NOTES}/${global}/${study}`;
  const [file] = io.open(path, "a");
  if (file !== undefined) return file;
  mkdir(NOTES, OWNER_ONLY);
  mkdir(`${NOTES}/${global}`, OWNER_ONLY);
  const [second] = io.open(path, "a");
  return second;
}

/** Notes to which study the file of a key will belong; false where that cannot be written. */
function note(key: string): boolean {
  const filed = filedOf(key);
  if (filed === undefined) return false;
  const file = openList(filed);
  if (file === undefined) return false;
  const [written] = file.write(`${filed.own} ${ngx.md5(key)} ${ngx.time()}\n`);
  file.close();
  return written !== undefined;
}

/**
 * Before an answer of the archive goes to the outer server, which keeps it under the key that it has named: notes whose
 * it is, so that it can be found when the study goes. What can't be noted is not kept. Header filter phase.
 */
export function fileAnswer(): void {
  const key = ngx.var["http_x_cache_key"];
  if (key === undefined || ngx.status !== 200) return;
  if (!isFramed()) holdFor(NOT_KEPT);
  else if (string.sub(key, 1, 1) === "s") holdFor(SEARCH_SECONDS);
  else if (isEmptyList() || !note(key)) holdFor(NOT_KEPT);
}
