import { parseUid, type Uid } from "../dicomweb/uid";
import { parseQuery } from "../http/query";
import { settings } from "../config/settings";
import { enqueue } from "./queue";

/** How many studies of one address are prefetched: a viewer shows the first ones first. */
const MOST_STUDIES = 4;

/** The studies that the query of a viewer page names; none if the query is not well-formed. */
export function studiesOfPage(query: string | undefined): Uid[] {
  const studies: Uid[] = [];
  const [parameters] = parseQuery(query);
  for (const { key, value } of parameters ?? []) {
    if (key !== "StudyInstanceUIDs") continue;
    for (const [piece = ""] of string.gmatch(value, "[^,]+")) {
      const study = parseUid(piece);
      if (study !== undefined && studies.length < MOST_STUDIES) studies.push(study);
    }
  }
  return studies;
}

/**
 * Queues prefetches of the studies that a viewer page will request. To be called only after it has been decided that
 * the person may view. The page's own request prefetches nothing and waits for nothing.
 */
export function prefetchStudies(query: string | undefined): void {
  if (query === undefined || !settings().cache) return;
  for (const study of studiesOfPage(query)) enqueue("now", `study ${study}`);
}
