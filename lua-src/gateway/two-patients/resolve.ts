/**
 * Ends that several patients have one study: one of them keeps it, the others' are deleted or get UIDs of their own.
 * Nothing goes before it is certain what becomes of it.
 *
 * @module
 */
import { resourcesOf, type Resource } from "../archive/resources";
import { notice } from "../log";
import { forgetBegun, hold, letGo } from "./begun";
import { copyUnderNewUids, parted } from "./copy";
import { studiesOfUid } from "./holders";
import { instancesOf, removeInstances, type Held } from "./instances";

/** What becomes of the others' studies. */
export type Way = "delete-others" | "new-uid";

/** What has become of one of them. */
export interface Resolved {
  readonly id: string;
  readonly patient: string;
  /** The StudyInstanceUID that it has now; "" where it is deleted. */
  readonly uid: string;
}

/** Why not, or not all, has been done. */
export interface Unresolved {
  readonly reason: string;
  readonly sentence: string;
}

type Outcome = LuaMultiReturn<[Resolved] | [undefined, string]>;

function named({ ID, PatientMainDicomTags }: Resource): { id: string; patient: string } {
  return { id: ID ?? "", patient: PatientMainDicomTags?.["PatientID"] ?? "" };
}

/** Deletes instances of a study, and sees that none came meanwhile; why that is not certain. */
function removeAll(id: string, instances: readonly Held[]): string | undefined {
  if (!removeInstances(instances, id)) return `the archive did not say that all of ${id} is deleted`;
  const left = instancesOf(id);
  if (left === undefined) return `the archive does not say whether all of ${id} is deleted`;
  if (left.length > 0) return `${string.format("%d", left.length)} objects of ${id} came meanwhile, and are there`;
  return undefined;
}

function remove(study: Resource): Outcome {
  const { id, patient } = named(study);
  const instances = instancesOf(id);
  if (instances === undefined) return $multi(undefined, `the archive does not tell what ${id} holds; it is as it was`);
  const failure = removeAll(id, instances);
  if (failure !== undefined) return $multi(undefined, failure);
  forgetBegun(id);
  return $multi({ id, patient, uid: "" });
}

/** Copies a study under new UIDs; of the original goes what has a copy. */
function rename(study: Resource): Outcome {
  const { id, patient } = named(study);
  const [made, unmade] = copyUnderNewUids(id);
  if (made === undefined) return $multi(undefined, unmade);
  const found = resourcesOf("Study", [made], false);
  const uid = found?.[0]?.MainDicomTags?.["StudyInstanceUID"];
  const [originals, copies] = [instancesOf(id), instancesOf(made)];
  if (uid === undefined || originals === undefined || copies === undefined) {
    // Somebody has deleted the copy since the command was cut off.
    if (found !== undefined && found.length === 0) forgetBegun(id);
    return $multi(undefined, `the archive does not tell of ${made}, the copy of ${id}; no more of this was deleted`);
  }
  const failure = removeAll(id, parted(originals, copies).with);
  if (failure !== undefined) return $multi(undefined, `${failure}; ${made} is a copy of all before`);
  forgetBegun(id);
  return $multi({ id, patient, uid });
}

function leaveHeld(study: Resource, way: Way): Outcome {
  if (way === "new-uid") return rename(study);
  return remove(study);
}

/** No two commands are about one study. */
function leave(study: Resource, way: Way): Outcome {
  const id = study.ID ?? "";
  if (!hold(id)) return $multi(undefined, `another command is about ${id}, or the state does not answer`);
  const [resolved, failure] = leaveHeld(study, way);
  letGo(id);
  if (resolved === undefined) return $multi(undefined, failure);
  notice("a study of two patients is resolved", { study: id, way, uid: resolved.uid });
  return $multi(resolved);
}
/** The study that is kept: by Orthanc's identifier of it, or by its patient's where only one has that. */
function chosen(studies: readonly Resource[], keep: string): Resource | undefined {
  const byId = studies.find(({ ID }) => ID === keep);
  if (byId !== undefined) return byId;
  const byPatient = studies.filter((study) => named(study).patient === keep);
  return byPatient.length === 1 ? byPatient[0] : undefined;
}

function unresolved(reason: string, sentence: string): Unresolved {
  return { reason, sentence };
}

/** What was done before the rest failed. */
function soFar(done: readonly Resolved[]): string {
  return table.concat(done.map(({ id, uid }) => ` ${id} is ${uid === "" ? "deleted" : `now ${uid}`}.`));
}

/** Leaves a study to one patient; what has become of the others'. It may take long. */
export function resolveStudy(
  uid: string,
  keep: string,
  way: Way,
): LuaMultiReturn<[readonly Resolved[]] | [undefined, Unresolved]> {
  const studies = studiesOfUid(uid);
  if (studies === undefined) {
    return $multi(undefined, unresolved("archive-unavailable", "The archive does not answer; nothing was changed."));
  }
  if (studies.length < 2) {
    return $multi(undefined, unresolved("no-such-collision", "No two patients have this study; nothing was changed."));
  }
  const kept = chosen(studies, keep);
  if (kept === undefined) {
    const sentence = "None of these studies is that of --keep: a Patient ID, or what stands under IN ORTHANC.";
    return $multi(undefined, unresolved("no-such-study", `${sentence} Nothing was changed.`));
  }
  const done: Resolved[] = [];
  for (const study of studies) {
    if (study.ID === kept.ID) continue;
    const [resolved, failure] = leave(study, way);
    if (resolved === undefined) {
      return $multi(undefined, unresolved("not-resolved", `Not all was done: ${failure}.${soFar(done)}`));
    }
    done.push(resolved);
  }
  return $multi(done);
}
