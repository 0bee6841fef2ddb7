/** The attributes of a study in the archive's index (PS3.18, table 10.6.3-3), and how a search writes them. */
import { encode } from "../../shared/json";
import { matches, pieces } from "../../shared/text";

/** A number, a name in groups, or a text. */
type Representation = "AS" | "CS" | "DA" | "IS" | "LO" | "PN" | "SH" | "TM" | "UI";

export interface StudyAttribute {
  readonly tag: string;
  readonly keyword: string;
  /** Its value representation (PS3.6). */
  readonly vr: Representation;
  /** Whether it is returned if nobody asks for it. */
  readonly always: boolean;
}

type Row = readonly [tag: string, keyword: string, vr: Representation, always?: true];

/** Gathered from a study's series: as long as these have different values. */
export const MODALITIES_IN_STUDY = "00080061";

const ROWS: readonly Row[] = [
  ["00080020", "StudyDate", "DA", true],
  ["00080030", "StudyTime", "TM", true],
  ["00080050", "AccessionNumber", "SH", true],
  [MODALITIES_IN_STUDY, "ModalitiesInStudy", "CS", true],
  ["00080080", "InstitutionName", "LO"],
  ["00080090", "ReferringPhysicianName", "PN", true],
  ["00080201", "TimezoneOffsetFromUTC", "SH", true],
  ["00081030", "StudyDescription", "LO"],
  ["00081048", "PhysiciansOfRecord", "PN"],
  ["00081060", "NameOfPhysiciansReadingStudy", "PN"],
  ["00100010", "PatientName", "PN", true],
  ["00100020", "PatientID", "LO", true],
  ["00100021", "IssuerOfPatientID", "LO"],
  ["00100030", "PatientBirthDate", "DA", true],
  ["00100040", "PatientSex", "CS", true],
  ["00101000", "OtherPatientIDs", "LO"],
  ["00101010", "PatientAge", "AS"],
  ["0020000D", "StudyInstanceUID", "UI", true],
  ["00200010", "StudyID", "SH", true],
  ["00201206", "NumberOfStudyRelatedSeries", "IS", true],
  ["00201208", "NumberOfStudyRelatedInstances", "IS", true],
  ["00321032", "RequestingPhysician", "PN"],
  ["00321060", "RequestedProcedureDescription", "LO"],
];

/** In the order of their tags, as a data set has them. */
export const STUDY_ATTRIBUTES: readonly StudyAttribute[] = ROWS.map(([tag, keyword, vr, always]) => ({
  tag,
  keyword,
  vr,
  always: always === true,
}));

/** PS3.18, section F.2.2. Orthanc writes an empty group that another one follows. */
const GROUPS = ["Alphabetic", "Ideographic", "Phonetic"] as const;

function personName(name: string): string {
  const groups = pieces(name, "=");
  const members: string[] = [];
  for (const [at, group] of GROUPS.entries()) {
    const text = groups[at];
    if (text !== undefined) members.push(`"${group}":${encode(text)}`);
  }
  return `{${table.concat(members, ",")}}`;
}

/** One value of several. An empty one is null (PS3.18, section F.2.5), and an empty name one without groups. */
function oneValue(vr: Representation, text: string): string {
  if (text === "") return vr === "PN" ? "{}" : "null";
  if (vr === "PN") return personName(text);
  // A number has 10 digits at most (PS3.5, section 6.2).
  if (vr === "IS") return text.length <= 10 && matches(text, "^[1-9]%d*$") ? text : "0";
  return encode(text);
}

/** An attribute in the DICOM JSON Model (PS3.18, section F.2.3), its values as Orthanc's index has them. */
export function writeAttribute(vr: Representation, text: string): string {
  if (text === "") return `{"vr":"${vr}"}`;
  const values: string[] = [];
  for (const one of pieces(text, "\\")) values.push(oneValue(vr, one));
  return `{"vr":"${vr}","Value":[${table.concat(values, ",")}]}`;
}
