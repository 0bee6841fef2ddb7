/** A streaming inspector of one part's bytes: whether they are a DICOM file that Orthanc can be given, and whose. */
import type { Facts, Fault, Identity } from "./types";

/** A file that is being inspected. */
export interface Inspector {
  fault: Fault | undefined;
}

export function newInspector(): Inspector {
  return { fault: undefined };
}

/** Takes the next piece; returns the fault once there is one, and for ever after. A file with one need not be fed on. */
export function feed(inspector: Inspector, piece: string): Fault | undefined {
  if (piece !== "") inspector.fault = "not-dicom";
  return inspector.fault;
}

/** To be called once, when all pieces have been fed. */
export function finish(inspector: Inspector): LuaMultiReturn<[Facts] | [undefined, Fault]> {
  return $multi(undefined, inspector.fault ?? "empty");
}

/** What is known of a file so far, also of one with a fault: for FailedSOPSequence. */
export function identityOf(inspector: Inspector): Identity {
  return { sopClass: "", sopInstance: inspector.fault === undefined ? "1" : "" };
}
