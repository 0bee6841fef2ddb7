/** Orthanc's hooks before it stores an instance (https://orthanc.uclouvain.be/book/users/lua.html). An error refuses it. */
import { noteArrival } from "./arrivals";
import { collisionOf } from "./collisions";
import { isRoomLeft } from "./disk";
import { forgetKept } from "./kept-metadata";
import { logRefusal, noteRefusal } from "./refusals";
import { plain } from "./plain";
import type { Origin, Tags } from "./rest";

/**
 * The SOP Instance UID of what a plugin puts in place of an object that is beyond what the gateway takes by HTTP
 * (scripts/docker/orthanc-received.c).
 */
const REFUSED = "2.25.188374073512223705517719999627836334574";

const textOf = (value: unknown): string => plain(type(value) === "string" ? (value as string) : undefined);

/** "Data set does not match SOP class", the failure for an object itself that C-STORE has (PS3.4, table B.2-1). */
const NOT_AS_EXPECTED = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;
/** "Out of resources". */
const NO_ROOM = 0xa700;
const SUCCESS = 0;

/** What was wrong with an object of which this is in the place, and its status; undefined for all others. */
function refusedObject(dicom: Tags): { readonly why: string; readonly status: number } | undefined {
  if (dicom["SOPInstanceUID"] !== REFUSED) return undefined;
  const fault = textOf(dicom["PatientID"]);
  const why = `${fault} (SOP instance ${textOf(dicom["StudyInstanceUID"])})`;
  return { why, status: fault === "different-content" ? NOT_AS_EXPECTED : CANNOT_UNDERSTAND };
}

/**
 * For each instance, however it has come: whether it is stored. What comes by C-STORE is decided in the other hook,
 * since the sender of what is refused here is told of a success.
 */
export function receivedInstanceFilter(dicom: Tags, origin: Origin): boolean {
  if (origin.RequestOrigin !== "DicomProtocol") {
    const collision = collisionOf(dicom);
    if (collision !== undefined) {
      noteRefusal(collision, origin);
      // STOW-RS in Orthanc says "stored" of what is refused, but not of what fails.
      if (origin.RequestOrigin === "Plugins") error("its UIDs are taken");
      return false;
    }
    // Orthanc answers 500; the gateway then asks how much room there is.
    if (!isRoomLeft()) error("the archive's disk is nearly full");
  }
  forgetKept(dicom);
  return true;
}

/** For each instance that comes by C-STORE: its status, of which all but 0 keep it out. */
export function receivedCStoreInstanceFilter(dicom: Tags, origin: Origin): number {
  const refused = refusedObject(dicom);
  if (refused !== undefined) {
    logRefusal(refused.why, origin);
    return refused.status;
  }
  const collision = collisionOf(dicom);
  if (collision !== undefined) {
    noteRefusal(collision, origin);
    return NOT_AS_EXPECTED;
  }
  if (!isRoomLeft()) return NO_ROOM;
  noteArrival(dicom, origin);
  return SUCCESS;
}
