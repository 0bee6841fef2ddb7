import { expect, test } from "vitest";
import { isDicom, isMediaDirectory, isZip } from "../../../../ohif-config/upload/head";
import { MEDIA_DIRECTORY } from "../../../support/import";
import { explicit, implicit, instance, names } from "../../../support/store-files";
import { zipOf } from "../../../support/zip";

test("a DICOM file is recognised by its content, with a preamble or without", () => {
  expect(isDicom(instance())).toBe(true);
  expect(isDicom(instance().subarray(128 + 4))).toBe(true);
  expect(isDicom(Buffer.concat(names(explicit)))).toBe(true);
  expect(isDicom(Buffer.concat(names(implicit)))).toBe(true);
});

test.each([
  ["nothing", ""],
  ["a text", "no DICOM ".repeat(30)],
  ["a name", "DICM"],
  ["a picture", "\x89PNG\r\n\x1a\n".padEnd(200, "\0")],
  ["zeros", "\0".repeat(400)],
])("a file of %s is no DICOM file", (_, text) => {
  expect(isDicom(Buffer.from(text, "latin1"))).toBe(false);
});

test("a DICOMDIR is recognised by its media storage class, whatever it is called", () => {
  expect(isMediaDirectory(MEDIA_DIRECTORY)).toBe(true);
  expect(isMediaDirectory(instance())).toBe(false);
  // Cut behind the head of that element, and within it.
  const at = MEDIA_DIRECTORY.indexOf("1.2.840.10008.1.3.10");
  for (const end of [0, 131, 132, at - 7, at - 2, at, at + 5]) {
    expect(isMediaDirectory(MEDIA_DIRECTORY.subarray(0, end)), String(end)).toBe(false);
  }
});

test("a ZIP file is recognised by its first bytes, unless they are a DICOM file's preamble", () => {
  expect(isZip(zipOf("a", Buffer.from("a")))).toBe(true);
  const both = instance();
  both.write("PK\x03\x04", 0, "latin1");
  expect(isZip(both)).toBe(false);
});
