import { expect, test } from "vitest";
import { bodyOf, readStored } from "../../../../ohif-config/upload/store";

test("a body has each file as a part, and the browser reads them as it sends", async () => {
  const files = ["one", "two"].map((text) => new Blob([text]));
  expect(await bodyOf(files, "b").text()).toBe(
    "--b\r\nContent-Type: application/dicom\r\n\r\none\r\n" +
      "--b\r\nContent-Type: application/dicom\r\n\r\ntwo\r\n" +
      "--b--\r\n",
  );
});

test.each<[string, object | undefined]>([
  ['{"00081190":{},"00081199":{"Value":[{},{}]}}', { stored: 2, reasons: [] }],
  [
    '{"00081190":{},"00081198":{"Value":[{"00091001":{"Value":["truncated"]}}]},"0008119A":{"Value":[{}]}}',
    { stored: 0, reasons: ["truncated", "failure"] },
  ],
  ['{"00081190":{},"00081198":{"Value":[{"00081197":{"Value":[43264]}}]}}', { stored: 0, reasons: ["failure A900"] }],
  [
    '{"00081190":{},"00081198":{"Value":[{"00091001":{"Value":["<b>"]},"00081197":{"Value":[1]}}]}}',
    { stored: 0, reasons: ["failure 0001"] },
  ],
  ['{"reason":"role"}', undefined],
  ["null", undefined],
  ["<html>", undefined],
])("an answer is read, or is none: %s", (text, told) => {
  expect(readStored(text)).toEqual(told);
});
