/**
 * What each request of the administration may say in its body. Keys that Orthanc knows and that stand nowhere here are
 * refused like any other: above all Transcode, LocalAet, MoveOriginatorAet, Permissive, UserData and Priority.
 */
import { isSegment } from "../../../shared/policy/segments";
import { refuse, type Refusal } from "../../http/refusal";
import { flag, isAttribute, isPlainText, listOf, mapOf, oneOf, only, text, whole, type Grammar } from "./grammar";

/** The keys of a document; `refusals` name keys whose every other value deserves a word of its own. */
export interface Schema {
  readonly fields: Readonly<Record<string, Grammar>>;
  readonly required: readonly string[];
  readonly refusals: Readonly<Record<string, Refusal | undefined>>;
}

const ATTRIBUTES = listOf(text(isAttribute), 256);
const VALUES = mapOf(isAttribute, text(isPlainText), 64);
/**
 * What the archive may be searched by: what Orthanc has in its index. For any other attribute it reads stored files.
 */
const FOUND_BY = [
  ...["PatientID", "PatientName", "PatientBirthDate", "PatientSex", "OtherPatientIDs"],
  ...["StudyInstanceUID", "StudyID", "StudyDate", "StudyTime", "StudyDescription", "AccessionNumber"],
  ...["ReferringPhysicianName", "RequestingPhysician", "RequestedProcedureDescription", "InstitutionName"],
  ...["ModalitiesInStudy", "SeriesInstanceUID", "SeriesDate", "SeriesTime", "SeriesDescription", "SeriesNumber"],
  ...["Modality", "Manufacturer", "StationName", "BodyPartExamined", "ProtocolName", "OperatorsName"],
  ...["SOPInstanceUID", "InstanceNumber", "AcquisitionNumber", "NumberOfFrames", "ImageComments"],
];
const SEARCH = mapOf((given) => FOUND_BY.includes(given), text(isPlainText), 64);
const LEVEL = oneOf("Patient", "Study", "Series", "Instance");
const RESOURCES = listOf(
  text((given) => isSegment("{id}", given)),
  1000,
);
const LABELS = listOf(
  text((given) => isSegment("{label}", given)),
  64,
);
/** Seconds; Orthanc reads 0 as no end. */
const TIMEOUT = whole(1, 60);

const NONE = {};

function schema(
  fields: Schema["fields"],
  required: readonly string[] = [],
  refusals: Schema["refusals"] = NONE,
): Schema {
  return { fields, required, refusals };
}

const FORCE = refuse(
  400,
  "body-force",
  "Force is not taken: with it an identifier is kept, and the source overwritten.",
);
const KEEP_SOURCE = refuse(400, "body-keep-source", "KeepSource is true or absent: the source is deleted by a DELETE.");

const WHAT_TO_ANONYMIZE = {
  Keep: ATTRIBUTES,
  Remove: ATTRIBUTES,
  Replace: VALUES,
  KeepPrivateTags: flag,
  DicomVersion: oneOf("2008", "2017c", "2021b", "2023b"),
  Force: only(false),
};
const ANONYMIZE_INSTANCE = schema(WHAT_TO_ANONYMIZE, [], { Force: FORCE });
const ANONYMIZE = schema(
  { ...WHAT_TO_ANONYMIZE, KeepSource: only(true), KeepLabels: flag, Synchronous: flag, Asynchronous: flag },
  [],
  { Force: FORCE, KeepSource: KEEP_SOURCE },
);
const SEND = schema({ Resources: RESOURCES, Synchronous: flag, Asynchronous: flag }, ["Resources"]);

/** By the route's template. */
export const SCHEMAS: Readonly<Record<string, Schema | undefined>> = {
  "/patients/{id}/anonymize": ANONYMIZE,
  "/studies/{id}/anonymize": ANONYMIZE,
  "/series/{id}/anonymize": ANONYMIZE,
  "/instances/{id}/anonymize": ANONYMIZE_INSTANCE,
  "/tools/find": schema(
    {
      Level: LEVEL,
      Query: SEARCH,
      Expand: flag,
      Full: flag,
      CaseSensitive: flag,
      Limit: whole(1, 1000),
      Since: whole(0, 1000000000),
      Labels: LABELS,
      LabelsConstraint: oneOf("All", "Any", "None"),
    },
    ["Level", "Query"],
  ),
  "/modalities/{name}/echo": schema({ Timeout: TIMEOUT }),
  "/modalities/{name}/query": schema({ Level: LEVEL, Query: VALUES, Normalize: flag, Timeout: TIMEOUT }, [
    "Level",
    "Query",
  ]),
  "/modalities/{name}/store": SEND,
  "/peers/{name}/store": SEND,
};
