/** One Store request (PS3.18, section 10.5): its parts are read, inspected and sent one by one, four under way. */
import { dropMarks, markWrites, settleMarks } from "../cache/writes";
import { logged } from "../guard";
import { ARCHIVE_BYTES_PER_ELEMENT, ARCHIVE_BYTES_PER_UPLOAD_BYTE } from "../../shared/settings/size";
import { awaitBytes, returnBytes } from "../queue/await-bytes";
import { mostOfUpload } from "../queue/pools";
import { LARGE_BYTES, MOST_ELEMENTS_OF_SMALL, STORE, STORE_LARGE } from "../queue/kinds";
import { awaitSlot, returnSlot } from "../queue/await-slot";
import { resourceId } from "../frames/identifier";
import { admitPart } from "./admission";
import { appendFault, type KnownStudy } from "./append";
import { lookUp } from "./archive";
import { type Body, readBody } from "./body";
import { addPiece, endPart, holdPart, type HeldPart, releasePart } from "./held-part";
import { feed, finish, identityOf, type Inspector, newInspector } from "./inspect";
import { MOST_PARTS } from "./limits";
import { type Multipart, nextPart, openMultipart, readContent } from "./multipart";
import { awaitSenders, handOver, newSenders, noteSeries, type ReadyPart, type Senders } from "./senders";
import { storePart } from "./store-part";
import { noteStored, type Sender } from "./stored-by";
import type { Facts, FailedPart, Fault, StoredPart } from "./types";

/** Who stores what where. */
export interface UploadRequest extends Sender {
  /** By which it has been admitted. */
  readonly id: string;
  readonly request: string;
  /** The only study that the parts may belong to. */
  readonly study: string | undefined;
  /** Whether they may only be added to what is there. */
  readonly isAppending: boolean;
  readonly boundary: string;
  readonly body: Body;
}

/** What has become of an upload. */
export interface Outcome {
  readonly stored: readonly StoredPart[];
  readonly failed: readonly FailedPart[];
  /** Why its body could not be read to its end, in the word of the reader; undefined where it was. */
  readonly broken: string | undefined;
}

interface Upload extends UploadRequest {
  readonly multipart: Multipart;
  readonly senders: Senders;
  readonly known: KnownStudy;
  /** Of each part; a StoredPart has no fault. */
  readonly results: (FailedPart | StoredPart)[];
}

function isFailed(result: FailedPart | StoredPart): result is FailedPart {
  return (result as Partial<FailedPart>).fault !== undefined;
}

/** The fault of what could not be read to its end. */
function brokenFault(failure: string): Fault {
  return failure === "too-large" || failure === "gateway-full" || failure === "malformed" ? failure : "cut";
}

/** Sends one part when there is a slot for it. */
function sendPart(upload: Upload, { number, part, facts }: ReadyPart): Fault | undefined {
  const slot = string.format("%s.%d", upload.request, number);
  const isLarge = part.bytes > LARGE_BYTES || facts.elements > MOST_ELEMENTS_OF_SMALL;
  const kind = isLarge ? STORE_LARGE : STORE;
  let fault: Fault | undefined = "archive-unavailable";
  const loaded = ARCHIVE_BYTES_PER_UPLOAD_BYTE * facts.bytes;
  // `setup` has seen to it that whatever UPLOAD_LIMIT lets in fits.
  if (loaded > mostOfUpload()) return "inflates-too-far";
  const weight = Math.min(loaded + ARCHIVE_BYTES_PER_ELEMENT * facts.elements, mostOfUpload());
  const endsAt = ngx.now() + kind.seconds;
  if (awaitSlot(kind, upload.person, slot) && awaitBytes(upload.person, slot, weight, endsAt)) {
    logged(() => {
      fault = sendWithSlot(upload, slot, part, facts);
    });
  }
  // Whatever has become of it.
  returnBytes(slot, false);
  returnSlot(slot);
  return fault;
}

function sendWithSlot(upload: Upload, slot: string, part: HeldPart, facts: Facts): Fault | undefined {
  const { isAppending, known, person, token, address } = upload;
  const refused = isAppending ? appendFault(known, facts) : undefined;
  if (refused !== undefined) return refused;
  // Before Orthanc has it: whoever reads the study meanwhile reads past the cache.
  const marks = markWrites([facts.study]);
  const [fault, isUnchanged] = storePart(part, facts, { person, request: slot });
  // So that nobody empties the cache of a study by naming it.
  if (isUnchanged) dropMarks(marks);
  else settleMarks(marks);
  const id = fault === undefined ? studyId(facts) : undefined;
  if (id !== undefined) noteStored(id, { person, token, address });
  return fault;
}

/** Orthanc's identifier of the study that a part, which is stored, belongs to. */
function studyId({ patientId, study }: Facts): string | undefined {
  if (patientId !== undefined) return resourceId(`${patientId}|${study}`);
  return lookUp(study)?.find(({ type }) => type === "Study")?.id;
}

/** Reads the content of a part to its end, or to where it has a fault. */
function readPart(upload: Upload, part: HeldPart, inspector: Inspector): Fault | undefined {
  for (;;) {
    const [piece, failure] = readContent(upload.multipart);
    if (piece === undefined) {
      if (failure !== undefined) return brokenFault(failure);
      return endPart(part) ? undefined : "gateway-full";
    }
    const fault = feed(inspector, piece);
    if (fault !== undefined) return fault;
    if (!addPiece(part, piece)) return "gateway-full";
  }
}

/** Reads and inspects one part, and hands it to the senders where it is good; false where the body ends within it. */
function takePart(upload: Upload): boolean {
  const part = holdPart(upload.person);
  const inspector = newInspector();
  const unread = readPart(upload, part, inspector);
  const [facts, fault] = finish(inspector);
  const found = unread ?? (facts === undefined ? fault : faultHere(upload, facts));
  const number = upload.results.length;
  if (facts !== undefined && found === undefined) {
    // Until it is known otherwise.
    upload.results.push({ ...identityOf(inspector), fault: "archive-unavailable" });
    handOver(upload.senders, { number, part, facts });
    return true;
  }
  upload.results.push({ ...identityOf(inspector), fault: found ?? "malformed" });
  releasePart(part);
  return unread === undefined;
}

function faultHere({ study }: Upload, facts: Facts): Fault | undefined {
  return study !== undefined && facts.study !== study ? "other-study" : undefined;
}

/** Why no further part of an upload is taken. */
function hasNoRoom({ id, results }: Upload): "too-large" | "gateway-full" | undefined {
  if (results.length >= MOST_PARTS) return "too-large";
  return admitPart(id) ? undefined : "gateway-full";
}

/** Reads all parts; returns why the body could not be read to its end. */
function takeParts(upload: Upload): string | undefined {
  const { multipart, results } = upload;
  let isNamed = true;
  for (;;) {
    const [part, failure] = nextPart(multipart);
    const full = part === undefined ? undefined : hasNoRoom(upload);
    if (part !== undefined && full === undefined) {
      isNamed = !takePart(upload);
      continue;
    }
    const broken = full ?? failure;
    // A part that is not taken, or something of which no part has come yet.
    const isUnnamed = full !== undefined || !isNamed;
    if (broken !== undefined && isUnnamed) results.push({ sopClass: "", sopInstance: "", fault: brokenFault(broken) });
    return broken;
  }
}

/** Runs an upload to its end: what it returns is what has become of each part. */
export function runUpload(request: UploadRequest): Outcome {
  const results: (FailedPart | StoredPart)[] = [];
  const senders = newSenders((ready) => {
    const { number, part, facts } = ready;
    const { sopClass, sopInstance, study, series } = facts;
    const fault = sendPart(upload, ready);
    if (fault === undefined) noteSeries(facts);
    results[number] = fault === undefined ? { sopClass, sopInstance, study, series } : { sopClass, sopInstance, fault };
    releasePart(part);
  });
  const multipart = openMultipart(() => readBody(request.body), request.boundary);
  const upload: Upload = { ...request, multipart, senders, results, known: { at: 0, studies: undefined } };
  const broken = takeParts(upload);
  awaitSenders(senders);
  const stored: StoredPart[] = [];
  const failed: FailedPart[] = [];
  for (const result of results) {
    if (isFailed(result)) failed.push(result);
    else stored.push(result);
  }
  return { stored, failed, broken };
}
