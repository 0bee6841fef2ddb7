/**
 * Which patient a study belongs to. Orthanc stores one study for each Patient ID under which a Study Instance UID
 * arrives. The door refuses a second one (docs/adr/0025-one-uid-one-patient.md), but an archive may have two that are
 * older than the door, or that arrived at the same moment. Then the UID means the study that was there first
 * (docs/adr/0033-the-one-that-was-there-first.md).
 *
 * @module
 */
import { decodeObject, encode, textField } from "../../shared/json";
import { matches, trim } from "../../shared/text";
import { askForResources, type Resource } from "../archive/resources";
import { recallShared, share } from "../state/shared";

/** How long the archive's answer is trusted, within one generation of the study. */
const BELIEVED_SECONDS = 10;
const ALONE = "alone";
/** How many studies of one UID are compared; if there are more, none of them is shown. */
const MOST = 20;

/** Of the studies that several patients have under one UID, the one that was there first. */
export interface First {
  /** Its identifier in Orthanc. */
  readonly id: string;
  /** Its Patient ID; "" if it has none. */
  readonly patient: string;
  /** Whether a search by this Patient ID finds none of the other studies. */
  readonly isSearchable: boolean;
}

/** `alone`: at most one patient has the study. `unclear`: too many have it to tell who was first. */
export type Standing = First | "alone" | "unclear";

function patientOf({ PatientMainDicomTags }: Resource): string {
  return PatientMainDicomTags?.["PatientID"] ?? "";
}

/** A Patient ID as a search of Orthanc's compares it: without case, spaces at the ends, and what is not ASCII. */
function folded(patient: string): string {
  const [printable] = string.gsub(patient, "[^ -~]", "");
  return string.upper(trim(printable));
}

function isSearchable(first: Resource, all: readonly Resource[]): boolean {
  const patient = patientOf(first);
  // It must have no wildcards, no list, and nothing else that has a meaning in a query.
  if (!matches(patient, "^[%w][%w ._:/^-]*$") || trim(patient) !== patient) return false;
  for (const other of all) {
    if (other.ID !== first.ID && folded(patientOf(other)) === folded(patient)) return false;
  }
  return true;
}

/**
 * When the first of a study's instances was received, as text that sorts by time; "none", which sorts last, if the
 * study has no instances any more. undefined if the archive does not answer.
 */
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

/**
 * All studies with a Study Instance UID, in the order in which they arrived, those of the same second by identifier. If
 * there are more than MOST: some of them, in no order. undefined if the archive does not answer.
 */
export function studiesOfUid(uid: string): readonly Resource[] | undefined {
  const wanted = { Level: "Study", Query: { StudyInstanceUID: uid }, Limit: MOST + 1, Expand: true };
  const found = askForResources("/tools/find", wanted);
  if (found === undefined || found.length < 2 || found.length > MOST) return found;
  const dated: { readonly arrival: string; readonly study: Resource }[] = [];
  for (const study of found) {
    const arrival = receivedAt(study.ID ?? "");
    if (arrival === undefined) return undefined;
    dated.push({ arrival: `${arrival} ${study.ID ?? ""}`, study });
  }
  table.sort(dated, (one, other) => one.arrival < other.arrival);
  return dated.map(({ study }) => study);
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
 * Whether several patients have a study, and which of them was first; undefined if the archive does not answer. It may
 * yield.
 *
 * @param generation the study's epochs: an answer is trusted only while they are the same; "" if none may be trusted
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

/** A series: its identifier in Orthanc, and that of its study. */
export interface HeldSeries {
  readonly id: string;
  readonly study: string;
}

/** Every series with one UID in every study with the other; undefined if the archive does not answer. */
export function seriesOf(study: string, series: string): readonly HeldSeries[] | undefined {
  const query = { StudyInstanceUID: study, SeriesInstanceUID: series };
  const wanted = { Level: "Series", Query: query, Limit: MOST + 1, ResponseContent: ["Parent"] };
  return askForResources("/tools/find", wanted)?.map(({ ID, ParentStudy }) => ({
    id: ID ?? "",
    study: ParentStudy ?? "",
  }));
}
