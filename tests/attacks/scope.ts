/** Whether an answer of Orthanc's holds only what a scope may read: judged by what is in it, not by what was asked. */
import type { ProxiedScope } from "../support/plain-proxy";
import type { WireAnswer } from "./wire";

const ORTHANC_ID = /^([0-9a-f]{8}-){4}[0-9a-f]{8}$/;
/** What a page is made of. */
const PAGE = /^(text\/html|text\/css|application\/javascript|text\/javascript|image\/(png|gif|x-icon))$/;
/** Objects as such: pictures, files and parts of a multipart answer. */
const OBJECTS = /^(multipart\/related|image\/(jpeg|png|gif|jp2)|application\/(dicom|octet-stream))$/;

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A data set of the DICOM JSON model (PS3.18, annex F): its members are named by tags. */
function isDataset(value: Json | undefined): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).every((key) => /^[0-9A-F]{8}$/i.test(key));
}

/** An item of Orthanc's lists of patients and studies. */
function isListed(value: Json): boolean {
  if (typeof value === "string") return ORTHANC_ID.test(value);
  return typeof value === "object" && value !== null && "ID" in value && "Type" in value;
}

/** `legal` are bodies that the admin's scope may read. */
function isAdmins({ type, body }: WireAnswer, legal: ReadonlySet<string>): boolean {
  const json = parsed(body);
  return PAGE.test(type) || legal.has(body) || (Array.isArray(json) && json.every(isListed));
}

/** Whether an answer was no refusal, and yet is nothing that the scope may not read. */
export function isInScope(scope: ProxiedScope, answer: WireAnswer, legal: ReadonlySet<string>): boolean {
  if (answer.body === "") return true;
  if (scope === "admin") return isAdmins(answer, legal);
  const json = parsed(answer.body);
  // It may look UIDs up, too.
  if (scope === "store") return isDataset(json) || (Array.isArray(json) && json.every(isListed));
  return OBJECTS.test(answer.type) || (Array.isArray(json) && json.every(isDataset));
}

/** Whether an answer shows and does nothing: a refusal, a failure, a redirect, or none at all. */
export function isNothing({ status }: WireAnswer): boolean {
  return status < 200 || status >= 300;
}
