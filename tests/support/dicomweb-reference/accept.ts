/** Accept headers with the verdict on each kind of answer, said by hand out of PS3.18, sections 8.7.4 and 8.7.8. */
export interface Accepted {
  readonly json: boolean;
  readonly dicom: boolean;
  readonly frames: boolean;
  readonly bulk: boolean;
  /** The rendered media type that is chosen. */
  readonly rendered: string | undefined;
}

const nothing: Accepted = { json: false, dicom: false, frames: false, bulk: false, rendered: undefined };
const everything: Accepted = { json: true, dicom: true, frames: true, bulk: true, rendered: "*/*" };

export const ACCEPTS: Readonly<Record<string, Accepted | undefined>> = {
  "": everything,
  "*/*": everything,
  "text/html, */*;q=0.8": everything,
  "application/dicom+json": { ...nothing, json: true },
  "Application/JSON": { ...nothing, json: true },
  "image/png;q=0, application/dicom+json;q=0.1": { ...nothing, json: true },
  'multipart/related; type="application/dicom"; transfer-syntax=*': { ...nothing, dicom: true },
  "multipart/related; type=application/octet-stream; transfer-syntax=*": { ...nothing, frames: true, bulk: true },
  "multipart/related": { ...nothing, dicom: true, frames: true, bulk: true },
  'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.1': nothing,
  "multipart/related; type=image/jls": nothing,
  "text/html": nothing,
  "*/*;q=0": nothing,
  "image/jpeg": { ...nothing, rendered: "image/jpeg" },
  "image/png": { ...nothing, rendered: "image/png" },
  "image/jpeg;q=0.5, image/png": { ...nothing, rendered: "image/png" },
  "image/*": { ...nothing, rendered: "image/jpeg" },
  "video/mp4": { ...nothing, rendered: "video/mp4" },
  "application/pdf": { ...nothing, rendered: "application/pdf" },
};
