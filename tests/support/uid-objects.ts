/**
 * The smallest objects that name a patient, a study, a series and themselves.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { uidOf } from "../../scripts/lib/uid";
import { element, EXPLICIT, file } from "./dicom-encodings";

/** What an object says that it is; `patient` as its bytes stand in the file, undefined for no Patient ID at all. */
export interface Names {
  readonly patient: string | undefined;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/** Names that no other object has. */
export function newNames(): Names {
  const name = randomUUID();
  const [study, series, instance] = ["study", "series", "instance"].map((level) => uidOf(`${name} ${level}`));
  return { patient: name.slice(0, 8), study: study ?? "", series: series ?? "", instance: instance ?? "" };
}

/** Another instance's UID. */
export function newUid(): string {
  return uidOf(randomUUID());
}

function padded(text: string, by: string): Buffer {
  return Buffer.from(text.length % 2 === 0 ? text : text + by, "latin1");
}

function elementsOf({ patient, study, series, instance }: Names): Buffer[] {
  return [
    element(true, 0x00080016, "UI", padded("1.2.840.10008.5.1.4.1.1.7", "\0")),
    element(true, 0x00080018, "UI", padded(instance, "\0")),
    ...(patient === undefined ? [] : [element(true, 0x00100020, "LO", padded(patient, " "))]),
    element(true, 0x0020000d, "UI", padded(study, "\0")),
    element(true, 0x0020000e, "UI", padded(series, "\0")),
  ];
}

/** A file in Explicit VR Little Endian, a Secondary Capture without pixels. */
export function objectOf(names: Names): Buffer {
  return file(EXPLICIT, elementsOf(names));
}

/** One that the archive cannot read: its pixels are native, and its transfer syntax says JPEG. */
export function unreadableObjectOf(names: Names): Buffer {
  return file("1.2.840.10008.1.2.4.50", [...elementsOf(names), element(true, 0x7fe00010, "OB", Buffer.alloc(64))]);
}
