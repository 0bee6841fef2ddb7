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
  type ResponseWriter,
} from "./response-writer";
import { XML_WRITER } from "./response-xml";
import type { FailedPart, Identity, ResponseType, StoredPart, StoreResponse } from "./types";

/** A representation, and what it writes around the values of the attributes of items. */
interface Form {
  readonly writer: ResponseWriter;
  readonly before: Readonly<Record<string, string | undefined>>;
  readonly behind: Readonly<Record<string, string | undefined>>;
}

function formOf(writer: ResponseWriter): Form {
  const before: Record<string, string> = {};
  const behind: Record<string, string> = {};
  for (const name of [SOP_CLASS, SOP_INSTANCE, RETRIEVE_URL, FAILURE_REASON, FAILURE_WORD]) {
    before[name.tag] = writer.before(name);
    behind[name.tag] = writer.behind(name);
  }
  return { writer, before, behind };
}

const FORMS: Readonly<Record<ResponseType, Form>> = {
  "application/dicom+json": formOf(JSON_WRITER),
  "application/dicom+xml": formOf(XML_WRITER),
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
  const form = FORMS[contentType];
  const { writer } = form;
  const named = failed.filter((part) => isNamed(part));
  const others = failed.filter((part) => !isNamed(part));
  const body: string[] = [writer.start];
  addRetrieveUrl(body, form, stored);
  addSequence(body, form, FAILED_SOPS, named, (part) => {
    addIdentity(body, form, part);
    body.push(writer.comma);
    addFailure(body, form, part);
  });
  addSequence(body, form, REFERENCED_SOPS, stored, (part) => {
    addIdentity(body, form, part);
    const url = `${studyUrl(part)}/series/${part.series}/instances/${part.sopInstance}`;
    body.push(writer.comma);
    add(body, form, RETRIEVE_URL, url);
  });
  addSequence(body, form, OTHER_FAILURES, others, (part) => addFailure(body, form, part));
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

function add(body: string[], { writer, before, behind }: Form, { tag }: AttributeName, value: string): void {
  body.push(before[tag] ?? "", writer.escaped(value), behind[tag] ?? "");
}

/** The address of the study of all that is stored; empty if they are of several, or nothing is. */
function addRetrieveUrl(body: string[], form: Form, stored: readonly StoredPart[]): void {
  const first = stored[0];
  if (first === undefined || stored.some(({ study }) => study !== first.study)) {
    body.push(form.writer.empty(RETRIEVE_URL));
  } else {
    add(body, form, RETRIEVE_URL, studyUrl(first));
  }
}

function addIdentity(body: string[], form: Form, { sopClass, sopInstance }: Identity): void {
  add(body, form, SOP_CLASS, sopClass);
  body.push(form.writer.comma);
  add(body, form, SOP_INSTANCE, sopInstance);
}

function addFailure(body: string[], form: Form, { fault }: FailedPart): void {
  add(body, form, FAILURE_REASON, string.format("%d", reasonOf(fault).code));
  body.push(form.writer.comma);
  add(body, form, FAILURE_WORD, fault);
}

/** A sequence with an item for each part, unless there are none. */
function addSequence<T>(
  body: string[],
  { writer }: Form,
  name: AttributeName,
  parts: readonly T[],
  addItem: (part: T) => void,
): void {
  if (parts.length === 0) return;
  body.push(writer.comma, writer.sequenceStart(name));
  parts.forEach((part, at) => {
    if (at > 0) body.push(writer.comma);
    if (at % TURN === TURN - 1) ngx.sleep(0.001);
    body.push(writer.itemStart(at + 1));
    addItem(part);
    body.push(writer.itemEnd);
  });
  body.push(writer.sequenceEnd);
}
