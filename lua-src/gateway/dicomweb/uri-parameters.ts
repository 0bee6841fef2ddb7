/** The parameters of the URI service (PS3.18, sections 9.1.2, 9.4.1.2 and 9.5.1.2), and why one is refused. */
import { parseQuery } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import { quote } from "../../shared/quote";

const UID = "a UID: numbers with single dots between them, up to 64 bytes";
const PIXELS = "a whole number from 1 to 4096";

/** What the value of each parameter is. */
const VALUES = {
  requestType: "WADO",
  studyUID: UID,
  seriesUID: UID,
  objectUID: UID,
  contentType: "media types, separated by commas",
  charset: "character sets, separated by commas",
  transferSyntax: "the UID of a transfer syntax, or * for the stored one",
  // No part of the standard: Horos, OsiriX and dcm4chee's viewers want the stored transfer syntax by it.
  useOrig: "true",
  frameNumber: "a whole number from 1 on",
  rows: PIXELS,
  columns: PIXELS,
  windowCenter: "a decimal number without an exponent",
  windowWidth: "a decimal number above 0, without an exponent",
  imageQuality: "a whole number from 1 to 100",
  annotation: "patient, technique or both",
} as const;

/** A parameter. */
export type Name = keyof typeof VALUES;
/** The parameters of a request, as the client wrote their values. */
export type Given = Readonly<Partial<Record<Name, string>>>;

/** What the standard has and this archive does not do. To leave it out of the answer could harm somebody. */
const NOT_DONE: Readonly<Record<string, string | undefined>> = {
  anonymize: "Nothing is anonymized here: leave anonymize out to get the object as it is stored.",
  presentationUID: "No presentation state is applied to pictures: leave presentationUID out.",
  presentationSeriesUID: "No presentation state is applied to pictures: leave presentationSeriesUID out.",
  region: "No region is cut out here: leave region out, or ask for /rendered with a viewport below /pacs/studies.",
};

/** What says nothing of a picture. */
export const OF_FILES: readonly Name[] = ["transferSyntax", "useOrig"];
/** What says nothing of a file. */
export const OF_PICTURES: readonly Name[] = [
  "frameNumber",
  "rows",
  "columns",
  "windowCenter",
  "windowWidth",
  "imageQuality",
  "annotation",
];

/** A parameter is missing that another one, or the service, needs. */
export function missing(name: Name, why: string): Refusal {
  return refuse(400, "wado-uri-missing", `The parameter ${name} is missing: ${why}.`);
}

/** Why a request needs the four of them. */
export const NEEDED = "a request to the URI service names requestType, studyUID, seriesUID and objectUID";

/** A parameter has a value that it can't have. */
export function badValue(name: Name, value: string): Refusal {
  const detail = `The parameter ${name} is ${quote(value)}, but has to be ${VALUES[name]}.`;
  return refuse(400, "wado-uri-value", detail);
}

/** A parameter says nothing of what is asked for. */
export function misplaced(name: Name, mediaType: string): Refusal {
  const detail = `The parameter ${name} says nothing of ${mediaType}, which is what the request asks for: leave it out.`;
  return refuse(400, "wado-uri-media-type", detail);
}

function unknownKey(key: string): Refusal {
  const detail = `The URI service has no parameter ${quote(key)}; docs/dicomweb.md lists those that it has.`;
  return refuse(400, "wado-uri-unknown-key", detail);
}

/** The parameters, each of which the service has and the query has once; their values are looked at later. */
export function readParameters(query: string | undefined): LuaMultiReturn<[Given] | [undefined, Refusal]> {
  const [parameters, malformed] = parseQuery(query);
  if (parameters === undefined) return $multi(undefined, malformed);
  const given: Partial<Record<Name, string>> = {};
  for (const { key, value } of parameters) {
    const notDone = NOT_DONE[key];
    if (notDone !== undefined) return $multi(undefined, refuse(400, "wado-uri-unsupported", notDone));
    if (!isName(key)) return $multi(undefined, unknownKey(key));
    given[key] = value;
  }
  return $multi(given);
}

function isName(key: string): key is Name {
  return (VALUES as Readonly<Record<string, string | undefined>>)[key] !== undefined;
}
