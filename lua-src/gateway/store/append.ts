/** Whoever may add to a study and make none (the permission `append`) adds to one that is there, of the same patient. */
import { resourceId } from "../frames/identifier";
import { lookUp, type Resource } from "./archive";
import type { Facts, Fault } from "./types";

/** What the archive said of the study, and when. */
export interface KnownStudy {
  at: number;
  studies: readonly Resource[] | undefined;
}

const KNOWN_SECONDS = 1;

/** Why a part may not be added to the study of its own, which is the address's; undefined where it may. */
export function appendFault(known: KnownStudy, { study, patientId }: Facts): Fault | undefined {
  if (known.studies === undefined || ngx.now() - known.at > KNOWN_SECONDS) {
    known.studies = lookUp(study)?.filter(({ type }) => type === "Study");
    known.at = ngx.now();
  }
  if (known.studies === undefined) return "archive-unavailable";
  if (known.studies.length === 0) return "not-authorized";
  // What only the archive can read, its filter compares.
  if (patientId === undefined) return undefined;
  const id = resourceId(`${patientId}|${study}`);
  return known.studies.some((one) => one.id === id) ? undefined : "other-patient";
}
