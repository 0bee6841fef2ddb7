/** Where uploads end: STOW-RS (PS3.18, section 10.5) in the inner server. */
import { settings } from "../config/settings";
import { parseStoreContentType } from "../dicomweb/content-type";
import { parseUid } from "../dicomweb/uid";
import { countRefusal, refuse, type Refusal } from "../http/refusal";
import { notice, report } from "../log";
import { admitUpload } from "./admission";
import { type Answer, putAnswer } from "./answer";
import { openBody } from "./body";
import { reasonOf } from "./reasons";
import { storeResponse } from "./response";
import type { FailedPart, ResponseType } from "./types";
import { type Outcome, runUpload, type UploadRequest } from "./upload";

const NOT_REBUILT = refuse(400, "store-request", "The request was not understood.");
const NO_PARTS = refuse(400, "store-empty", "The body holds no part.");
const NO_MULTIPART = refuse(400, "store-multipart", "The body is not multipart with the boundary of its Content-Type.");
const TOO_LARGE = refuse(413, "store-too-large", "The body is larger than UPLOAD_LIMIT.");
const TOO_SLOW = refuse(408, "store-too-slow", "The body came too slowly.");

/** As `dicomweb/build.ts` writes it. */
const PATH = "^/store/?([%d.]*)$";

function refused({ status, reason, detail }: Refusal): Answer {
  return { status, contentType: "text/plain", body: [], reason, detail };
}

/** A body of which nothing can be said part by part. */
function withoutParts(broken: string | undefined, hasBytes: boolean): Answer {
  if (broken === "too-large") return refused(TOO_LARGE);
  if (broken === "too-slow") return refused(TOO_SLOW);
  return refused(broken !== undefined && hasBytes ? NO_MULTIPART : NO_PARTS);
}

/** Which faults there were, and how often each; they are counted like refusals. */
function tellFaults(request: UploadRequest, stored: number, failed: readonly FailedPart[]): void {
  const faults: Record<string, number | undefined> = {};
  for (const { fault } of failed) {
    faults[fault] = (faults[fault] ?? 0) + 1;
    countRefusal(fault, 0);
  }
  if (failed.length > 0) notice("parts of an upload were refused", { ...named(request), stored, faults });
}

function named({ request, person }: UploadRequest): Readonly<Record<string, unknown>> {
  return { request, user: person };
}

function answerTo(request: UploadRequest, { stored, failed, broken }: Outcome, form: ResponseType): Answer {
  const first = failed[0];
  if (first === undefined && stored.length === 0) return withoutParts(broken, request.body.total > 0);
  tellFaults(request, stored.length, failed);
  const { status, contentType, body } = storeResponse(stored, failed, form);
  const detail = first === undefined ? undefined : reasonOf(first.fault).detail;
  return { status, contentType, body, reason: first?.fault, detail };
}

/** What the outer server has written of an upload. */
function readUpload(): LuaMultiReturn<[Omit<UploadRequest, "body">] | [undefined, Refusal]> {
  const [uid] = string.match(ngx.var["uri"] ?? "", PATH);
  const [boundary] = parseStoreContentType(ngx.var["http_content_type"]);
  const study = uid === undefined || uid === "" ? undefined : parseUid(uid);
  if (uid === undefined || boundary === undefined || (uid !== "" && study === undefined)) {
    return $multi(undefined, NOT_REBUILT);
  }
  const isAppending = ngx.var["http_x_store"] === "append";
  const person = ngx.var["http_x_user"] ?? "";
  const id = ngx.var["request_id"] ?? "";
  const request = ngx.var["http_x_request"] ?? id;
  const token = ngx.var["http_x_token"] ?? "";
  const address = ngx.var["http_x_client"] ?? "";
  return $multi({ id, request, person, token, address, study, isAppending, boundary });
}

/** Before anything of the body is read, and on nginx's own way. */
function endRefused({ status, reason, detail }: Refusal): never {
  ngx.header["X-Reason"] = reason;
  ngx.header["X-Detail"] = detail;
  return ngx.exit(status);
}

/** Takes an upload, from its first byte to the answer. Content phase. */
export function storeInstances(): void {
  const [upload, malformed] = readUpload();
  if (upload === undefined) return endRefused(malformed);
  const tooMany = admitUpload(upload.id, upload.person);
  if (tooMany !== undefined) return endRefused(tooMany);
  const length = tonumber(ngx.var["http_content_length"]);
  const form = ngx.var["http_accept"] === "application/dicom+xml" ? "application/dicom+xml" : "application/dicom+json";
  const [socket, failure] = ngx.req.socket(true);
  if (socket === undefined) error(`the connection of an upload: ${failure}`);
  const request = { ...upload, body: openBody(socket, length, settings().uploadLimitBytes) };
  const [ok, answer] = pcall(() => answerTo(request, runUpload(request), form));
  // From here on nginx cannot answer for a handler that fails.
  if (!ok) report(`unhandled: ${tostring(answer)}`);
  putAnswer(
    socket,
    ok ? answer : { status: 500, contentType: "text/plain", body: [], reason: "failed", detail: undefined },
  );
}
