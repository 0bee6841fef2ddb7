/**
 * Data elements that every generated object needs.
 *
 * @module
 */
import type { Element } from "../../../scripts/lib/dicom-writer";
import { uidOf } from "../../../scripts/lib/uid";

export type { Element };

export function text(tag: number, vr: string, value: string): Element {
  return { tag, vr, value };
}

export function ui(tag: number, value: string): Element {
  return { tag, vr: "UI", value };
}

export function us(tag: number, ...values: readonly number[]): Element {
  return { tag, vr: "US", value: values };
}

export function ul(tag: number, ...values: readonly number[]): Element {
  return { tag, vr: "UL", value: Buffer.from(Uint32Array.from(values).buffer) };
}

/** Decimal strings. */
export function ds(tag: number, ...values: readonly number[]): Element {
  return text(tag, "DS", values.map((value) => String(Number(value.toFixed(6)))).join("\\"));
}

export function sq(tag: number, ...items: readonly (readonly Element[])[]): Element {
  return { tag, vr: "SQ", value: items };
}

/** What an object is part of. */
export interface Place {
  /** Makes study and patient: objects with one name are in one study. */
  readonly study: string;
  readonly series: string;
  readonly modality: string;
  readonly sopClass: string;
  readonly seriesNumber?: number;
}

/** The modules Patient, General Study, General Series and SOP Common (PS3.3, sections C.7.1 to C.7.3 and C.12.1). */
export function common(place: Place): Element[] {
  return [
    text(0x00080005, "CS", "ISO_IR 192"),
    ui(0x00080016, place.sopClass),
    ui(0x00080018, instanceUid(place)),
    text(0x00080020, "DA", "20260101"),
    text(0x00080023, "DA", "20260101"),
    text(0x00080030, "TM", "120000"),
    text(0x00080033, "TM", "120000"),
    text(0x00080050, "SH", ""),
    text(0x00080060, "CS", place.modality),
    text(0x00080070, "LO", "Collimator"),
    text(0x00080090, "PN", ""),
    text(0x00081030, "LO", place.study),
    text(0x0008103e, "LO", place.series),
    text(0x00100010, "PN", patientOf(place.study)),
    text(0x00100020, "LO", place.study),
    text(0x00100030, "DA", ""),
    text(0x00100040, "CS", "O"),
    ui(0x0020000d, studyUid(place.study)),
    ui(0x0020000e, seriesUid(place)),
    text(0x00200010, "SH", "1"),
    text(0x00200011, "IS", String(place.seriesNumber ?? 1)),
    text(0x00200013, "IS", "1"),
  ];
}

/** The same as `phantomSeries` makes of its name, so that objects can be added to a phantom's study. */
export function studyUid(study: string): string {
  return uidOf(`${study} study`);
}

export function seriesUid({ study, series }: { readonly study: string; readonly series: string }): string {
  return uidOf(`${study} ${series}`);
}

export function instanceUid({ study, series }: { readonly study: string; readonly series: string }): string {
  return uidOf(`${study} ${series} instance`);
}

export function patientOf(study: string): string {
  return `Objects^${study}`;
}
