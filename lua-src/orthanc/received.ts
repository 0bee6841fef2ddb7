/** Orthanc's hooks before it stores an instance (https://orthanc.uclouvain.be/book/users/lua.html). An error refuses it. */
import { noteArrival } from "./arrivals";
import { type Collision, collisionOf } from "./collisions";
import { isRoomLeft } from "./disk";
import { forgetKept } from "./kept-metadata";
import { noteRefusal, type Reason } from "./refusals";
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

/** Why an object is refused, and what else the log says of that. */
interface Refusal {
  readonly reason: Reason;
  readonly about: string;
  /** What the sender is told. */
  readonly status: number;
}

/** What the plugin finds, and what the sender is told of it. */
const FAULTS = {
  "too-many-elements": CANNOT_UNDERSTAND,
  "too-much-text": CANNOT_UNDERSTAND,
  malformed: CANNOT_UNDERSTAND,
  "bad-deflate": CANNOT_UNDERSTAND,
  "inflates-too-far": CANNOT_UNDERSTAND,
  "different-content": NOT_AS_EXPECTED,
} as const;

const isFault = (text: string): text is keyof typeof FAULTS => text in FAULTS;

const IN_THE_WAY = {
  Study: "its study belongs to another patient here",
  Series: "its series belongs to another study here",
  Instance: "its SOP Instance UID belongs to another series here",
} as const;

/** What was wrong with an object of which this is in the place; undefined for all others. */
function refusedObject(dicom: Tags): Refusal | undefined {
  if (dicom["SOPInstanceUID"] !== REFUSED) return undefined;
  const reason = textOf(dicom["PatientID"]);
  const about = `SOP instance ${textOf(dicom["StudyInstanceUID"])}`;
  if (isFault(reason)) return { reason, about, status: FAULTS[reason] };
  // Anybody may send one of this UID: of what is in it nothing is repeated.
  return { reason: "bad-uid", about: "its SOP Instance UID stands for refused objects", status: CANNOT_UNDERSTAND };
}

/** Identifiers that are sequences, say. */
function unreadable(dicom: Tags): Refusal | undefined {
  const isText = (name: string): boolean => dicom[name] === undefined || type(dicom[name]) === "string";
  if (!isText("PatientID")) return { reason: "bad-patient-id", about: "it is no text", status: CANNOT_UNDERSTAND };
  for (const name of ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"]) {
    if (!isText(name)) return { reason: "bad-uid", about: `${name} is no text`, status: CANNOT_UNDERSTAND };
  }
  return undefined;
}

function sayCollision({ level, study }: Collision): string {
  return `${IN_THE_WAY[level]} (study ${study === "" ? "that is being stored" : study})`;
}

/** Why an object that has come by C-STORE is not stored; undefined where it is. */
function refusalOf(dicom: Tags, origin: Origin): Refusal | undefined {
  const refused = refusedObject(dicom) ?? unreadable(dicom);
  if (refused !== undefined) return refused;
  const [isKnown, collision] = pcall(collisionOf, dicom);
  if (!isKnown) {
    noteRefusal("archive-failed", "its UIDs could not be looked up", origin);
    // Orthanc logs what has failed, and tells the sender.
    error(collision);
  }
  if (collision !== undefined) {
    return { reason: "uid-collision", about: sayCollision(collision), status: NOT_AS_EXPECTED };
  }
  if (isRoomLeft()) return undefined;
  return { reason: "archive-full", about: "less of the disk is free than ARCHIVE_MIN_FREE", status: NO_ROOM };
}

/**
 * For each instance, however it has come: whether it is stored. What comes by C-STORE is decided in the other hook,
 * since the sender of what is refused here is told of a success.
 */
export function receivedInstanceFilter(dicom: Tags, origin: Origin): boolean {
  if (origin.RequestOrigin !== "DicomProtocol") {
    const collision = collisionOf(dicom);
    if (collision !== undefined) {
      noteRefusal("uid-collision", sayCollision(collision), origin);
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
  const refusal = refusalOf(dicom, origin);
  if (refusal === undefined) {
    noteArrival(dicom, origin);
    return SUCCESS;
  }
  noteRefusal(refusal.reason, refusal.about, origin);
  return refusal.status;
}
