/** The Store Instances Response (PS3.18, section 10.5.3). */
import { settings } from "../config/settings";
import { reasonOf } from "./reasons";
import { JSON_WRITER } from "./response-json";
import {
  type AttributeName,
  FAILED_SOPS,
  FAILURE_REASON,
  FAILURE_WORD,
  OTHER_FAILURES,
  REFERENCED_SOPS,
  RETRIEVE_URL,
  SOP_CLASS,
  SOP_INSTANCE,
} from "./response-names";
import type { ResponseWriter } from "./response-writer";
import { XML_WRITER } from "./response-xml";
import type { FailedPart, Identity, ResponseType, StoredPart, StoreResponse } from "./types";

const WRITERS: Readonly<Record<ResponseType, ResponseWriter>> = {
  "application/dicom+json": JSON_WRITER,
  "application/dicom+xml": XML_WRITER,
};

/** After so many items, other requests of the worker get their turn. */
const TURN = 1000;

/**
 * Of all parts of one request, at least one. 200: all are stored; 202: some; 409, or what the first one's fault says:
 * none. Addresses begin with PUBLIC_URL. May yield.
 */
export function storeResponse(
  stored: readonly StoredPart[],
  failed: readonly FailedPart[],
  contentType: ResponseType,
): StoreResponse {
  const writer = WRITERS[contentType];
  const named = failed.filter((part) => isNamed(part));
  const others = failed.filter((part) => !isNamed(part));
  const body: string[] = [writer.start, retrieveUrl(writer, stored)];
  addSequence(
    body,
    writer,
    FAILED_SOPS,
    named,
    (part) => identity(writer, part) + writer.comma + failure(writer, part),
  );
  addSequence(body, writer, REFERENCED_SOPS, stored, (part) => reference(writer, part));
  addSequence(body, writer, OTHER_FAILURES, others, (part) => failure(writer, part));
  body.push(writer.end);
  return { status: statusOf(stored, failed), contentType, body };
}

function statusOf(stored: readonly StoredPart[], failed: readonly FailedPart[]): number {
  const first = failed[0];
  if (first === undefined) return 200;
  return stored.length > 0 ? 202 : reasonOf(first.fault).status;
}

/** Both names are required of an item that has one. */
function isNamed({ sopClass, sopInstance }: Identity): boolean {
  return sopClass !== "" && sopInstance !== "";
}

function studyUrl({ study }: StoredPart): string {
  return `${settings().publicUrl}/pacs/studies/${study}`;
}

/** The address of the study of all that is stored; empty if they are of several, or nothing is. */
function retrieveUrl(writer: ResponseWriter, stored: readonly StoredPart[]): string {
  const first = stored[0];
  if (first === undefined) return writer.empty(RETRIEVE_URL);
  for (const { study } of stored) if (study !== first.study) return writer.empty(RETRIEVE_URL);
  return writer.attribute(RETRIEVE_URL, studyUrl(first));
}

function identity({ attribute, comma }: ResponseWriter, { sopClass, sopInstance }: Identity): string {
  return attribute(SOP_CLASS, sopClass) + comma + attribute(SOP_INSTANCE, sopInstance);
}

function reference(writer: ResponseWriter, part: StoredPart): string {
  const url = `${studyUrl(part)}/series/${part.series}/instances/${part.sopInstance}`;
  return identity(writer, part) + writer.comma + writer.attribute(RETRIEVE_URL, url);
}

function failure({ attribute, comma }: ResponseWriter, { fault }: FailedPart): string {
  return attribute(FAILURE_REASON, reasonOf(fault).code) + comma + attribute(FAILURE_WORD, fault);
}

/** A sequence with an item for each part, unless there are none. */
function addSequence<T>(
  body: string[],
  writer: ResponseWriter,
  name: AttributeName,
  parts: readonly T[],
  write: (part: T) => string,
): void {
  if (parts.length === 0) return;
  body.push(writer.comma, writer.sequenceStart(name));
  parts.forEach((part, at) => {
    if (at > 0) body.push(writer.comma);
    if (at % TURN === TURN - 1) ngx.sleep(0.001);
    body.push(writer.itemStart(at + 1), write(part), writer.itemEnd);
  });
  body.push(writer.sequenceEnd);
}
