/**
 * UIDs that name two things. The archive refuses them at its door (docs/adr/0025-one-uid-one-patient.md). Two first
 * objects at the same moment may both pass: they are found among what is new.
 *
 * @module
 */
import { countByUids, resourcesOf, UID_OF, type Level } from "../archive/resources";
import { countRefusal } from "../http/refusal";
import { report } from "../log";

/** Resources that are asked about at once. */
const AT_ONCE = 100;
/** UIDs that are named in the log for each page of changes; of the others it says that there are more. */
const MOST_NAMED = 10;

/** What a page of Orthanc's changes has for this, by Orthanc's identifiers. */
export interface Sightings {
  readonly Study: string[];
  readonly Series: string[];
}

/** Goes through the changes of a page, of which there are no more than the page has. */
export function readSightings(changes: readonly Readonly<Record<string, unknown>>[]): Sightings {
  const sightings: Sightings = { Study: [], Series: [] };
  for (const change of changes) {
    const id = tostring(change["ID"]);
    if (change["ChangeType"] === "NewStudy") sightings.Study.push(id);
    if (change["ChangeType"] === "NewSeries") sightings.Series.push(id);
  }
  return sightings;
}

/** The UIDs of some resources, each once. One that is none can't be asked for: it may be a pattern. */
function uidsOf(level: Level, ids: readonly string[]): string[] {
  const uids: string[] = [];
  const isThere: Record<string, true | undefined> = {};
  for (const resource of resourcesOf(level, ids, false) ?? []) {
    const [uid] = string.match(resource.MainDicomTags?.[UID_OF[level]] ?? "", "^[%d.]+$");
    if (uid !== undefined && isThere[uid] !== true) {
      isThere[uid] = true;
      uids.push(uid);
    }
  }
  return uids;
}

/** Adds those of some UIDs that several resources have to a list, halving it as long as there are any. */
function findTwice(level: Level, uids: readonly string[], twice: string[]): void {
  if (uids.length === 0 || twice.length > MOST_NAMED) return;
  const count = countByUids(level, uids);
  if (count === undefined || count <= uids.length) return;
  const [only] = uids;
  if (uids.length === 1 && only !== undefined) {
    twice.push(only);
    return;
  }
  const middle = Math.floor(uids.length / 2);
  findTwice(level, uids.slice(0, middle), twice);
  findTwice(level, uids.slice(middle), twice);
}

function lookFor(level: Level, ids: readonly string[]): void {
  const twice: string[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    findTwice(level, uidsOf(level, ids.slice(from, from + AT_ONCE)), twice);
  }
  twice.forEach((uid, at) => {
    countRefusal("uid-stored-twice", 0);
    if (at < MOST_NAMED)
      report(`the archive has two ${level === "Study" ? "patients" : "studies"} with ${UID_OF[level]} ${uid}`);
    else report("the archive has more such UIDs");
  });
}

/** Counts and reports what a page of changes has of double UIDs. */
export function noteCollisions({ Study, Series }: Sightings): void {
  lookFor("Study", Study);
  lookFor("Series", Series);
}
