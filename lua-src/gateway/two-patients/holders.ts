/**
 * Who has a study: Orthanc keeps one for each patient under whose identifier its UID came. The door lets no second one in
 * (docs/adr/0025-one-uid-one-patient.md), but an archive may have one from before, or of the same moment. Then the one
 * that was there first is the study (docs/adr/0033-the-one-that-was-there-first.md).
 *
 * @module
 */
import { decodeObject, encode, textField } from "../../shared/json";
import { matches, trim } from "../../shared/text";
import { askForResources, type Resource } from "../archive/resources";
import { recallShared, share } from "../state/shared";

/** What was found out is believed so long, of one generation of the study. */
const BELIEVED_SECONDS = 10;
const ALONE = "alone";
/** So many are compared; with more, none of them is shown. */
const MOST = 20;

/** Of a study that several patients have, the one that was there first. */
export interface First {
  /** Orthanc's identifier of it. */
  readonly id: string;
  /** Its patient's identifier; "" for one without. */
  readonly patient: string;
  /** Whether a search by this identifier finds none of the others. */
  readonly isSearchable: boolean;
}

/** `alone`: at most one patient has the study. `unclear`: so many that nobody is taken for the first. */
export type Standing = First | "alone" | "unclear";

function patientOf({ PatientMainDicomTags }: Resource): string {
  return PatientMainDicomTags?.["PatientID"] ?? "";
}

/** As far as Orthanc tells identifiers apart in a search: case, spaces at the ends and what is not ASCII do not count. */
function folded(patient: string): string {
  const [printable] = string.gsub(patient, "[^ -~]", "");
  return string.upper(trim(printable));
}

function isSearchable(first: Resource, all: readonly Resource[]): boolean {
  const patient = patientOf(first);
  // Wildcards, lists, and what has a meaning in a query.
  if (!matches(patient, "^[%w][%w ._:/^-]*$") || trim(patient) !== patient) return false;
  for (const other of all) {
    if (other.ID !== first.ID && folded(patientOf(other)) === folded(patient)) return false;
  }
  return true;
}

/** When the first of a study's instances was received; later than all others where it has none any more. */
function receivedAt(study: string): string | undefined {
  const oldest = askForResources("/tools/find", {
    Level: "Instance",
    Query: {},
    ParentStudy: study,
    OrderBy: [{ Type: "Metadata", Key: "ReceptionDate", Direction: "ASC" }],
    Limit: 1,
    ResponseContent: ["Metadata"],
  });
  return oldest === undefined ? undefined : (oldest[0]?.Metadata?.["ReceptionDate"] ?? "none");
}

/** All studies of a UID, the one that was there first before the others; of the same second, that of the lower identifier. */
export function studiesOfUid(uid: string): readonly Resource[] | undefined {
  const wanted = { Level: "Study", Query: { StudyInstanceUID: uid }, Limit: MOST + 1, Expand: true };
  const found = askForResources("/tools/find", wanted);
  if (found === undefined || found.length < 2 || found.length > MOST) return found;
  const aged: { readonly age: string; readonly study: Resource }[] = [];
  for (const study of found) {
    const age = receivedAt(study.ID ?? "");
    if (age === undefined) return undefined;
    aged.push({ age: `${age} ${study.ID ?? ""}`, study });
  }
  table.sort(aged, (one, other) => one.age < other.age);
  return aged.map(({ study }) => study);
}

function ask(uid: string): Standing | undefined {
  const studies = studiesOfUid(uid);
  if (studies === undefined) return undefined;
  const [first, second] = studies;
  if (first === undefined || second === undefined) return ALONE;
  if (studies.length > MOST) return "unclear";
  return { id: first.ID ?? "", patient: patientOf(first), isSearchable: isSearchable(first, studies) };
}

function read(text: string): Standing {
  if (text === ALONE || text === "unclear") return text;
  const object = decodeObject(text) ?? {};
  const [id, patient] = [textField(object, "id") ?? "", textField(object, "patient") ?? ""];
  return { id, patient, isSearchable: object["isSearchable"] === true };
}

/**
 * Who has a study; undefined where the archive does not tell. It may sleep.
 *
 * @param generation another one means that what was believed of the study is so no longer; "" that nothing is believed
 */
export function standingOf(uid: string, generation: string): Standing | undefined {
  const key = `standing ${generation} ${uid}`;
  const known = generation === "" ? undefined : recallShared("frames", key);
  if (known !== undefined) return read(known);
  const standing = ask(uid);
  if (standing === undefined || generation === "") return standing;
  share("frames", key, type(standing) === "string" ? (standing as string) : encode(standing), BELIEVED_SECONDS);
  return standing;
}

/** Of the series with a UID in the studies of another: Orthanc's identifiers, and of their studies. */
export interface HeldSeries {
  readonly id: string;
  readonly study: string;
}

/** Every series of this UID in every study of that UID; undefined where the archive does not tell. */
export function seriesOf(study: string, series: string): readonly HeldSeries[] | undefined {
  const query = { StudyInstanceUID: study, SeriesInstanceUID: series };
  const wanted = { Level: "Series", Query: query, Limit: MOST + 1, ResponseContent: ["Parent"] };
  return askForResources("/tools/find", wanted)?.map(({ ID, ParentStudy }) => ({
    id: ID ?? "",
    study: ParentStudy ?? "",
  }));
}
