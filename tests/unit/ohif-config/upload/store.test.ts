import { afterEach, expect, test, vi } from "vitest";
import { bodyOf, post, readStored } from "../../../../ohif-config/upload/store";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a request names the account whose page sends it, whatever it is called", () => {
  const sent: string[] = [];
  class Call {
    readonly upload = new EventTarget();
    addEventListener(): void {
      // Never answered.
    }
    open(method: string, address: string): void {
      sent.push(`${method} ${address}`);
    }
    setRequestHeader(name: string, value: string): void {
      if (name.startsWith("X-")) sent.push(`${name}: ${value}`);
    }
    send(): void {
      sent.push("sent");
    }
  }
  vi.stubGlobal("XMLHttpRequest", Call);
  vi.stubGlobal("window", { setTimeout: () => 0 });
  void post("zoë +1%", [new Blob(["one"])], () => undefined, new AbortController().signal);
  expect(sent).toEqual(["POST /pacs/studies", "X-Collimator-User: zo%C3%AB%20%2B1%25", "sent"]);
});

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
  // What a proxy could make of an answer: nothing in it is taken for a list that is none.
  ['{"00081190":{},"00081199":{"Value":{"length":2}},"00081198":{"Value":"ab"}}', { stored: 0, reasons: [] }],
  ['{"00081190":null,"00081198":null,"0008119A":{"Value":[null,1]}}', { stored: 0, reasons: ["failure", "failure"] }],
  ['{"00081190":{},"00081198":{"Value":[{"00091001":{"Value":5}}]}}', { stored: 0, reasons: ["failure"] }],
  ["5", undefined],
  ['{"reason":"role"}', undefined],
  ["null", undefined],
  ["<html>", undefined],
])("an answer is read, or is none: %s", (text, told) => {
  expect(readStored(text)).toEqual(told);
});
