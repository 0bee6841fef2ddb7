/** From the values of a file's elements to what they say of it. */
import { parseUid } from "../dicomweb/uid";
import { contains, matches } from "../../shared/text";
import { isUtf8 } from "../../shared/utf8";
import type { Facts, Fault, Identity } from "./types";
import type { Walk } from "./walk";
import {
  CHARACTER_SET,
  MEDIA_SOP_CLASS,
  MEDIA_SOP_INSTANCE,
  PATIENT_ID,
  SERIES,
  SOP_CLASS,
  SOP_INSTANCE,
  STUDY,
} from "./wanted";

/** Media Storage Directory Storage (PS3.10, section 8.6). */
const DICOMDIR = "1.2.840.10008.1.3.10";

/** In a literal, characters above U+007F would become two bytes each. */
const BEYOND_ASCII = "[^%z\x01-\x7f]";

/** Facts of a data set alone. */
type DataSetFacts = Pick<Facts, "sopClass" | "sopInstance" | "study" | "series" | "patientId">;

/** A value without what pads it to an even length (PS3.5, section 6.2). */
export function unpadded(value: string): string {
  let to = value.length;
  while (to > 0 && isPadding(string.byte(value, to))) to -= 1;
  return string.sub(value, 1, to);
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

/** The UID of an element; "" if there is none or an empty one, undefined for what is no UID. */
function uidOf({ seen, values }: Walk, tag: number): string | undefined {
  if (seen[tag] !== true) return "";
  const value = values[tag];
  const text = value === undefined ? undefined : unpadded(value);
  return text === undefined || text === "" ? text : parseUid(text);
}

/** The names in a data set, or in File Meta Information, as far as they are right. */
export function namesOf(walk: Walk): Identity {
  const sopClass = uidOf(walk, walk.isMeta ? MEDIA_SOP_CLASS : SOP_CLASS);
  const sopInstance = uidOf(walk, walk.isMeta ? MEDIA_SOP_INSTANCE : SOP_INSTANCE);
  return { sopClass: sopClass ?? "", sopInstance: sopInstance ?? "" };
}

/**
 * The facts of a whole data set, or what is wrong with them. Its own UIDs count where the File Meta Information names
 * others: Orthanc and all viewers go by them, and who anonymises files often forgets the latter. A directory is one by
 * either.
 */
export function factsOf(walk: Walk, mediaClass: string): LuaMultiReturn<[DataSetFacts] | [undefined, Fault]> {
  const sopClass = uidOf(walk, SOP_CLASS);
  const sopInstance = uidOf(walk, SOP_INSTANCE);
  const study = uidOf(walk, STUDY);
  const series = uidOf(walk, SERIES);
  if (sopClass === DICOMDIR || mediaClass === DICOMDIR) return $multi(undefined, "dicomdir");
  if (sopClass === undefined || sopInstance === undefined) return $multi(undefined, "bad-uid");
  if (study === undefined || series === undefined) return $multi(undefined, "bad-uid");
  if (sopClass === "") return $multi(undefined, "no-sop-class");
  if (sopInstance === "") return $multi(undefined, "no-sop-uid");
  if (series === "") return $multi(undefined, "no-series-uid");
  if (study === "") return $multi(undefined, "no-study-uid");
  const { seen, values } = walk;
  const patient = values[PATIENT_ID];
  if (patient === undefined && seen[PATIENT_ID] === true) return $multi(undefined, "bad-patient-id");
  const patientId = patientOf(patient ?? "", unpadded(values[CHARACTER_SET] ?? ""), seen[CHARACTER_SET] === true);
  return $multi({ sopClass, sopInstance, study, series, patientId });
}

/**
 * A Patient ID as Orthanc makes its identifiers of it: up to a zero byte, without spaces at its end, in UTF-8. Without a
 * character set it reads Latin 1.
 */
function patientOf(value: string, characterSet: string, hasSet: boolean): string | undefined {
  const [text] = string.match(value, "^[^%z]*");
  const bytes = unpadded(text ?? "");
  const isEscaped = contains(bytes, "\x1b");
  if (!isEscaped && !matches(bytes, BEYOND_ASCII)) return bytes;
  if (characterSet === "ISO_IR 192") return isUtf8(bytes) ? bytes : undefined;
  const isLatin1 = !hasSet || characterSet === "ISO_IR 100";
  return isLatin1 && !isEscaped ? utf8OfLatin1(bytes) : undefined;
}

function utf8OfLatin1(bytes: string): string {
  const [text] = string.gsub(bytes, BEYOND_ASCII, (one) => {
    const [code = 0] = string.byte(one, 1, 1);
    return string.char(0xc0 + Math.floor(code / 0x40), 0x80 + (code % 0x40));
  });
  return text;
}
