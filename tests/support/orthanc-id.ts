import { createHash } from "node:crypto";

/** Orthanc's identifier of what a patient's identifier and the UIDs down to it name (Orthanc Book, "Orthanc identifiers"). */
export function orthancIdOf(patient: string, ...uids: readonly string[]): string {
  const digest = createHash("sha1")
    .update([patient, ...uids].join("|"))
    .digest("hex");
  return digest.replace(/.{8}(?=.)/g, "$&-");
}
