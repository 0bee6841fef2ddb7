/** What is asked for of each cell, and which answers are right. */
import { orthancIdOf } from "../orthanc-id";
import { type Uids } from "./cell";

export interface Question {
  readonly path: string;
  readonly accept: string;
}

/** Seconds within which an answer is whole: nobody waits longer for the archive (nginx/servers/inner-archive.conf). */
export const BOUND_SECONDS = 60;

const part = (type: string, syntax?: string): string =>
  `multipart/related; type="${type}"${syntax === undefined ? "" : `; transfer-syntax=${syntax}`}`;
const ANY = part("application/octet-stream", "*");
/** Attributes that a list of pictures shows. */
const FIELDS = "includefield=00280002,00280004,00280008,00280010,00280011,00280100,00281101,00080060,00081030";

/** Everything that makes the archive read the object's pixels or attributes. */
export function questionsOf({ study, series, instance, patient }: Uids, syntax: string): Question[] {
  const whole = `/pacs/studies/${study}/series/${series}`;
  const one = `${whole}/instances/${instance}`;
  const json = "application/dicom+json";
  const id = orthancIdOf(patient, study, series, instance);
  const rows: readonly (readonly [path: string, accept: string])[] = [
    [`${one}/metadata`, json],
    [`${whole}/instances?${FIELDS}`, json],
    [`/pacs/studies?StudyInstanceUID=${study}&includefield=all`, json],
    [`${one}/rendered`, "image/jpeg"],
    [`${one}/rendered`, "image/png"],
    [`${one}/rendered?viewport=50,50&window=100,300,linear`, "*/*"],
    [`${one}/frames/1/rendered`, "image/png"],
    [`${one}/frames/2/rendered`, "image/jpeg"],
    [`${one}/thumbnail`, "image/jpeg"],
    [`${whole}/thumbnail`, "image/png"],
    [`${one}/frames/1`, ANY],
    [`${one}/frames/1`, part("image/jls")],
    [`${one}/frames/1`, part("image/jp2", "1.2.840.10008.1.2.4.90")],
    [`${one}/frames/1`, part("application/octet-stream", "1.2.840.10008.1.2.1")],
    [`${one}/frames/1`, `${part("application/octet-stream", syntax)}, ${part("image/*")};q=0.5`],
    [`${one}/frames/1`, "image/jpeg"],
    [`${one}/frames/1,2`, ANY],
    [`${one}/bulk/7fe00010`, ANY],
    [one, part("application/dicom", "*")],
    [`/pacs-admin/instances/${id}/preview`, "image/png"],
    [`/pacs-admin/instances/${id}/frames/0/preview`, "*/*"],
    [`/pacs-admin/instances/${id}/tags`, "*/*"],
  ];
  return rows.map(([path, accept]) => ({ path, accept }));
}

/** Statuses of refusals that last: who is given one has no reason to ask again. */
const LASTING = [400, 404, 406, 413, 415, 422];

/** What is wrong with an answer; undefined: nothing. */
export function faultOf(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}): string | undefined {
  const { status, headers, body } = answer;
  const type = headers.get("content-type") ?? "";
  if (status === 200) return /json/.test(type) && !isJson(body) ? "a document that is no JSON" : undefined;
  if (status === 204) return undefined;
  if (!LASTING.includes(status)) return `status ${status} ${body.subarray(0, 200).toString()}`;
  if (headers.has("retry-after")) return `status ${status} with Retry-After`;
  const reason = type === "application/problem+json" ? /"reason":"([^"]+)"/.exec(body.toString())?.[1] : undefined;
  return reason === undefined ? `status ${status} without a reason` : undefined;
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
