import { afterEach, expect, test, vi } from "vitest";
import { bodyOf, post } from "../../../../ohif-config/upload/store";

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
