import { matches } from "../http/text";
import { markWrites } from "./writes";

/** Longer than an address of a study: what is left of a piece that may hold the beginning of one. */
const LONGEST = 100;

/**
 * The UIDs of the studies that a piece of a Store response (PS3.18, section 10.5.3) names by its Retrieve URLs, and the
 * end of the piece, which belongs before the next one. `isLast`: there is none.
 */
export function studiesIn(piece: string, isLast: boolean): LuaMultiReturn<[studies: string[], rest: string]> {
  const found: string[] = [];
  const seen: Record<string, true | undefined> = {};
  for (const [uid = ""] of string.gmatch(piece, "/studies/([%d.]+)[^%d.]")) {
    if (seen[uid] !== true) found.push(uid);
    seen[uid] = true;
  }
  return $multi(found, isLast ? "" : string.sub(piece, -LONGEST));
}

/**
 * Marks the studies that Orthanc says it has stored instances of, before the piece of the answer that names them goes on
 * to the client. Body filter phase of uploads.
 */
export function markStored(): void {
  const [piece, isLast] = [ngx.arg[0], ngx.arg[1]];
  if (!matches(ngx.var["uri"] ?? "", "^/dicom%-web/studies")) return;
  const before = ngx.ctx["answer end"];
  const [studies, rest] = studiesIn(`${type(before) === "string" ? (before as string) : ""}${piece ?? ""}`, isLast);
  ngx.ctx["answer end"] = rest;
  if (studies.length > 0) markWrites(studies);
}
