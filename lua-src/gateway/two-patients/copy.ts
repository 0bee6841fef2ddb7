/**
 * A copy of a study under new UIDs of study, series and instances, by a job of the archive's. Until every instance is seen
 * to have its copy the original is not touched.
 *
 * @module
 */
import { decodeObject, encode, numberField, textField } from "../../shared/json";
import { askArchive } from "../archive/client";
import { askForResources, resourcesOf } from "../archive/resources";
import { forgetBegun, holdOn, noteBegun, recallBegun, type Begun } from "./begun";
import { instancesOf, removeInstances, type Held } from "./instances";

const MOST_BYTES = 65536;
const TIMEOUT_MS = 20_000;
/** How often, and how long, the archive is asked whether a copy is done; and for how long it may be away meanwhile. */
const LOOK_SECONDS = 0.5;
const COPY_SECONDS = 3600;
const AWAY_SECONDS = 60;
/** Copies that are named. */
const MOST_NAMED = 10;

type Made = LuaMultiReturn<[string] | [undefined, string]>;

/** A job as the archive tells of it; "gone" of one from before its start. */
function lookAt(job: string): Readonly<Record<string, unknown>> | "gone" | undefined {
  const [status, body] = askArchive({ scope: "resolve", path: `/jobs/${job}`, limit: MOST_BYTES }, TIMEOUT_MS);
  if (status === 404) return "gone";
  return status === 200 ? decodeObject(body) : undefined;
}

/** Deletes what there is of a copy, as far as the original still has it; says what has become of it. */
function takeBack(id: string, made: string, originals: readonly Held[], copies: readonly Held[]): string {
  const there = new LuaSet<string>();
  for (const one of originals) there.add(one.id);
  const own = copies.filter(({ from }) => there.has(from));
  if (!removeInstances(own, id)) return `What there is of the copy is ${made} in Orthanc`;
  forgetBegun(id);
  return "What there was of the copy is deleted";
}

/** Says what the archive has made of a study. It does not say of which copy that is: a person knows what may go. */
function nameCopies(id: string, sentence: string): Made {
  const found = askForResources("/tools/find", {
    Level: "Study",
    Query: {},
    MetadataQuery: { ModifiedFrom: id },
    Limit: MOST_NAMED,
    ResponseContent: ["Metadata"],
  });
  if (found === undefined) return $multi(undefined, sentence);
  forgetBegun(id);
  if (found.length === 0) return $multi(undefined, `${sentence}; nothing of the copy is there`);
  const made = found.map(({ ID }) => ID ?? "").join(", ");
  return $multi(undefined, `${sentence}. What there is of the copy is ${made} in Orthanc, and can be deleted`);
}

function failed(id: string, made: string, why: string): Made {
  const sentence = `the copy of ${id} failed (${why}); it is as it was`;
  if (made === "") return nameCopies(id, sentence);
  const [originals, copies] = [instancesOf(id), instancesOf(made)];
  if (originals === undefined || copies === undefined) return nameCopies(id, sentence);
  forgetBegun(id);
  return $multi(undefined, `${sentence}. ${takeBack(id, made, originals, copies)}`);
}

/** Waits for a job of the archive's; what it has made. */
function follow(id: string, job: string): Made {
  const endsAt = ngx.now() + COPY_SECONDS;
  let heardAt = ngx.now();
  while (ngx.now() < endsAt && ngx.now() - heardAt < AWAY_SECONDS) {
    const answer = lookAt(job);
    if (answer === "gone") {
      // It knows of no job from before its start.
      return nameCopies(id, `the archive began again in the middle of the copy of ${id}, which is as it was`);
    }
    if (answer !== undefined) {
      heardAt = ngx.now();
      const content = (answer["Content"] ?? {}) as Readonly<Record<string, unknown>>;
      const made = textField(content, "ID") ?? "";
      const state = textField(answer, "State");
      if (state === "Success" && numberField(content, "FailedInstancesCount") === 0 && made !== "") return $multi(made);
      if (state === "Success" || state === "Failure") {
        return failed(id, made, textField(answer, "ErrorDescription") ?? "");
      }
    }
    holdOn(id);
    ngx.sleep(LOOK_SECONDS);
  }
  return $multi(undefined, `the archive has not said that it has copied ${id}, which is as it was`);
}

function begin(id: string): Made {
  const body = encode({ KeepSource: true, KeepLabels: true, Asynchronous: true });
  const request = { scope: "resolve", path: `/studies/${id}/modify`, body, limit: MOST_BYTES } as const;
  const [status, answer] = askArchive(request, TIMEOUT_MS);
  const job = status === 200 ? textField(decodeObject(answer) ?? {}, "ID") : undefined;
  if (job === undefined) return $multi(undefined, `the archive did not begin a copy of ${id}, which is as it was`);
  if (!noteBegun(id, { stage: "job", id: job })) {
    return $multi(undefined, `the state does not answer; the archive makes a copy of ${id}, which is as it was`);
  }
  return follow(id, job);
}

/** By whom it was stored, which Orthanc does not copy. */
function copyStoredBy(from: string, to: string): boolean {
  const found = resourcesOf("Study", [from], true);
  if (found === undefined) return false;
  const body = found[0]?.Metadata?.["StoredBy"];
  if (body === undefined) return true;
  const path = `/studies/${to}/metadata/StoredBy`;
  const [status] = askArchive({ scope: "store", method: "PUT", path, body, limit: MOST_BYTES }, TIMEOUT_MS);
  return status === 200;
}

/** Of the instances of a study those that have a copy, and those that have none. */
export function parted(originals: readonly Held[], copies: readonly Held[]): { with: Held[]; without: Held[] } {
  const copied = new LuaSet<string>();
  for (const { from } of copies) copied.add(from);
  return { with: originals.filter(({ id }) => copied.has(id)), without: originals.filter(({ id }) => !copied.has(id)) };
}

/** Sees whether every instance has its copy; a copy that one came too late for is taken back. */
function check(id: string, made: string): Made {
  const [originals, copies] = [instancesOf(id), instancesOf(made)];
  if (originals === undefined || copies === undefined) {
    return $multi(undefined, `the copy ${made} can't be compared with ${id}, which is as it was`);
  }
  const late = parted(originals, copies).without.length;
  if (late > 0) {
    const count = string.format("%d", late);
    const rest = takeBack(id, made, originals, copies);
    return $multi(
      undefined,
      `${count} objects of ${id} have no copy, as they came meanwhile; it is as it was. ${rest}`,
    );
  }
  if (!copyStoredBy(id, made) || !noteBegun(id, { stage: "whole", id: made })) {
    return $multi(undefined, `the copy ${made} is whole, but could not be noted; ${id} is as it was`);
  }
  return $multi(made);
}

function makeCopy(id: string, begun: Begun | "none"): Made {
  if (begun === "none") return begin(id);
  return follow(id, begun.id);
}

/** Copies a study that this command holds, or goes on with a copy that was begun; the copy when it is seen to be whole. */
export function copyUnderNewUids(id: string): Made {
  const begun = recallBegun(id);
  if (begun === undefined) return $multi(undefined, `the state does not answer; ${id} is as it was`);
  if (begun !== "none" && begun.stage === "whole") return $multi(begun.id);
  const [made, failure] = makeCopy(id, begun);
  if (made === undefined) return $multi(undefined, failure);
  return check(id, made);
}
