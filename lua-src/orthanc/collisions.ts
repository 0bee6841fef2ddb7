/**
 * A Study, Series or SOP Instance UID names one thing. DICOMweb's addresses have no patient in them, so that a study
 * whose UID came twice, under two patients, answers 404 to everybody, and so does a series or an instance. An object
 * whose UIDs the archive has elsewhere is therefore refused (docs/adr/0025-one-uid-one-patient.md).
 *
 * @module
 */
import { type Claim, claim, claimedBefore, type Level } from "./claims";
import { newMemory, refresh, remember } from "./memory";
import { get, lookup, type Found, type Tags } from "./rest";

/** What an object can collide with: its `level`, and Orthanc's identifier of the study that has the UID; "" while that is being stored. */
export interface Collision {
  readonly level: Level;
  readonly study: string;
}

/** A series whose study and patient were found to be those that its objects name. */
interface Place {
  readonly patient: string;
  readonly studyUid: string;
  /** Orthanc's identifier of the series. */
  readonly series: string;
}

const known = newMemory<Place>();

/** A tag's text. Orthanc refuses by itself what has no UIDs, and stores what has no patient's identifier under "". */
function textOf(dicom: Tags, name: string): string {
  const value = dicom[name];
  if (value === undefined) return "";
  if (type(value) !== "string") error(`${name} is no text`);
  return value as string;
}

/** Orthanc's identifiers of the resources of a level that have this UID. */
function having(uid: string, level: Found["Type"]): string[] {
  const found = lookup(uid);
  if (found === undefined) return error("no answer to a look-up");
  const ids: string[] = [];
  for (const { Type, ID } of found) {
    if (Type === level) ids.push(ID);
  }
  return ids;
}

function isIn(list: readonly string[], id: string): boolean {
  for (const one of list) {
    if (one === id) return true;
  }
  return false;
}

/** The study that a series or an instance belongs to. */
function studyOf(level: "series" | "instances", id: string): string {
  const resource = get(`/${level}/${id}`) ?? {};
  if (level === "series") return tostring(resource["ParentStudy"]);
  return studyOf("series", tostring(resource["ParentSeries"]));
}

/** Of some studies the one that is this patient's: its identifier, and those of its series. */
function ownStudy(ids: readonly string[], patient: string): LuaMultiReturn<[string, string[]] | [undefined]> {
  for (const id of ids) {
    const study = get(`/studies/${id}`);
    const tags = study?.["PatientMainDicomTags"] as Readonly<Record<string, string | undefined>> | undefined;
    if (study !== undefined && (tags?.["PatientID"] ?? "") === patient) return $multi(id, study["Series"] as string[]);
  }
  return $multi(undefined);
}

/** Finds the series that an object belongs into: undefined where it is a new one, or else what is in its way; and its study. */
function placeOf(
  patient: string,
  studyUid: string,
  seriesUid: string,
): LuaMultiReturn<[series: string | undefined, inTheWay?: Collision | undefined, study?: string | undefined]> {
  const studies = having(studyUid, "Study");
  const [study, children] = ownStudy(studies, patient);
  const other = studies[0];
  if (study === undefined && other !== undefined) return $multi(undefined, { level: "Study", study: other });
  const series = having(seriesUid, "Series");
  for (const id of series) {
    if (children !== undefined && isIn(children, id)) return $multi(id, undefined, study);
  }
  const stranger = series[0];
  if (stranger === undefined) return $multi(undefined, undefined, study);
  return $multi(undefined, { level: "Series", study: studyOf("series", stranger) });
}

function instanceCollision(instanceUid: string, series: string | undefined): Collision | undefined {
  const instances = having(instanceUid, "Instance");
  for (const id of instances) {
    if (get(`/instances/${id}`)?.["ParentSeries"] === series) return undefined;
  }
  const other = instances[0];
  return other === undefined ? undefined : { level: "Instance", study: studyOf("instances", other) };
}

/** What another object that is being stored at this moment has of this one's UIDs, which the index has not. */
function claimOf(wanted: Claim, hasStudy: boolean, series: string | undefined): Collision | undefined {
  const level = claimedBefore(wanted);
  if (level === undefined) return undefined;
  const isIndexed = {
    Study: () => hasStudy,
    Series: () => series !== undefined,
    Instance: () => having(wanted.instance, "Instance").length > 0,
  };
  return isIndexed[level]() ? undefined : { level, study: "" };
}

function look(wanted: Claim): Collision | undefined {
  const { patient, study, series: seriesUid, instance } = wanted;
  const isLasting = refresh(known);
  const place = known.entries[seriesUid];
  const isKnown = place !== undefined && place.patient === patient && place.studyUid === study;
  let series = isKnown ? place.series : undefined;
  let hasStudy = isKnown;
  if (series === undefined) {
    const [found, inTheWay, ownId] = placeOf(patient, study, seriesUid);
    if (inTheWay !== undefined) return inTheWay;
    if (found !== undefined && isLasting) remember(known, seriesUid, { patient, studyUid: study, series: found });
    series = found;
    hasStudy = ownId !== undefined;
  }
  return instanceCollision(instance, series) ?? claimOf(wanted, hasStudy, series);
}

/**
 * What is in an object's way; undefined where nothing is: then it counts as being there. What the archive has twice
 * already stays so: there each of the two may grow. Throws where the archive can't be asked.
 *
 * A collision is looked for twice: the same object may be being stored by another connection, and its study, series and
 * instance appear between two look-ups.
 */
export function collisionOf(dicom: Tags): Collision | undefined {
  const wanted = {
    patient: textOf(dicom, "PatientID"),
    study: textOf(dicom, "StudyInstanceUID"),
    series: textOf(dicom, "SeriesInstanceUID"),
    instance: textOf(dicom, "SOPInstanceUID"),
  };
  const collision = look(wanted) === undefined ? undefined : look(wanted);
  if (collision === undefined) claim(wanted);
  return collision;
}
