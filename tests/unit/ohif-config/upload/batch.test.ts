import { expect, test } from "vitest";
import { MOST_BYTES, partOf } from "../../../../ohif-config/upload/batch";
import { element, EXPLICIT, file } from "../../../support/dicom-encodings";
import { explicit, instance, padded } from "../../../support/store-files";
import { zipOf } from "../../../support/zip";
import { candidate, gone } from "./chosen";

const LIMIT = 1024 ** 3;
const zeros = Buffer.alloc(300);
/** File Meta Information of a DICOMDIR (PS3.10, section 8.6). */
const mediaDirectory = Buffer.concat([
  Buffer.alloc(128),
  Buffer.from("DICM"),
  element(true, 0x00020002, "UI", padded("1.2.840.10008.1.3.10")),
]);
const withoutPreamble = explicit(0x00080016, "UI", padded("1.2.840.10008.5.1.4.1.1.7"));

test.each<[string, string, Uint8Array, string]>([
  ["an instance is sent, whatever it is called", "README.TXT", instance(), "sent"],
  ["an instance without a preamble is sent", "IM1", withoutPreamble, "sent"],
  ["another transfer syntax is sent", "IM1", file(EXPLICIT, []), "sent"],
  ["a DICOMDIR is skipped", "DICOMDIR", mediaDirectory, "skipped dicomdir"],
  ["a DICOMDIR is skipped, whatever it is called", "IM1", mediaDirectory, "skipped dicomdir"],
  ["a README is skipped", "README", Buffer.from("Read me\n"), "skipped not-dicom"],
  ["a program is skipped", "VIEWER.EXE", Buffer.from("MZ\x90\0"), "skipped not-dicom"],
  ["a text that is called .dcm is refused", "im1.DCM", Buffer.from("no"), "refused not-dicom"],
  ["a copy that was never finished is refused", "IM1", zeros, "refused not-dicom"],
  ["a file without a byte is refused", "IM1", Buffer.alloc(0), "refused empty"],
  ["a ZIP file within another is refused", "more.zip", zipOf("IM1", instance()), "refused zip"],
  ["a document that is a ZIP file is skipped", "letter.docx", zipOf("a.xml", zeros), "skipped not-dicom"],
])("%s", async (_, name, content, expected) => {
  const part = await partOf(candidate(name, content), LIMIT);
  expect("reason" in part ? `${part.what} ${part.reason}` : "sent").toBe(expected);
});

test("a file above UPLOAD_LIMIT is refused, and nothing of it but its beginning is read", async () => {
  const large = { ...candidate("IM1", instance(), LIMIT + 1), open: () => Promise.reject(new Error("opened")) };
  expect(await partOf(large, LIMIT)).toMatchObject({ reason: "too-large" });
  const other = { ...candidate("film.avi", Buffer.from("RIFF"), LIMIT + 1), open: large.open };
  expect(await partOf(other, LIMIT)).toMatchObject({ what: "skipped", reason: "not-dicom" });
});

test("a file above 16 MiB is opened only when it is its turn", async () => {
  const large = { ...candidate("IM1", instance(), MOST_BYTES + 1), open: () => Promise.reject(new Error("opened")) };
  expect(await partOf(large, LIMIT)).toEqual({ file: large, content: undefined });
});

test("a file that is gone is refused", async () => {
  expect(await partOf(gone("IM1"), LIMIT)).toMatchObject({ what: "refused", reason: "unreadable" });
});
