/** The archive's memory for requests that make it load whole files: taken before they go to it, and given back. */
import { UNKNOWN_FRAME_BYTES } from "../archive/read-sizes";
import { type Place, sizesOf } from "../archive/sizes";
import { generationOf } from "../cache/key";
import { parseUid } from "../dicomweb/uid";
import { ask, finish, takeAll } from "../archive/connection";
import { decodeObject, textField } from "../../shared/json";
import { kindOf } from "./kinds";
import { awaitBytes, askedBy, returnBytes } from "./await-bytes";
import { budget, mostOfReader } from "./pools";
import { adminInstance, type Cost, weightOf, workOf } from "./weigh";

/** What is counted for where the archive does not tell how large it is. */
const UNKNOWN_SHARE = 1 / 4;
/** Of what Orthanc says of an instance. */
const MOST_BYTES = 64 * 1024;
/** Whose what is asked for ahead is; nobody has this name. */
const WARMING = "(warming)";

/** The SOP Instance UID of an instance that has Orthanc's own identifier. */
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
  const sizes = place === undefined ? undefined : sizesOf(place, wanted, endsAt);
  const unknown = budget() * UNKNOWN_SHARE;
  if (sizes === undefined) return unknown;
  if (sizes.frame < UNKNOWN_FRAME_BYTES) return weightOf(cost, sizes);
  return Math.max(unknown, weightOf({ ...cost, frames: 0 }, sizes));
}

/** What a request takes of the archive's memory; 0 where it needs no whole file. */
function bytesOf(path: string, endsAt: number): number {
  const instance = adminInstance(path);
  if (instance !== undefined) {
    const uid = uidOf(instance.id, endsAt);
    return weighed(instance.cost, uid === undefined ? undefined : { instance: uid }, endsAt);
  }
  const work = workOf(path);
  return work === undefined ? 0 : weighed(work, work.place, endsAt);
}

function refuse(status: number, reason: string): never {
  ngx.header["X-Reason"] = reason;
  return ngx.exit(status);
}

/**
 * Lets a person's request that makes Orthanc load whole files go on when there is memory for them; 503 where that takes
 * too long, 413 where it never could be. The gateway's own questions, which have no user, are small. Access phase, behind
 * `takeTurn`.
 */
export function takeBytes(): void {
  const user = ngx.var["http_x_user"] ?? "";
  const person = user === "" && ngx.var["http_x_warming"] !== undefined ? WARMING : user;
  const request = ngx.var["request_id"] ?? "";
  if (person === "" || askedBy(request) !== undefined) return;
  const { seconds } = kindOf(ngx.var["http_x_work"]);
  const endsAt = ngx.req.start_time() + seconds;
  const bytes = bytesOf(ngx.var["uri"] ?? "", endsAt);
  if (bytes === 0) return;
  if (bytes > mostOfReader()) return refuse(413, "object-too-large");
  if (!awaitBytes(person, request, bytes, endsAt)) return refuse(503, "archive-busy");
}

/** Gives back what the request at hand holds. Log phase, which runs however it ended. */
export function returnOwnBytes(): void {
  const request = ngx.var["request_id"] ?? "";
  // Whoever goes away does not end a request that has been sent (nginx/snippets/proxy/to-orthanc.conf): only time does.
  if (askedBy(request) !== undefined) returnBytes(request, string.sub(ngx.var["upstream_status"] ?? "", -3) === "504");
}
