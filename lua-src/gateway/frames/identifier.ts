/** From the UIDs of DICOM to Orthanc's identifier of an instance, without a look-up for each of them. */
import { VIEW } from "../../shared/policy/dicomweb-routes";
import { decodeObject, textField } from "../../shared/json";
import { UPSTREAM_ACCEPT } from "../dicomweb/accept";
import { recallShared, share } from "../state/shared";
import { standingOf } from "../two-patients/holders";
import { ask, finish, takeAll } from "../archive/connection";

/** The instance that a request names. */
export interface InstanceUids {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/**
 * Two patients may have a study of the same UID; then that of the first one is meant. That a study has one patient is
 * believed for as long.
 */
const BELIEVED_SECONDS = 10;
const NOBODY_SECONDS = 2;
const NOBODY = "none";
const MOST_BYTES = 64 * 1024;

/**
 * Orthanc's identifier: a digest of the patient's identifier and the three UIDs. Undefined where the study is not
 * known.
 *
 * @param generation another one means that what was believed of the study is so no longer
 * @param endsAt when the archive has to have answered; as `ngx.now()` counts
 */
export function orthancId(uids: InstanceUids, generation: string, endsAt: number): string | undefined {
  const { study, series, instance } = uids;
  const key = `patient ${generation} ${study}`;
  let patient = recallShared("frames", key);
  if (patient === undefined) {
    const found = askForPatient(study, endsAt) ?? firstPatient(study, generation);
    // The prefix tells an empty identifier from none.
    patient = found === undefined ? NOBODY : `=${found}`;
    share("frames", key, patient, found === undefined ? NOBODY_SECONDS : BELIEVED_SECONDS);
  }
  if (patient === NOBODY) return undefined;
  return resourceId(`${string.sub(patient, 2)}|${study}|${series}|${instance}`);
}

/** Orthanc's identifier of what a patient's identifier and UIDs name, from the outside in, parted by `|`. */
export function resourceId(text: string): string {
  const [hex] = string.gsub(ngx.sha1_bin(text), ".", (byte) => string.format("%02x", string.byte(byte)));
  const groups: string[] = [];
  for (const at of $range(1, 33, 8)) groups.push(string.sub(hex, at, at + 7));
  return groups.join("-");
}

/** Of a study that several patients have, the first one's identifier. */
function firstPatient(study: string, generation: string): string | undefined {
  const standing = standingOf(study, generation);
  if (standing === undefined || standing === "alone" || standing === "unclear") return undefined;
  return standing.patient;
}

/** The identifier of the study's patient, "" for one without; undefined where it is none's or several patients'. */
function askForPatient(study: string, endsAt: number): string | undefined {
  const path = `${VIEW.SearchStudies.template}?StudyInstanceUID=${study}&limit=2`;
  const answer = ask(path, `Accept: ${UPSTREAM_ACCEPT["application/dicom+json"]}`, endsAt);
  if (answer === undefined) return undefined;
  const body = answer.head.status === 200 ? takeAll(answer, MOST_BYTES) : undefined;
  finish(answer);
  return body === undefined ? undefined : patientOf(body, study);
}

/** Of a search's answer (PS3.18, section 10.6.3) that holds the study once. */
export function patientOf(body: string, study: string): string | undefined {
  const studies = decodeObject(body) as readonly (Record<string, unknown> | undefined)[] | undefined;
  const found = studies?.[0];
  if (found === undefined || studies?.[1] !== undefined) return undefined;
  if (firstValue(found["0020000D"]) !== study) return undefined;
  return firstValue(found["00100020"]) ?? "";
}

function firstValue(attribute: unknown): string | undefined {
  if (type(attribute) !== "table") return undefined;
  const values = (attribute as Record<string, unknown>)["Value"];
  return type(values) === "table" ? textField(values as Record<string, unknown>, 1 as unknown as string) : undefined;
}
