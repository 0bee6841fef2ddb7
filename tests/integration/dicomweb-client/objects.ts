/**
 * What the archive holds while dicomweb-client is tried, and how its answers are looked at.
 *
 * @module
 */
import { uidOf } from "../../../scripts/lib/uid";
import { pdfDocument } from "../../support/objects/documents";
import { instanceUid, studyUid } from "../../support/objects/elements";
import { pictureFile, type Shape, uidsOf } from "../../support/pictures";

export type Methods = Readonly<Record<string, () => Promise<void>>>;
/** A part of an answer, as the client gives it. */
export type Part = ArrayBuffer & { readonly contentType?: string; readonly transferSyntaxUID?: string };
export type DataSet = Readonly<
  Record<string, { readonly Value?: readonly unknown[]; readonly BulkDataURI?: string } | undefined>
>;

export const GRAY: Shape = { bits: 12, samples: 1, frames: 3 };
export const picture = pictureFile("client picture", GRAY);
export const uids = uidsOf("client picture");
export const study = { studyInstanceUID: uids.study };
export const series = { ...study, seriesInstanceUID: uids.series };
export const instance = { ...series, sopInstanceUID: uids.instance };

/** No picture to anybody, but in JPEG-LS as far as the archive knows. */
export const jpegLs = Buffer.from("ffd8fff70102030405ffd9ff", "hex");
export const compressed = pictureFile(
  "client jls",
  { ...GRAY, frames: 1 },
  { fragments: [jpegLs] },
  "1.2.840.10008.1.2.4.80",
);
export const jls = {
  studyInstanceUID: uidsOf("client jls").study,
  seriesInstanceUID: uidsOf("client jls").series,
  sopInstanceUID: uidsOf("client jls").instance,
};

export const pdf = pdfDocument("client pdf");
export const letter = {
  studyInstanceUID: studyUid("client pdf"),
  seriesInstanceUID: uidOf("client pdf Letter"),
  sopInstanceUID: instanceUid({ study: "client pdf", series: "Letter" }),
};

/** The parts of an answer. */
export async function partsOf(answer: Promise<unknown>): Promise<Buffer[]> {
  return ((await answer) as ArrayBuffer[]).map((part) => Buffer.from(part));
}

export async function dataSetsOf(answer: Promise<unknown>): Promise<DataSet[]> {
  return (await answer) as DataSet[];
}

/** The first value of an attribute in each data set. */
export async function valuesOf(answer: Promise<unknown>, tag: string): Promise<unknown[]> {
  return (await dataSetsOf(answer)).map((set) => set[tag]?.Value?.[0]);
}
