/**
 * A study that two patients have is that of the one who was there first, and what is shown under its UID is his or hers
 * alone. Orthanc's DICOMweb plugin knows no first one: it mixes the series of both in a search, draws a picture of either
 * one, and answers 404 for what both have.
 *
 * @module
 */
import { generationOf } from "../cache/key";
import { encodeQueryValue } from "../http/query";
import { matches } from "../../shared/text";
import { seriesOf, standingOf, type First } from "./holders";

/** The status for what can't be told apart; the outer server makes a 409 of it (nginx/snippets/errors/problems.conf). */
const TWO_PATIENTS = 469;
/** The location that answers for metadata of the first one (nginx/servers/inner-archive.conf). */
const FIRST_METADATA = "@first";
const STUDY = "^/dicom%-web/studies/([%d.]+)(.*)$";

/** What is asked of one study: its UID, and what of it. */
export interface OfStudy {
  readonly study: string;
  /** What stands behind the study in the path; undefined of a search by its UID. */
  readonly rest: string | undefined;
}

/** By the path as the outer server has written it; undefined where it is no single study that is asked about. */
export function readStudy(path: string, query: string): OfStudy | undefined {
  const [study, rest] = string.match(path, STUDY);
  if (study !== undefined) return { study, rest: rest ?? "" };
  if (!matches(path, "^/dicom%-web/%l+$")) return undefined;
  const [searched] = string.match(`&${query}&`, "&0020000D=([%d.]+)&");
  return searched === undefined ? undefined : { study: searched, rest: undefined };
}

/** What would be about several patients is not told. */
export function refuseTwoPatients(): never {
  ngx.header["X-Reason"] = "two-patients";
  return ngx.exit(TWO_PATIENTS);
}

/** Narrows a search to the first patient. */
function narrow({ patient, isSearchable }: First, rest: string | undefined): void {
  const query = ngx.var["args"] ?? "";
  if (matches(`&${query}`, "&00100020=")) {
    // In a list of studies each stands under its own patient.
    return rest === undefined ? undefined : refuseTwoPatients();
  }
  if (!isSearchable) return refuseTwoPatients();
  ngx.req.set_uri_args(`${query}${query === "" ? "" : "&"}00100020=${encodeQueryValue(patient)}`);
}

/** A series that only the first one has is found by its path; of one that others have too, Orthanc can't say whose. */
function passSeries({ id }: First, study: string, series: string): void {
  const held = seriesOf(study, series);
  if (held === undefined) return ngx.exit(503);
  if (!held.some((one) => one.study === id)) return ngx.exit(404);
  if (held.length > 1) return refuseTwoPatients();
}

function route(first: First, { study, rest }: OfStudy): void {
  if (rest === undefined || matches(rest, "^/series$") || matches(rest, "/instances$")) return narrow(first, rest);
  const isJson = ngx.var["http_accept"] === "application/dicom+json";
  if (isJson && (matches(rest, "^/metadata$") || matches(rest, "^/series/[%d.]+/metadata$"))) {
    return ngx.exec(FIRST_METADATA);
  }
  const [series] = string.match(rest, "^/series/([%d.]+)");
  if (series === undefined) return refuseTwoPatients();
  passSeries(first, study, series);
}

/** Sees to it that no answer about a study is about two patients. Access phase of what goes to Orthanc; it may sleep. */
export function keepApart(): void {
  const asked = readStudy(ngx.var["uri"] ?? "", ngx.var["args"] ?? "");
  if (asked === undefined || ngx.req.get_method() !== "GET") return;
  const standing = standingOf(asked.study, generationOf(ngx.var["http_x_cache_key"] ?? ""));
  if (standing === undefined) return ngx.exit(503);
  if (standing === "unclear") return refuseTwoPatients();
  if (standing !== "alone") route(standing, asked);
}

/** Of the study that is asked about, the first patient's, if several patients have it. */
function firstHere(): First | undefined {
  const asked = readStudy(ngx.var["uri"] ?? "", ngx.var["args"] ?? "");
  if (asked === undefined) return undefined;
  const standing = standingOf(asked.study, generationOf(ngx.var["http_x_cache_key"] ?? ""));
  if (standing === undefined) return ngx.exit(503);
  if (standing === "unclear") return refuseTwoPatients();
  return standing === "alone" ? undefined : standing;
}

/** The same for a search below studies that the gateway does itself: of a study that two patients have it does none. */
export function refuseIfTwo(): void {
  if (firstHere() !== undefined) refuseTwoPatients();
}

/**
 * The same for a search for studies: Orthanc's identifier of the only one that it may find, if it is by the UID of a
 * study that several patients have. With a Patient ID, it is a list in which each stands under its own patient.
 */
export function firstIfTwo(): string | undefined {
  return matches(`&${ngx.var["args"] ?? ""}`, "&00100020=") ? undefined : firstHere()?.id;
}
