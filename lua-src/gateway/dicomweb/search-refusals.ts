/** Why the query of a search is refused. Sentences are put together for who gets them alone. */
import { refuse, type Refusal } from "../http/refusal";
import { quote } from "../../shared/quote";
import type { ValueClass } from "./attributes";

export const EMPTY_VALUES = refuse(
  400,
  "search-emptyvaluematching",
  "The archive does not match empty values: search by other keys, and compare the values that are returned.",
);
export const EMPTY_FIELD = refuse(
  400,
  "search-includefield",
  "The value of includefield has an empty name in its list: write one comma between two names.",
);
export const MANY_FIELDS = refuse(
  400,
  "search-includefield",
  "The query asks for more than 64 fields (includefield): the metadata have all of them.",
);

/** What the values of each class look like. */
const CLASSES: Readonly<Record<ValueClass, string>> = {
  uid: "UIDs, separated by commas",
  date: "a date such as 20251231, or two with a hyphen between them, of which one may be left out",
  time: "a time such as 235959, or two with a hyphen between them",
  number: "whole numbers up to 65535, separated by commas",
  code: "up to 256 bytes",
  name: "up to 256 bytes",
  text: "up to 256 bytes",
};

export function unknownKey(key: string): Refusal {
  const detail =
    `This resource knows no search key ${quote(key)}: search by attributes of its level or above that the archive's ` +
    "index has, such as PatientID or StudyDate, and compare others in the metadata.";
  return refuse(400, "search-unknown-key", detail);
}

export function sameAttribute(key: string): Refusal {
  const detail = `The key ${quote(key)} names an attribute that another key, or the path, has named already: name it once.`;
  return refuse(400, "search-same-attribute", detail);
}

export function badValue(key: string, value: string, kind: ValueClass): Refusal {
  return refuse(
    400,
    "search-value",
    `The key ${quote(key)} has the value ${quote(value)}, but takes ${CLASSES[kind]}.`,
  );
}

export function badCount(key: "limit" | "offset", value: string): Refusal {
  return refuse(400, `search-${key}`, `The ${key} is ${quote(value)}, but has to be a whole number below 1000000000.`);
}

export function badOrder(value: string): Refusal {
  const detail =
    `Studies are sorted (orderby) by StudyDate, PatientName, PatientID, StudyDescription or AccessionNumber, with - in ` +
    `front for the other direction, but the query asks for ${quote(value)}.`;
  return refuse(400, "search-orderby", detail);
}

export const UNSORTED = refuse(
  400,
  "search-orderby",
  "Only a search for studies that is answered in application/dicom+json can be sorted (orderby).",
);

/** `reason` is that of the option. */
export function badFlag(reason: string, key: string, value: string): Refusal {
  return refuse(400, reason, `The value of ${key} is ${quote(value)}, but has to be true or false.`);
}

export function badField(name: string): Refusal {
  const detail = `The query asks for the field ${quote(name)} (includefield), which is neither a tag, such as 00100020, nor a keyword, such as PatientID.`;
  return refuse(400, "search-includefield", detail);
}

export function inSequence(key: string): Refusal {
  const detail =
    `The archive does not search inside sequences here, as ${quote(key)} asks for: search by other keys, return the ` +
    "sequence with includefield, and compare its items. Only series are found by RequestAttributesSequence, by " +
    "ScheduledProcedureStepID and RequestedProcedureID in it.";
  return refuse(400, "search-sequence", detail);
}

export const NOT_BESIDE_LETTERS = refuse(
  400,
  "search-sequence",
  "Beside keys in RequestAttributesSequence, no value may have & or a letter beyond ASCII: search by another key.",
);

export const NOT_IN_XML = refuse(
  400,
  "search-sequence",
  "A search by keys in RequestAttributesSequence is answered in application/dicom+json alone: accept that.",
);
