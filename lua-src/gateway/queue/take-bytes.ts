/**
 * Requests that make the archive load whole files take bytes of its memory before they are sent, and give them back.
 */
import { UNKNOWN_FRAME_BYTES } from "../archive/read-sizes";
import { type Place, sizesOf } from "../archive/sizes";
import { generationOf } from "../cache/key";
import { refuseInside } from "../http/refusal";
import { parseUid } from "../dicomweb/uid";
import { ask, finish, takeAll } from "../archive/connection";
import { decodeObject, textField } from "../../shared/json";
import { kindOf } from "./kinds";
import { awaitBytes, askedBy, returnBytes } from "./await-bytes";
import { budget, mostOfReader } from "./pools";
import { adminInstance, type Cost, weightOf, workOf } from "./weigh";

/** The share of the budget that a request takes if the archive does not tell the size of its files. */
const UNKNOWN_SHARE = 1 / 4;
/** The longest description of an instance that is read. */
const MOST_BYTES = 64 * 1024;
/** The person as whom prefetches count; nobody has this name. */
const PREFETCH = "(prefetch)";

/** The SOP Instance UID of the instance with an identifier of Orthanc's. */
function uidOf(id: string, endsAt: number): string | undefined {
  const answer = ask(string.format("/instances/%s", id), "Accept: application/json", endsAt);
  if (answer === undefined) return undefined;
  const body = answer.head.status === 200 ? takeAll(answer, MOST_BYTES) : undefined;
  finish(answer);
  const tags = body === undefined ? undefined : decodeObject(body)?.["MainDicomTags"];
  return type(tags) === "table"
    ? parseUid(textField(tags as Readonly<Record<string, unknown>>, "SOPInstanceUID") ?? "")
    : undefined;
}

function weighed(cost: Cost, place: Place | undefined, endsAt: number): number {
  const generation = generationOf(ngx.var["http_x_cache_key"] ?? "");
  const wanted = { withPictures: cost.frames > 0, generation };
  const unknown = budget() * UNKNOWN_SHARE;
  if (place === undefined) return unknown;
  const [sizes] = sizesOf(place, wanted, endsAt);
  if (sizes === undefined) return unknown;
  if (sizes.frame < UNKNOWN_FRAME_BYTES) return weightOf(cost, sizes);
  return Math.max(unknown, weightOf({ ...cost, frames: 0 }, sizes));
}

/** The bytes of the archive's memory that a request takes; 0 if it needs no whole file. */
function bytesOf(path: string, endsAt: number): number {
  const instance = adminInstance(path);
  if (instance !== undefined) {
    const uid = uidOf(instance.id, endsAt);
    return weighed(instance.cost, uid === undefined ? undefined : { instance: uid }, endsAt);
  }
  const work = workOf(path);
  return work === undefined ? 0 : weighed(work, work.place, endsAt);
}

/**
 * Lets a request that makes Orthanc load whole files go on when there is memory for them; 503 if that takes too long,
 * 413 if there can never be enough. The gateway's own requests, which have no user, are small and take none. Access
 * phase, after `enterQueue`.
 */
export function takeBytes(): void {
  const user = ngx.var["http_x_user"] ?? "";
  const person = user === "" && ngx.var["http_x_prefetch"] !== undefined ? PREFETCH : user;
  const request = ngx.var["request_id"] ?? "";
  if (person === "" || askedBy(request) !== undefined) return;
  const { seconds } = kindOf(ngx.var["http_x_work"]);
  const endsAt = ngx.req.start_time() + seconds;
  const bytes = bytesOf(ngx.var["uri"] ?? "", endsAt);
  if (bytes === 0) return;
  if (bytes > mostOfReader()) return refuseInside(413, "object-too-large");
  if (!awaitBytes(person, request, bytes, endsAt)) return refuseInside(503, "archive-busy");
}

/** Gives back the bytes that the current request holds. Log phase, which runs however the request ended. */
export function returnOwnBytes(): void {
  const request = ngx.var["request_id"] ?? "";
  // After a request has been sent, only a timeout ends it, not its client (nginx/snippets/proxy/to-orthanc.conf).
  if (askedBy(request) !== undefined) returnBytes(request, string.sub(ngx.var["upstream_status"] ?? "", -3) === "504");
}
