import { isAmong } from "../dicomweb/frame-forms";
import { type Envelope, envelope } from "./answer";
import { PIECE } from "./archive-connection";
import { abandon, type Attachment, leave, seek, takePiece } from "./attachment";
import { forgetFacts } from "./facts";
import type { Piece } from "./fragments";
import { orthancId } from "./identifier";
import { locate, type Sought } from "./locate";
import { syntaxOf } from "./syntaxes";

/** As `dicomweb/build.ts` writes it. */
const PATH = "^/dicom%-web/(studies/([%d.]+)/series/([%d.]+)/instances/([%d.]+)/frames/(%d+))$";
/** The location that serves what is not served here. */
const ORDINARY_WAY = "@archive";

/**
 * Within this time an answer has begun, or the request goes the ordinary way, which has the rest of a minute
 * (nginx/servers/inner-frames.conf).
 */
const FIND_SECONDS = 20;

interface Wanted extends Sought {
  /** Below `/pacs/`. */
  readonly path: string;
}

/**
 * Answers for one frame (PS3.18, section 10.4.1.1.6) with just its bytes out of the file, or hands the request on as it
 * is: before the answer begins, nothing is lost by that. Content phase.
 *
 * @param generation of the study; see `orthancId`
 */
export function retrieveFrame(generation: string): void {
  const wanted = readPath();
  const id = wanted === undefined ? undefined : orthancId(wanted, generation, wanted.endsAt);
  if (wanted === undefined || id === undefined) return ngx.exec(ORDINARY_WAY);
  // Twice, since the file may have been stored anew: then what was known of it is forgotten, and it is read again.
  if (!serve(id, wanted) && !serve(id, wanted)) ngx.exec(ORDINARY_WAY);
}

function readPath(): Wanted | undefined {
  const [path, study, series, instance, number] = string.match(ngx.var["uri"] ?? "", PATH);
  const frame = tonumber(number);
  if (path === undefined || study === undefined || series === undefined) return undefined;
  if (instance === undefined || frame === undefined) return undefined;
  return { path, study, series, instance, frame, endsAt: ngx.now() + FIND_SECONDS };
}

/** False where the file is another one than was known, and reading it anew may help. */
function serve(id: string, wanted: Wanted): boolean {
  const [attachment, located] = locate(id, wanted);
  if (located === undefined || !isReady(attachment, located.pieces)) {
    leave(attachment);
    const { failure } = attachment;
    if (failure === "changed" || failure === "missing") forgetFacts(id);
    if (failure === "changed") return false;
    return ngx.exec(ORDINARY_WAY);
  }
  const syntax = syntaxOf(located.layout.transferSyntax) ?? error("a layout without a transfer syntax");
  const { pieces } = located;
  const bytes = sumOf(pieces);
  const around = envelope(syntax, wanted.path, bytes, ngx.var["request_id"] ?? "");
  if (!isTaken(around)) {
    leave(attachment);
    ngx.header["X-Reason"] = "transfer-syntax";
    return ngx.exit(406);
  }
  ngx.header["Content-Type"] = around.contentType;
  ngx.header["Content-Length"] = string.format("%d", around.before.length + bytes + around.after.length);
  if (put(around.before) && putPieces(attachment, pieces) && put(around.after)) {
    leave(attachment);
    return true;
  }
  // The client went away, or Orthanc did: then the answer breaks off, and nobody takes it for a whole one.
  abandon(attachment);
  return ngx.exit(BROKEN_OFF);
}

/** nginx's NGX_ERROR: the connection is closed. */
const BROKEN_OFF = -1;

function sumOf(pieces: readonly Piece[]): number {
  let bytes = 0;
  for (const piece of pieces) bytes += piece.bytes;
  return bytes;
}

/** Whether an answer with all of the pieces has begun. */
function isReady(attachment: Attachment, pieces: readonly Piece[]): boolean {
  const first = pieces[0];
  const last = pieces[pieces.length - 1];
  if (first === undefined || last === undefined) return false;
  const count = last.at + last.bytes - first.at;
  return count > 0 && seek(attachment, first.at, count);
}

/** Whether the client takes this form; the outer server names those that it takes in `X-Forms`. */
function isTaken({ contentType }: Envelope): boolean {
  const list = ngx.var["http_x_forms"];
  return list === undefined || isAmong(contentType, list.split(","));
}

function put(text: string): boolean {
  const [printed] = ngx.print(text);
  if (printed === undefined) return false;
  // So that no more than this is in memory.
  const [flushed] = ngx.flush(true);
  return flushed !== undefined;
}

function putPieces(attachment: Attachment, pieces: readonly Piece[]): boolean {
  for (const { at, bytes } of pieces) {
    let done = 0;
    while (done < bytes) {
      const data = takePiece(attachment, at + done, Math.min(bytes - done, PIECE));
      if (data === undefined || !put(data)) return false;
      done += data.length;
    }
  }
  return true;
}
