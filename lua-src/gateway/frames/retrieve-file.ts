import { UPSTREAM_ACCEPT } from "../dicomweb/accept";
import { contains } from "../../shared/text";
import type { Envelope } from "./answer";
import { abandon, type Attachment, attachmentOf, begin, leave } from "./attachment";
import { readFileMeta } from "./file-meta";
import { orthancId } from "./identifier";
import { BROKEN_OFF, FIND_SECONDS, ORDINARY_WAY } from "./retrieve-frames";
import { isReady, send } from "./send";

/** As `dicomweb/build.ts` writes it. */
const PATH = "^/dicom%-web/studies/([%d.]+)/series/([%d.]+)/instances/([%d.]+)$";
/** For the beginning of a file, of which File Meta Information is a few hundred bytes. */
const HEAD_REQUESTS = 5;
const MOST_ELEMENTS = 1000;

/** Whether the request is for one instance by itself. */
export function isFileWanted(): boolean {
  return ngx.var["http_accept"] === UPSTREAM_ACCEPT.file;
}

/**
 * Answers for one instance (PS3.18, section 10.4.1.1.3) with its file as it is stored, in ranges, so that Orthanc never
 * holds all of it, or hands the request on as it is. Content phase.
 *
 * @param generation of the study; see `orthancId`
 */
export function retrieveFile(generation: string): void {
  const [study, series, instance] = string.match(ngx.var["uri"] ?? "", PATH);
  if (study === undefined || series === undefined || instance === undefined) return ngx.exec(ORDINARY_WAY);
  const endsAt = ngx.now() + FIND_SECONDS;
  const id = orthancId({ study, series, instance }, generation, endsAt);
  if (id === undefined) return ngx.exec(ORDINARY_WAY);
  const attachment = attachmentOf({ id, etag: "", size: 0, requests: HEAD_REQUESTS, endsAt });
  const answer = begin(attachment, false) ? answerOf(attachment) : undefined;
  if (answer === undefined || !isReady(attachment, answer)) {
    leave(attachment);
    return ngx.exec(ORDINARY_WAY);
  }
  ngx.header["Content-Type"] = answer.contentType;
  ngx.header["Content-Length"] = string.format("%d", answer.contentLength);
  if (send(attachment, answer)) return leave(attachment);
  // As of frames: nobody takes an answer that breaks off for a whole one.
  abandon(attachment);
  return ngx.exit(BROKEN_OFF);
}

/** The whole file, whose beginning is at hand; undefined if it has no File Meta Information. */
function answerOf(attachment: Attachment): Envelope | undefined {
  const meta = readFileMeta(attachment, { left: MOST_ELEMENTS });
  if (meta === undefined) return undefined;
  if (!isTaken(meta.transferSyntax)) {
    leave(attachment);
    ngx.header["X-Reason"] = "transfer-syntax";
    return ngx.exit(406);
  }
  const { size } = attachment;
  const contentType = `application/dicom; transfer-syntax=${meta.transferSyntax}`;
  return { contentType, contentLength: size, parts: [{ before: "", pieces: [{ at: 0, bytes: size }] }], after: "" };
}

/** Whether the client takes this transfer syntax; the outer server names those that it takes in `X-Syntaxes`. */
function isTaken(transferSyntax: string): boolean {
  const taken = ngx.var["http_x_syntaxes"];
  return taken === undefined || contains(`,${taken},`, `,${transferSyntax},`);
}
