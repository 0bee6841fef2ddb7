/**
 * The instances of one study by Orthanc's identifiers, each of which is deleted by itself: what has come for the study
 * since they were listed stays.
 *
 * @module
 */
import { askArchive } from "../archive/client";
import { askForResources } from "../archive/resources";
import { holdOn } from "./begun";

/** Instances that the archive tells of at once, some 600 bytes each; and those of a study that can be resolved. */
const PAGE = 1000;
const MOST_INSTANCES = 100_000;
const MOST_BYTES = 65536;
const TIMEOUT_MS = 20_000;

/** An instance. */
export interface Held {
  readonly id: string;
  /** The instance that it is a copy of; "" of none. */
  readonly from: string;
}

/** The instances of a study, none of one that is not there; undefined where the archive does not tell, or of too many. */
export function instancesOf(study: string): readonly Held[] | undefined {
  const all: Held[] = [];
  while (all.length < MOST_INSTANCES) {
    holdOn(study);
    const page = askForResources("/tools/find", {
      Level: "Instance",
      Query: {},
      ParentStudy: study,
      Since: all.length,
      Limit: PAGE,
      ResponseContent: ["Metadata"],
    });
    if (page === undefined) return undefined;
    for (const { ID, Metadata } of page) all.push({ id: ID ?? "", from: Metadata?.["ModifiedFrom"] ?? "" });
    if (page.length < PAGE) return all;
  }
  return undefined;
}

/** Deletes instances of a study; false where the archive did not say of one that it is gone. */
export function removeInstances(instances: readonly Held[], study: string): boolean {
  for (const { id } of instances) {
    holdOn(study);
    const path = `/instances/${id}`;
    const [status] = askArchive({ scope: "resolve", path, method: "DELETE", limit: MOST_BYTES }, TIMEOUT_MS);
    if (status !== 200 && status !== 404) return false;
  }
  return true;
}
