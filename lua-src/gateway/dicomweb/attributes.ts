/**
 * The attributes that Search knows (PS3.18, tables 8.3.4-1 and 10.6.3-3 to 10.6.3-5, with what OHIF and dicomweb-client
 * ask for besides). The list is closed: Orthanc ignores a key that it does not know and then answers with everything. Of
 * each of them its index knows the value, by itself or by `ExtraMainDicomTags` in orthanc/orthanc.json, since no search
 * reads a file (docs/adr/0037-searches-read-no-file.md).
 */

import { contains, matches, pieces } from "../../shared/text";

/** The longest keyword of PS3.6 has 59 letters. */
const MAX_KEYWORD = 64;

/** The level of the DICOM model an attribute belongs to; a search may name those of its own level and above. */
export type Level = "study" | "series" | "instance";

/**
 * How a value is checked: UIDs, date, time, whole number of 16 bits, a code string or number in text (VR CS, IS), a
 * person's name or other free text.
 */
export type ValueClass = "uid" | "date" | "time" | "number" | "code" | "name" | "text";

export interface Attribute {
  /** Eight upper-case hexadecimal digits (PS3.18, section 8.3.4.1). */
  readonly tag: string;
  readonly level: Level;
  /** Undefined where the attribute can be returned but not searched for. */
  readonly match: ValueClass | undefined;
}

type Row = readonly [keyword: string, tag: string, match?: ValueClass];

const STUDY: readonly Row[] = [
  ["SpecificCharacterSet", "00080005"],
  ["StudyDate", "00080020", "date"],
  ["StudyTime", "00080030", "time"],
  ["AccessionNumber", "00080050", "text"],
  ["InstanceAvailability", "00080056"],
  ["ModalitiesInStudy", "00080061", "code"],
  ["InstitutionName", "00080080", "text"],
  ["ReferringPhysicianName", "00080090", "name"],
  ["TimezoneOffsetFromUTC", "00080201"],
  ["StudyDescription", "00081030", "text"],
  ["PhysiciansOfRecord", "00081048"],
  ["NameOfPhysiciansReadingStudy", "00081060"],
  ["RetrieveURL", "00081190"],
  ["PatientName", "00100010", "name"],
  ["PatientID", "00100020", "text"],
  ["IssuerOfPatientID", "00100021", "text"],
  ["PatientBirthDate", "00100030", "date"],
  ["PatientSex", "00100040", "code"],
  ["OtherPatientIDs", "00101000"],
  ["PatientAge", "00101010"],
  ["StudyInstanceUID", "0020000D", "uid"],
  ["StudyID", "00200010", "text"],
  ["NumberOfStudyRelatedSeries", "00201206"],
  ["NumberOfStudyRelatedInstances", "00201208"],
  ["RequestingPhysician", "00321032"],
  ["RequestedProcedureDescription", "00321060"],
];

const SERIES: readonly Row[] = [
  ["SeriesDate", "00080021", "date"],
  ["SeriesTime", "00080031", "time"],
  ["Modality", "00080060", "code"],
  ["Manufacturer", "00080070", "text"],
  ["StationName", "00081010", "text"],
  ["SeriesDescription", "0008103E", "text"],
  ["OperatorsName", "00081070"],
  ["ContrastBolusAgent", "00180010"],
  ["BodyPartExamined", "00180015", "code"],
  ["SequenceName", "00180024"],
  ["ProtocolName", "00181030", "text"],
  ["CardiacNumberOfImages", "00181090"],
  ["AcquisitionDeviceProcessingDescription", "00181400"],
  ["SeriesInstanceUID", "0020000E", "uid"],
  ["SeriesNumber", "00200011", "code"],
  ["ImageOrientationPatient", "00200037"],
  ["Laterality", "00200060", "code"],
  ["NumberOfTemporalPositions", "00200105"],
  ["ImagesInAcquisition", "00201002"],
  ["NumberOfSeriesRelatedInstances", "00201209"],
  ["PerformedProcedureStepStartDate", "00400244", "date"],
  ["PerformedProcedureStepStartTime", "00400245", "time"],
  ["PerformedProcedureStepDescription", "00400254"],
  ["RequestAttributesSequence", "00400275"],
  ["NumberOfSlices", "00540081"],
  ["NumberOfTimeSlices", "00540101"],
  ["SeriesType", "00541000"],
];

const INSTANCE: readonly Row[] = [
  ["InstanceCreationDate", "00080012"],
  ["InstanceCreationTime", "00080013"],
  ["SOPClassUID", "00080016", "uid"],
  ["SOPInstanceUID", "00080018", "uid"],
  ["AcquisitionNumber", "00200012"],
  ["InstanceNumber", "00200013", "code"],
  ["ImagePositionPatient", "00200032"],
  ["TemporalPositionIdentifier", "00200100"],
  ["ImageComments", "00204000"],
  ["SamplesPerPixel", "00280002", "number"],
  ["NumberOfFrames", "00280008", "code"],
  ["Rows", "00280010", "number"],
  ["Columns", "00280011", "number"],
  ["BitsAllocated", "00280100", "number"],
  ["ImageIndex", "00541330"],
];

const ORDER: Readonly<Record<Level, number>> = { study: 1, series: 2, instance: 3 };

/** Attributes by keyword and by tag, so that both names of one attribute lead to the same object. */
const BY_NAME: Record<string, Attribute | undefined> = {};

function define(level: Level, rows: readonly Row[]): void {
  for (const [keyword, tag, match] of rows) {
    const attribute: Attribute = { tag, level, match };
    BY_NAME[keyword] = attribute;
    BY_NAME[tag] = attribute;
  }
}

define("study", STUDY);
define("series", SERIES);
define("instance", INSTANCE);

/** The attribute with this keyword or tag; the case of a keyword counts, that of a tag's digits does not. */
export function attributeNamed(name: string): Attribute | undefined {
  return BY_NAME[name] ?? BY_NAME[string.upper(name)];
}

/** Whether a search at a level may name an attribute, as a key or to be returned. */
export function isWithin(attribute: Attribute, level: Level): boolean {
  return ORDER[attribute.level] <= ORDER[level];
}

/**
 * What an attribute is called where it need not be one of the table: its tag, with private ones, or a keyword, which
 * Orthanc looks up. Undefined where the name is neither.
 */
export function attributeId(name: string): string | undefined {
  if (matches(name, "^%x%x%x%x%x%x%x%x$")) {
    return string.upper(name);
  }
  const isKeyword = name.length <= MAX_KEYWORD && matches(name, "^%u%w*$") && matches(name, "%l");
  return isKeyword ? (BY_NAME[name]?.tag ?? name) : undefined;
}

/** Request Attributes Sequence. */
export const REQUEST_ATTRIBUTES = "00400275";

/** The keys inside it that PS3.18, table 10.6.3-4, names. */
const REQUEST_KEYS: Readonly<Record<string, string | undefined>> = {
  ScheduledProcedureStepID: "00400009",
  "00400009": "00400009",
  RequestedProcedureID: "00401001",
  "00401001": "00401001",
};

/** The tag inside Request Attributes Sequence that a key such as `00400275.00400009` names; undefined for any other key. */
export function requestKeyOf(name: string): string | undefined {
  // Most keys of a search are options.
  if (!contains(name, ".")) return undefined;
  const [outer, inner] = string.match(name, "^([^.]+)%.([^.]+)$");
  if (outer === undefined || inner === undefined || attributeId(outer) !== REQUEST_ATTRIBUTES) return undefined;
  return REQUEST_KEYS[inner];
}

/** The outermost sequence of a path such as `00400275.00400009` (PS3.18, section 8.3.4.1); undefined if it is none. */
export function outermostOf(text: string): string | undefined {
  const [outermost, rest] = string.match(text, "^([^.]+)%.(.+)$");
  if (outermost === undefined || rest === undefined) {
    return undefined;
  }
  for (const name of pieces(rest, ".")) {
    if (attributeId(name) === undefined) {
      return undefined;
    }
  }
  return attributeId(outermost);
}
