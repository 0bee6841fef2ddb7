/**
 * What a request of the model gets where it is let through, in an archive with one study of one instance.
 *
 * @module
 */
import { stowBody, stowType } from "../../scripts/lib/stow";
import type { Need } from "../support/policy/model";

/** The one study. */
export interface Objects {
  /** Of the study, the series and the instance. */
  readonly uids: readonly [string, string, string];
  /** Orthanc's own identifiers, by level. */
  readonly ids: Readonly<Record<string, string>>;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** What would take the object away, or make more of it, is asked of one that is not there. */
const isOfNobody = ({ method, target }: Need): boolean =>
  /\/anonymize$/.test(target) || (method === "DELETE" && !target.includes("/labels/"));

/** The address with the objects that are there in the place of the model's. */
export function realTarget(need: Need, { uids, ids }: Objects): string {
  const { target } = need;
  if (target.startsWith("/pacs/")) {
    return target
      .replace("/studies/1.2.3", `/studies/${uids[0]}`)
      .replace("/series/4.5", `/series/${uids[1]}`)
      .replace("/instances/6.7", `/instances/${uids[2]}`)
      .replace("/frames/1,2", "/frames/1");
  }
  if (isOfNobody(need)) return target;
  return target.replace(/^\/pacs-admin\/(\w+)\/[\da-f]{8}(-[\da-f]{8}){4}/, (whole, level: string) => {
    const id = ids[level];
    return id === undefined ? whole : `/pacs-admin/${level}/${id}`;
  });
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function jsonOf(target: string, { ids }: Objects): string {
  if (target.endsWith("/tools/find")) return '{"Level":"Study","Query":{},"Limit":1}';
  if (target.endsWith("/query")) return '{"Level":"Study","Query":{}}';
  return target.endsWith("/store") ? JSON.stringify({ Resources: [ids["studies"]] }) : "{}";
}

/** The body of a request; undefined for none. */
export function bodyOf(
  { method, target, personOnly }: Need,
  objects: Objects,
): { type: string; content: Uint8Array<ArrayBuffer> } | undefined {
  if (method === "GET" || method === "DELETE" || /\/(labels|jobs)\//.test(target)) return undefined;
  if (personOnly) return { type: "application/x-www-form-urlencoded", content: bytes("id=x") };
  if (/^\/pacs\/studies(\/[\d.]+)?$/.test(target)) {
    return { type: stowType(), content: stowBody([objects.file]) };
  }
  if (/\/(protected|retrieve)$/.test(target)) return { type: "text/plain", content: bytes("0") };
  return { type: "application/json", content: bytes(jsonOf(target, objects)) };
}

const ABSENT = "404 no-such-object";
const REFUSED = "400 archive-refused";

/** Where it is not a success, status and reason of what only a request that was let through gets. */
const ANSWERS: readonly (readonly [pattern: RegExp, answer: string])[] = [
  [/^DELETE \/pacs-admin\/\w+\/[\da-f-]+$/, ABSENT],
  [/\/instances\/.*\/anonymize$/, ABSENT],
  [/\/anonymize$/, REFUSED],
  [/^POST .*\/jobs\//, REFUSED],
  [/\/(jobs|queries)\/[\da-f-]+/, ABSENT],
  [/\/(modalities|peers)\/A\//, ABSENT],
  [/\/(patients|studies|series)\/[\da-f-]+\/attachments\/1\/data$/, ABSENT],
  [/\/bulk\/00420011$/, ABSENT],
  [/\/pdf$/, ABSENT],
];

/** `status reason` of a problem that a request gets although it was let through; undefined where it succeeds. */
export function answerOfGranted({ method, target }: Need): string | undefined {
  return ANSWERS.find(([pattern]) => pattern.test(`${method} ${target}`))?.[1];
}
