import type { Level } from "./transaction";

/** How the values of an attribute are written. */
export type Values = "uid" | "date" | "time" | "number" | "code" | "name" | "text" | "none";

/** Keyword, tag, level and kind of values of what can be searched for, out of PS3.18, section 10.6, by hand. */
const TABLE = `
SpecificCharacterSet 00080005 study none          StudyDate 00080020 study date
StudyTime 00080030 study time                     AccessionNumber 00080050 study text
InstanceAvailability 00080056 study none          ModalitiesInStudy 00080061 study code
InstitutionName 00080080 study text               ReferringPhysicianName 00080090 study name
TimezoneOffsetFromUTC 00080201 study none         StudyDescription 00081030 study text
RetrieveURL 00081190 study none                   PatientName 00100010 study name
PatientID 00100020 study text                     IssuerOfPatientID 00100021 study text
PatientBirthDate 00100030 study date              PatientSex 00100040 study code
PatientAge 00101010 study none                    StudyInstanceUID 0020000D study uid
StudyID 00200010 study text                       NumberOfStudyRelatedSeries 00201206 study none
NumberOfStudyRelatedInstances 00201208 study none
PhysiciansOfRecord 00081048 study none            NameOfPhysiciansReadingStudy 00081060 study none
OtherPatientIDs 00101000 study none               RequestingPhysician 00321032 study none
RequestedProcedureDescription 00321060 study none
SeriesDate 00080021 series date                   SeriesTime 00080031 series time
Modality 00080060 series code                     Manufacturer 00080070 series text
StationName 00081010 series text                  SeriesDescription 0008103E series text
BodyPartExamined 00180015 series code             ProtocolName 00181030 series text
SeriesInstanceUID 0020000E series uid             SeriesNumber 00200011 series code
Laterality 00200060 series code                   NumberOfSeriesRelatedInstances 00201209 series none
PerformedProcedureStepStartDate 00400244 series date
PerformedProcedureStepStartTime 00400245 series time
RequestAttributesSequence 00400275 series none    OperatorsName 00081070 series none
ContrastBolusAgent 00180010 series none           SequenceName 00180024 series none
CardiacNumberOfImages 00181090 series none        AcquisitionDeviceProcessingDescription 00181400 series none
ImageOrientationPatient 00200037 series none      NumberOfTemporalPositions 00200105 series none
ImagesInAcquisition 00201002 series none          PerformedProcedureStepDescription 00400254 series none
NumberOfSlices 00540081 series none               NumberOfTimeSlices 00540101 series none
SeriesType 00541000 series none
SOPClassUID 00080016 instance uid                 SOPInstanceUID 00080018 instance uid
InstanceNumber 00200013 instance code             NumberOfFrames 00280008 instance code
Rows 00280010 instance number                     Columns 00280011 instance number
BitsAllocated 00280100 instance number            SamplesPerPixel 00280002 instance number
InstanceCreationDate 00080012 instance none       InstanceCreationTime 00080013 instance none
AcquisitionNumber 00200012 instance none          ImagePositionPatient 00200032 instance none
TemporalPositionIdentifier 00200100 instance none ImageComments 00204000 instance none
ImageIndex 00541330 instance none
`;

export interface Attribute {
  readonly keyword: string;
  readonly tag: string;
  readonly level: Level;
  readonly values: Values;
}

export const ATTRIBUTES: readonly Attribute[] = [...TABLE.matchAll(/(\w+) ([\dA-F]{8}) (\w+) (\w+)/g)].map(
  ([, keyword = "", tag = "", level, values]) => ({ keyword, tag, level: level as Level, values: values as Values }),
);

/** The attribute of this keyword, or of this tag in any case of its digits. */
export function attributeOf(name: string): Attribute | undefined {
  return ATTRIBUTES.find(({ keyword, tag }) => keyword === name || tag === name.toUpperCase());
}

/** Whether a search at a level may name an attribute: of its own level and those above. */
export function isWithin(attribute: Attribute, level: Level): boolean {
  const order = ["study", "series", "instance"];
  return order.indexOf(attribute.level) <= order.indexOf(level);
}

/** How a field to return is named further: its tag, or a keyword that the table lacks; `""` where it is neither. */
export function fieldOf(name: string): string {
  if (/^[\da-f]{8}$/i.test(name)) return name.toUpperCase();
  const isKeyword = /^(?=.*[a-z])[A-Z][A-Za-z0-9]{0,63}$/.test(name);
  return isKeyword ? (attributeOf(name)?.tag ?? name) : "";
}
