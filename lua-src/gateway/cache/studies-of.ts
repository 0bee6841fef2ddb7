import { decodeList, encode } from "../../shared/json";
import { askArchive } from "../archive/client";

/** Resources that are asked about at once, and the longest answer: a study is told with all of its main tags. */
const AT_ONCE = 200;
const LONGEST = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

function read(body: string): string[] | undefined {
  const studies = decodeList(body);
  if (studies === undefined) return undefined;
  const uids: string[] = [];
  for (const study of studies) {
    const tags = (study as { readonly MainDicomTags?: { readonly StudyInstanceUID?: string } }).MainDicomTags;
    const [uid] = string.match(tags?.StudyInstanceUID ?? "", "^[%d.]+$");
    if (uid === undefined) return undefined;
    uids.push(uid);
  }
  return uids;
}

/**
 * The UIDs of the studies that patients, studies, series or instances belong to, by Orthanc's identifiers. What is not
 * there any more has none. undefined where the archive does not tell.
 */
export function studiesOf(resources: readonly string[]): string[] | undefined {
  const all: string[] = [];
  for (let from = 0; from < resources.length; from += AT_ONCE) {
    const body = encode({ Resources: resources.slice(from, from + AT_ONCE), Level: "Study", Metadata: false });
    const request = { scope: "watch", path: "/tools/bulk-content", body, limit: LONGEST } as const;
    const [status, answer] = askArchive(request, TIMEOUT_MS);
    const uids = status === 200 ? read(answer) : undefined;
    if (uids === undefined) return undefined;
    for (const uid of uids) all.push(uid);
  }
  return all;
}
