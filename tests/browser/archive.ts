import { createHash } from "node:crypto";

/** Orthanc's own identifier of a study (Orthanc Book, "Orthanc identifiers"). */
export function orthancStudyId(patientId: string, studyUid: string): string {
  const digest = createHash("sha1").update(`${patientId}|${studyUid}`).digest("hex");
  return digest.replace(/.{8}(?=.)/g, "$&-");
}
