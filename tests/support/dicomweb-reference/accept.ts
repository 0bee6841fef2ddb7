/** Accept headers with the verdict on each kind of answer, said by hand out of PS3.18, sections 8.7.4 and 8.7.8. */
export interface Accepted {
  /** The form of metadata and search results. */
  readonly dataset: string | undefined;
  /** Transfer syntaxes of whole objects; none for any. */
  readonly dicom: readonly string[] | undefined;
  /** Bulk data that are no pixel data. */
  readonly bulk: boolean;
  readonly pixels: boolean;
  /** Transfer syntaxes or media types of frames; none for any. */
  readonly frames: readonly string[] | undefined;
  /** The same of one frame without multipart; `undefined` if a single part is not what is answered. */
  readonly frame?: readonly string[];
  /** Of one file without multipart. */
  readonly file?: readonly string[];
  /** Whether a bulk value, or one with pixels, is answered without multipart. */
  readonly value?: true;
  readonly pixelValue?: true;
  /** The rendered media type that is chosen. */
  readonly rendered: string | undefined;
}

const JSON_FORM = "application/dicom+json";
const XML_FORM = "application/dicom+xml";

const nothing: Accepted = {
  dataset: undefined,
  dicom: undefined,
  bulk: false,
  pixels: false,
  frames: undefined,
  rendered: undefined,
};
const everything: Accepted = {
  dataset: JSON_FORM,
  dicom: [],
  bulk: true,
  pixels: true,
  frames: [],
  rendered: "*/*",
};
const octets: Accepted = { ...nothing, bulk: true, pixels: true, frames: [] };

export const ACCEPTS: Readonly<Record<string, Accepted | undefined>> = {
  "": everything,
  "*/*": everything,
  "text/html, */*;q=0.8": everything,
  "application/dicom+json": { ...nothing, dataset: JSON_FORM },
  "application/dicom+json; transfer-syntax=1.2.840.10008.1.2.4.70": { ...nothing, dataset: JSON_FORM },
  "application/dicom+json; transfer-syntax=1.2.3": nothing,
  "Application/JSON": { ...nothing, dataset: JSON_FORM },
  "image/png;q=0, application/dicom+json;q=0.1": { ...nothing, dataset: JSON_FORM },
  'multipart/related; type="application/dicom+xml"': { ...nothing, dataset: XML_FORM },
  'application/dicom+json;q=0.5, multipart/related; type="application/dicom+xml"': { ...nothing, dataset: XML_FORM },
  "application/dicom+xml": nothing,
  'multipart/related; type="application/dicom"; transfer-syntax=*': { ...nothing, dicom: [] },
  "multipart/related; type=application/octet-stream; transfer-syntax=*": octets,
  'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1': {
    ...nothing,
    bulk: true,
    frames: ["1.2.840.10008.1.2.1"],
  },
  "multipart/related": { ...octets, dicom: [] },
  'multipart/related; type="*/*"': { ...octets, dicom: [] },
  'multipart/related; type="application/*"; transfer-syntax=*': { ...octets, dicom: [] },
  'multipart/related; type="text/*"': nothing,
  'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.1': {
    ...nothing,
    dicom: ["1.2.840.10008.1.2.1"],
  },
  'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.1, multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.70':
    { ...nothing, dicom: ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.70"] },
  "multipart/related; type=image/jls": { ...nothing, frames: ["image/jls"] },
  'multipart/related; type="image/x-jls"; transfer-syntax=1.2.840.10008.1.2.4.80, multipart/related; type="image/jp2"':
    { ...nothing, frames: ["1.2.840.10008.1.2.4.80", "image/jp2"] },
  'multipart/related; type="image/*"': { ...nothing, frames: ["image/*"] },
  'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.4.80, multipart/related; type="image/jp2"':
    { ...nothing, frames: ["1.2.840.10008.1.2.4.80", "image/jp2"] },
  'multipart/related; type="image/*", multipart/related; type="application/octet-stream"': octets,
  'multipart/related; type="image/jls"; transfer-syntax=..': nothing,
  "text/html": nothing,
  "*/*;q=0": nothing,
  "application/octet-stream": { ...nothing, frame: [], value: true, pixelValue: true },
  "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1": {
    ...nothing,
    frame: ["1.2.840.10008.1.2.1"],
    value: true,
  },
  "application/octet-stream; transfer-syntax=*, multipart/related; type=application/octet-stream;q=0.5": {
    ...octets,
    frame: [],
    value: true,
    pixelValue: true,
  },
  "application/octet-stream, multipart/related; type=application/octet-stream": octets,
  "image/jls; transfer-syntax=*, image/jp2; transfer-syntax=1.2.840.10008.1.2.4.90": {
    ...nothing,
    frame: ["image/jls", "1.2.840.10008.1.2.4.90"],
  },
  "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.80, image/jp2": {
    ...nothing,
    frame: ["1.2.840.10008.1.2.4.80", "image/jp2"],
  },
  "image/x-jls, */*;q=0.1": everything,
  "application/dicom": { ...nothing, file: [] },
  "application/dicom; transfer-syntax=1.2.840.10008.1.2.1": { ...nothing, file: ["1.2.840.10008.1.2.1"] },
  "application/dicom; transfer-syntax=1.2.840.10008.1.2.1, application/dicom; transfer-syntax=1.2.840.10008.1.2.4.70": {
    ...nothing,
    file: ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.70"],
  },
  'application/dicom; transfer-syntax=*, multipart/related; type="application/dicom";q=0.9': {
    ...nothing,
    dicom: [],
    file: [],
  },
  'application/dicom;q=0.9, multipart/related; type="application/dicom"': { ...nothing, dicom: [] },
  "image/jpeg": { ...nothing, frame: ["image/jpeg"], rendered: "image/jpeg" },
  "image/png": { ...nothing, rendered: "image/png" },
  "image/jpeg;q=0.5, image/png": { ...nothing, frame: ["image/jpeg"], rendered: "image/png" },
  "image/*": { ...nothing, frame: ["image/*"], rendered: "image/jpeg" },
  "image/": { ...nothing, frame: ["image/*"], rendered: "image/jpeg" },
  "video/mp4": { ...nothing, rendered: "video/mp4" },
  "application/pdf": { ...nothing, rendered: "application/pdf" },
};
