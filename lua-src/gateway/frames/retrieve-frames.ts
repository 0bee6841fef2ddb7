import { parseFrameList } from "../dicomweb/frames";
import { noteRepresentation } from "../cache/frame-representation";
import { isAmong } from "../dicomweb/frame-representations";
import { type Envelope, envelope, singleFrame } from "./answer";
import { abandon, leave } from "./attachment";
import { forgetFacts } from "./facts";
import { orthancId } from "./identifier";
import { locate, type Sought } from "./locate";
import { isReady, send } from "./send";
import { isSinglePart } from "./single-part";
import { syntaxOf } from "./syntaxes";

/** As `dicomweb/build.ts` writes it. */
const PATH = "^/dicom%-web/(studies/([%d.]+)/series/([%d.]+)/instances/([%d.]+))/frames/([%d,]+)$";
/** The location that serves what is not served here. */
export const ORDINARY_WAY = "@archive";

/**
 * Within this time an answer has begun, or the request goes the ordinary way, which has the rest of a minute
 * (nginx/servers/inner-frames.conf).
 */
export const FIND_SECONDS = 20;

/** Lists of more are not cached: they are as quickly read again, and a list may name the same frame many times. */
const MOST_CACHED = 64 * 1024 * 1024;

interface Wanted extends Sought {
  /** Of the instance, below `/pacs/`. */
  readonly path: string;
}

/**
 * Answers for frames (PS3.18, section 10.4.1.1.6) with just their bytes out of the file, one part each in the order in
 * which they are asked for, or hands the request on as it is: before the answer begins, nothing is lost by that. Content
 * phase.
 *
 * @param generation of the study; see `orthancId`
 */
export function retrieveFrames(generation: string): void {
  const wanted = readPath(generation);
  const id = wanted === undefined ? undefined : orthancId(wanted, generation, wanted.endsAt);
  if (wanted === undefined || id === undefined) return ngx.exec(ORDINARY_WAY);
  // Twice, since the file may have been stored anew: then what was known of it is forgotten, and it is read again.
  if (!serve(id, wanted) && !serve(id, wanted)) ngx.exec(ORDINARY_WAY);
}

function readPath(generation: string): Wanted | undefined {
  const [path, study, series, instance, list] = string.match(ngx.var["uri"] ?? "", PATH);
  const frames = parseFrameList(list ?? "");
  if (path === undefined || study === undefined || series === undefined) return undefined;
  if (instance === undefined || frames === undefined) return undefined;
  return { path, study, series, instance, frames, generation, endsAt: ngx.now() + FIND_SECONDS };
}

/** False where the file is another one than was known, and reading it anew may help. */
function serve(id: string, wanted: Wanted): boolean {
  const [attachment, located] = locate(id, wanted);
  if (located === "no such frame") {
    leave(attachment);
    ngx.header["X-Reason"] = "no-such-frame";
    return ngx.exit(400);
  }
  if (located === undefined) {
    leave(attachment);
    return isLeft(id, attachment.failure);
  }
  const syntax = syntaxOf(located.layout.transferSyntax) ?? error("a layout without a transfer syntax");
  const frame = isSinglePart() ? located.frames[0] : undefined;
  const answer =
    frame === undefined
      ? envelope(syntax, wanted.path, located.frames, ngx.var["request_id"] ?? "")
      : singleFrame(syntax, frame);
  if (!isReady(attachment, answer)) {
    leave(attachment);
    return isLeft(id, attachment.failure);
  }
  if (!isTaken(answer)) {
    const name = ngx.var["http_x_frame_representation"];
    if (name !== undefined) noteRepresentation(name, answer.contentType);
    leave(attachment);
    ngx.header["X-Reason"] = "transfer-syntax";
    return ngx.exit(406);
  }
  ngx.header["Content-Type"] = answer.contentType;
  ngx.header["Content-Length"] = string.format("%d", answer.contentLength);
  if (wanted.frames.length > 1 && answer.contentLength > MOST_CACHED) ngx.header["X-Accel-Expires"] = "0";
  if (send(attachment, answer)) {
    leave(attachment);
    return true;
  }
  // The client went away, or Orthanc did: then the answer breaks off, and nobody takes it for a whole one.
  abandon(attachment);
  return ngx.exit(BROKEN_OFF);
}

/** What could not be read is the archive's to serve; false where reading it again may help. */
function isLeft(id: string, failure: string | undefined): boolean {
  if (failure === "changed" || failure === "missing") forgetFacts(id);
  if (failure === "changed") return false;
  return ngx.exec(ORDINARY_WAY);
}

/** nginx's NGX_ERROR: the connection is closed. */
export const BROKEN_OFF = -1;

/** Whether the client takes this representation; the outer server names those that it takes in `X-Representations`. */
function isTaken({ contentType }: Envelope): boolean {
  const list = ngx.var["http_x_representations"];
  return list === undefined || isAmong(contentType, list.split(","));
}
