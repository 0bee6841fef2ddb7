/**
 * Metadata of a study that two patients have: those of the one that was there first. The DICOMweb plugin finds nothing by
 * a path that fits twice, but it keeps the metadata of each series by Orthanc's identifier (attachment 4301), and writes
 * them down on demand.
 *
 * @module
 */
import { find, trimEnd } from "../../shared/text";
import { askArchive } from "../archive/client";
import { resourcesOf } from "../archive/resources";
import { generationOf } from "../cache/key";
import { settings } from "../config/settings";
import { endInflater, give, GZIP, newInflater, takeInflated } from "../http/inflate";
import { seriesOf, standingOf } from "./holders";
import { readStudy, refuseTwoPatients } from "./keep-apart";

/** Of what is cached, compressed, and of one answer. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;
const MOST_BYTES = 32 * 1024 * 1024;
/** The plugin reads each file of the study for it. */
const WRITE_MS = 55_000;
const READ_MS = 20_000;
/** What stands in the place of the gateway's address. */
const PLACEHOLDER = "$WADO_BASE_PLACEHOLDER$";

/** A text with the gateway's address in its places, as far as it is certain where these are; and its rest. */
function withAddress(text: string, address: string): LuaMultiReturn<[done: string[], rest: string]> {
  const done: string[] = [];
  let from = 1;
  for (;;) {
    const [at] = find(text, PLACEHOLDER, from, true);
    if (at === undefined) break;
    done.push(string.sub(text, from, at - 1), address);
    from = at + PLACEHOLDER.length;
  }
  const end = math.max(from, text.length - PLACEHOLDER.length + 2);
  done.push(string.sub(text, from, end - 1));
  return $multi(done, string.sub(text, end));
}

/** Inflates a list of objects, and completes the addresses in it; undefined where it is broken or too long. */
function inflate(kept: string): readonly string[] | undefined {
  const address = `${settings().publicUrl}/pacs/`;
  const inflater = newInflater(GZIP);
  give(inflater, kept);
  const parts: string[] = [];
  let rest = "";
  while (inflater.bytesOut <= MOST_BYTES) {
    const [part] = takeInflated(inflater);
    if (part === undefined) break;
    const [done, left] = withAddress(rest + part, address);
    parts.push(table.concat(done));
    rest = left;
  }
  endInflater(inflater);
  const end = trimEnd(rest);
  parts.push(end);
  const isList = string.sub(parts[0] ?? "", 1, 1) === "[" && string.sub(end, -1) === "]";
  return isList && inflater.hasEnded ? parts : undefined;
}

/** How the plugin knows again which instances a list is of. */
function digestOf(series: string): string | undefined {
  const instances = resourcesOf("Series", [series], false)?.[0]?.Instances;
  if (instances === undefined) return undefined;
  const sorted = instances.slice();
  table.sort(sorted);
  return ngx.md5(table.concat(sorted));
}

/** What is cached of a series as it is now; undefined where there is none. */
function readKept(series: string): string | undefined {
  const path = `/series/${series}/attachments/4301/data`;
  const [status, body] = askArchive({ scope: "watch", path, limit: MOST_KEPT_BYTES }, READ_MS);
  if (status !== 200) return undefined;
  const [form, digest] = string.match(body, "^(%d+);(%x+);");
  if (form !== "2" || digest === undefined || digest !== digestOf(series)) return undefined;
  return string.sub(body, form.length + digest.length + 3);
}

/** The list of a series' metadata, in parts. */
function metadataOf(study: string, series: string): readonly string[] | undefined {
  let kept = readKept(series);
  if (kept === undefined) {
    const path = `/studies/${study}/update-dicomweb-cache`;
    askArchive({ scope: "watch", path, body: "{}", limit: MOST_KEPT_BYTES }, WRITE_MS);
    kept = readKept(series);
  }
  return kept === undefined ? undefined : inflate(kept);
}

/** Several lists as one: of each but its first and last byte, which are its brackets. */
function joined(lists: readonly (readonly string[])[]): string[] {
  const all: string[] = [];
  lists.forEach((list, number) => {
    all.push(number === 0 ? "[" : ",");
    list.forEach((part, at) => {
      const from = at === 0 ? 2 : 1;
      all.push(at === list.length - 1 ? string.sub(part, from, -2) : string.sub(part, from));
    });
  });
  all.push("]");
  return all;
}

/** Orthanc's identifiers of the series whose metadata are wanted. */
function wantedSeries(study: string, uid: string, rest: string): readonly string[] {
  const [series] = string.match(rest, "^/series/([%d.]+)/");
  if (series === undefined) return resourcesOf("Study", [study], false)?.[0]?.Series ?? [];
  const own: string[] = [];
  for (const held of seriesOf(uid, series) ?? []) {
    if (held.study === study) own.push(held.id);
  }
  return own;
}

/** Answers with DICOM JSON (PS3.18, section 10.4.1.1.2). Content phase. */
export function retrieveFirstMetadata(): void {
  const asked = readStudy(ngx.var["uri"] ?? "", "") ?? error("not about a study");
  const standing = standingOf(asked.study, generationOf(ngx.var["http_x_cache_key"] ?? ""));
  // The others were deleted just now.
  if (standing === undefined || type(standing) === "string") return ngx.exit(503);
  const { id } = standing as Exclude<typeof standing, string>;
  const lists: (readonly string[])[] = [];
  let bytes = 0;
  for (const series of wantedSeries(id, asked.study, asked.rest ?? "")) {
    const list = metadataOf(id, series);
    if (list === undefined) return refuseTwoPatients();
    for (const part of list) bytes += part.length;
    if (bytes > MOST_BYTES) return refuseTwoPatients();
    lists.push(list);
  }
  if (lists.length === 0) return ngx.exit(404);
  const body = joined(lists);
  ngx.header["Content-Type"] = "application/dicom+json";
  // Without a length nothing would be cached: see cache/filing.ts.
  ngx.header["Content-Length"] = string.format("%d", bytes - lists.length + 1);
  ngx.print(body);
}
