import { encode, textField } from "../../shared/json";
import { isUid } from "../../shared/policy/uid";
import { trim } from "../../shared/text";
import { askArchive, TOO_LONG } from "../archive/client";
import { eachObject } from "../archive/json-list";

/** Resources that are asked about at once, and the longest answer: a study is told with all of its main tags. */
const AT_ONCE = 200;
const LONGEST = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;

/**
 * The UID under which answers about a study may be cached that calls itself so; undefined where there are none. Anybody
 * may store a study whose UID is none: nobody can ask for it by that. But Orthanc passes over control characters, what
 * is not ASCII and spaces at the ends where it looks for a UID, so that one can be found by what is left of its own.
 */
export function askableUid(uid: string): string | undefined {
  const [printable] = string.gsub(uid, "[^ -~]", "");
  const plain = trim(printable);
  return isUid(plain) ? plain : undefined;
}

/** Adds the UIDs in a list of studies; false where it is none. */
export function readInto(all: string[], body: string): boolean {
  return eachObject(body, (study) => {
    const tags = study["MainDicomTags"];
    if (type(tags) !== "table") return "wrong";
    // A value that is too long for its index Orthanc tells as null: by such a UID nobody can ask.
    const uid = askableUid(textField(tags as Record<string, unknown>, "StudyInstanceUID") ?? "");
    if (uid !== undefined) all.push(uid);
    return "next";
  });
}

/** Adds the studies of some resources; of half of them at a time where the answer would be too long. */
function addStudies(all: string[], resources: readonly string[]): boolean {
  const body = encode({ Resources: resources, Level: "Study", Metadata: false });
  const request = { scope: "watch", path: "/tools/bulk-content", body, limit: LONGEST } as const;
  const [status, answer] = askArchive(request, TIMEOUT_MS);
  if (status === 200) return readInto(all, answer);
  if (answer !== TOO_LONG || resources.length === 1) return false;
  const half = Math.floor(resources.length / 2);
  return addStudies(all, resources.slice(0, half)) && addStudies(all, resources.slice(half));
}

/**
 * The UIDs of the studies that patients, studies, series or instances belong to, by Orthanc's identifiers, as far as
 * anybody can ask for them. What is not there any more has none. undefined where the archive does not tell.
 */
export function studiesOf(resources: readonly string[]): string[] | undefined {
  const all: string[] = [];
  for (let from = 0; from < resources.length; from += AT_ONCE) {
    if (!addStudies(all, resources.slice(from, from + AT_ONCE))) return undefined;
  }
  return all;
}
