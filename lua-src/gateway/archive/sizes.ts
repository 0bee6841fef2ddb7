/** How large files are, asked of the archive's index and believed for a while. */
import { once } from "../timer";
import { addShared, recallShared, share, unshare } from "../state/shared";
import { askArchive } from "./client";
import { PICTURE_TAGS, readSizes, type Sizes, unionOf } from "./read-sizes";

export type { Sizes } from "./read-sizes";

/** What has the files: DICOM's UIDs, from the outside in or of an instance alone, or Orthanc's identifier of something. */
export type Place =
  | {
      readonly study?: string | undefined;
      readonly series?: string | undefined;
      readonly instance?: string | undefined;
    }
  | { readonly parent: "ParentPatient" | "ParentStudy" | "ParentSeries"; readonly id: string };

/** While a study's epoch is the same, and where nobody knows it. */
const BELIEVED_SECONDS = 60;
const BELIEVED_BLINDLY_SECONDS = 5;
/** Instances in one answer, and how many answers are read for one study; of what is left the size is not known. */
const PAGE = 200;
const MOST_PAGES = 50;
const MOST_BYTES = 512 * 1024;
/** For all of them. */
const ASK_SECONDS = 5;
const LOOK_EVERY_SECONDS = 0.01;

function nameOf(place: Place): string {
  return "parent" in place ? place.id : `${place.study ?? ""} ${place.series ?? ""} ${place.instance ?? ""}`;
}

/** The body of a question to `/tools/find`; UIDs and identifiers are of characters that need no escaping. */
function question(place: Place, withPictures: boolean, since: number): string {
  const where = "parent" in place ? `"${place.parent}":"${place.id}","Query":{}` : `"Query":{${uids(place)}}`;
  const wanted = withPictures
    ? `"ResponseContent":["Attachments","Metadata","RequestedTags"],"RequestedTags":["${PICTURE_TAGS.join('","')}"]`
    : `"ResponseContent":["Attachments","Metadata"]`;
  return string.format(`{"Level":"Instance",%s,%s,"Limit":%d,"Since":%d}`, where, wanted, PAGE, since);
}

function uids({ study, series, instance }: Exclude<Place, { readonly parent: unknown }>): string {
  const wanted: string[] = [];
  if (study !== undefined) wanted.push(`"StudyInstanceUID":"${study}"`);
  if (series !== undefined) wanted.push(`"SeriesInstanceUID":"${series}"`);
  if (instance !== undefined) wanted.push(`"SOPInstanceUID":"${instance}"`);
  return wanted.join(",");
}

/** Why the sizes are not known: another request may find them, or there are too many files. */
export type NoSizes = "no-answer" | "too-many";
type Found = LuaMultiReturn<[Sizes] | [undefined, NoSizes]>;

function find(place: Place, withPictures: boolean): Found {
  const all = { count: 0, sum: 0, file: 0, frame: 0, allElements: 0, elements: 0, syntaxes: "" };
  const endsAt = ngx.now() + ASK_SECONDS;
  for (const page of $range(0, MOST_PAGES - 1)) {
    const left = Math.floor((endsAt - ngx.now()) * 1000);
    if (left < 1) return $multi(undefined, "no-answer");
    const path = "/tools/find";
    const body = question(place, withPictures, page * PAGE);
    const [status, text] = askArchive({ scope: "watch", path, body, limit: MOST_BYTES }, left);
    const found = status === 200 ? readSizes(text) : undefined;
    if (found === undefined) return $multi(undefined, "no-answer");
    if (found.count > 0) all.syntaxes = all.count === 0 ? found.syntaxes : unionOf(all.syntaxes, found.syntaxes);
    all.count += found.count;
    all.sum += found.sum;
    all.file = Math.max(all.file, found.file);
    all.frame = Math.max(all.frame, found.frame);
    all.allElements += found.allElements;
    all.elements = Math.max(all.elements, found.elements);
    if (found.count < PAGE) return $multi(all);
  }
  // The rest may hold anything.
  return $multi(undefined, "too-many");
}

const FORMAT = "%d %d %d %d %d %d %s";
const PATTERN = "^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) ([%d.,]*)$";

function recall(key: string): Sizes | undefined {
  const known = recallShared("sizes", key) ?? "";
  const [count, sum, file, frame, allElements, elements, syntaxes] = string.match(known, PATTERN);
  if (syntaxes === undefined) return undefined;
  return {
    count: tonumber(count) ?? 0,
    sum: tonumber(sum) ?? 0,
    file: tonumber(file) ?? 0,
    frame: tonumber(frame) ?? 0,
    allElements: tonumber(allElements) ?? 0,
    elements: tonumber(elements) ?? 0,
    syntaxes,
  };
}

/** What to know. */
export interface Wanted {
  /** Whether the size of frames is wanted too. */
  readonly withPictures: boolean;
  /** What the cache knows of the study: another one means that files may be others. "" where nobody asks the cache. */
  readonly generation: string;
}

const keyOf = (place: Place, { withPictures, generation }: Wanted): string =>
  `${withPictures ? "pictures" : "files"} ${generation} ${nameOf(place)}`;

/** Whether nobody asks the same at this moment; then whoever calls this has to. */
const isFirst = (key: string): boolean => addShared("sizes", `asking ${key}`, "1", ASK_SECONDS + 1);

function ask(key: string, place: Place, { withPictures, generation }: Wanted): Found {
  const [found, failure] = find(place, withPictures);
  if (found !== undefined && found.count > 0) {
    const seconds = generation === "" ? BELIEVED_BLINDLY_SECONDS : BELIEVED_SECONDS;
    const { count, sum, file, frame, allElements, elements, syntaxes } = found;
    const text = string.format(FORMAT, count, sum, file, frame, allElements, elements, syntaxes);
    share("sizes", key, text, seconds);
  }
  unshare("sizes", `asking ${key}`);
  if (found === undefined) return $multi(undefined, failure);
  return $multi(found);
}

/**
 * The sizes of the files in a place; undefined and why where the archive does not tell in time, or has too many there.
 * One request asks for all who want to know.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function sizesOf(place: Place, wanted: Wanted, endsAt: number): Found {
  const key = keyOf(place, wanted);
  for (;;) {
    const known = recall(key);
    if (known !== undefined) return $multi(known);
    if (isFirst(key)) return ask(key, place, wanted);
    if (ngx.now() >= endsAt) return $multi(undefined, "no-answer");
    ngx.sleep(LOOK_EVERY_SECONDS);
  }
}

/** What is known of the sizes already; where nothing is, they are asked for, and nobody waits for that. */
export function sizesAtOnce(place: Place, wanted: Wanted): Sizes | undefined {
  const key = keyOf(place, wanted);
  const known = recall(key);
  if (known === undefined && isFirst(key)) {
    if (!once(0, () => void ask(key, place, wanted))) unshare("sizes", `asking ${key}`);
  }
  return known;
}
