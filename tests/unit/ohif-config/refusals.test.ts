import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext, runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { oddObjectsScript } from "../../../ohif-config/build/odd-objects";
import { withReasons } from "../../../ohif-config/build/refusals";
import type { Answered } from "../../../ohif-config/refusals/reason";
import texts from "../../../ohif-config/texts/en.json";
import { PAGE } from "./study-list/page-script";

const APP = "app.bundle.0123456789abcdef.js";
const DATA_SOURCE = "89.bundle.0123456789abcdef.js";
const CLIENT = "8478.bundle.0123456789abcdef.js";
const root = join(import.meta.dirname, "../../..");

interface Ours {
  reasonOf(request: Answered): string;
}
const page: { collimatorViewer?: Ours; addEventListener: () => void } = { addEventListener: () => undefined };
runInContext(oddObjectsScript(), createContext({ ...PAGE, window: page, TextDecoder, ArrayBuffer }));
const reasonOf = (request: Answered): string => page.collimatorViewer?.reasonOf(request) ?? "";

const failure = (sequence: string, word: string): object => ({
  [sequence]: {
    vr: "SQ",
    Value: [{ "00081197": { vr: "US", Value: [49152] }, "00091001": { vr: "LO", Value: [word] } }],
  },
});
const TOO_BROAD = { title: "Content Too Large", status: 413, detail: "Too broad: name a patient or dates." };
const empty = new ArrayBuffer(0);
const bytes = new TextEncoder().encode(JSON.stringify(TOO_BROAD)).buffer;

test.each<[string, number, unknown, string]>([
  ["a problem document", 413, TOO_BROAD, TOO_BROAD.detail],
  ["a problem document as text", 413, JSON.stringify(TOO_BROAD), TOO_BROAD.detail],
  ["a problem document as bytes", 413, bytes, TOO_BROAD.detail],
  ["a part with UIDs", 409, failure("00081198", "truncated"), texts["store.truncated"]],
  ["a part without UIDs", 409, JSON.stringify(failure("0008119A", "not-dicom")), texts["store.not-dicom"]],
  ["a reason without words", 409, failure("00081198", "constructor"), "The archive did not store this: constructor."],
  ["a body that is none", 502, "<html>Bad gateway</html>", texts["viewer.refused"].replace("{status}", "502")],
  ["no body", 500, null, texts["viewer.refused"].replace("{status}", "500")],
  ["no bytes", 404, empty, texts["viewer.refused"].replace("{status}", "404")],
  ["a sentence that is none", 400, { detail: 7 }, texts["viewer.refused"].replace("{status}", "400")],
  ["no answer at all", 0, "", texts["viewer.unreachable"]],
])("the viewer says of %s why a request was refused", (_, status, response, reason) => {
  expect(reasonOf({ status, response })).toBe(reason);
});

test("each reason for which the gateway does not store a part has a sentence", () => {
  const source = readFileSync(join(root, "lua-src/gateway/store/reasons.ts"), "utf8");
  const faults = [...source.matchAll(/^ {2}"?([a-z-]+)"?: because\(/gm)].map((match) => match[1] ?? "");
  expect(faults.length).toBeGreaterThan(25);
  const sentences = Object.keys(texts).filter((key) => key.startsWith("store."));
  expect(sentences.sort()).toEqual(faults.map((fault) => `store.${fault}`).sort());
});

test("the patched client of DICOMweb fails with the reason", () => {
  const own = "var error = new Error('request failed');\nerror.status = request.status;\nerror;";
  const request = { status: 409, response: failure("00081198", "archive-full") };
  const error = runInNewContext(withReasons(CLIENT, own), { window: page, request }) as Error;
  expect(error).toMatchObject({ message: texts["store.archive-full"], status: 409 });
});

/** As OHIF 3.13.2 has them, one after the other. */
const SCRIPT = `failedReason && /*#__PURE__*/react.createElement("div", {
    className: "pl-10"
  }, failedReason);
  const cut = 'The request failed.';
  const store = async instances => {
        src/* .DicomMetadataStore.addInstances */.H8.addInstances(instances, true);
        for (const instance of instances) {
          await resolvedDataSource.store.dicom(instance, null, dicomDict);
        }
  };
  const told = (error, reportType) => {
    uiNotificationService.show({
      message: error.message,
      type: 'error'
    });
    throw new Error(\`Failed to store \${reportType}. Error: \${error.message || 'Unknown error'}\`);
  };
  ({ store, told, cut });`;

/** The script's functions, and what they have done. */
function patched() {
  const added: unknown[][] = [];
  const shown: object[] = [];
  const known: Error[] = [];
  const context = {
    window: { collimatorViewer: { said: (error: Error) => known.push(error) && error } },
    failedReason: "",
    dicomDict: undefined,
    src: { H8: { addInstances: (instances: unknown[]) => added.push([...instances]) } },
    resolvedDataSource: {
      store: { dicom: (name: string) => (name === "bad" ? Promise.reject(new Error("full")) : Promise.resolve()) },
    },
    uiNotificationService: { show: (notice: object) => shown.push(notice) },
  };
  const { store, told, cut } = runInNewContext(withReasons(DATA_SOURCE, SCRIPT), context) as {
    store: (instances: readonly string[]) => Promise<void>;
    told: (error: Error, type: string) => never;
    cut: string;
  };
  return { store, told, cut, added, shown, known };
}

test.each([
  ["all that were stored", ["one", "two"], [["one", "two"]], false],
  ["none if the only one was not stored", ["bad"], [], true],
  ["those that were stored before one that was not", ["one", "bad", "two"], [["one"]], true],
])("the patched viewer adds to the study %s", async (_, instances, expected, fails) => {
  const { store, added } = patched();
  const failed = await store(instances).then(
    () => false,
    () => true,
  );
  expect([added, failed]).toEqual([expected, fails]);
});

test("the patched viewer shows for a minute why something was not saved, and says it once", () => {
  const { told, shown, known } = patched();
  expect(() => told(new Error("The disk is full."), "Segmentation")).toThrow("Failed to store Segmentation");
  expect(shown).toEqual([{ message: "The disk is full.", type: "error", duration: 60_000 }]);
  expect(known).toHaveLength(1);
});

test("the patched upload page says that an upload broke off", () => {
  expect(patched().cut).toBe(texts["viewer.upload-cut"]);
});

/** As OHIF has it. */
const LIST = `;({ title: 'Data Source Connection Error', content: [/*#__PURE__*/react.createElement("p", {
              className: "text-red-600"
            }, "Error: ", e.message), /*#__PURE__*/react.createElement("p", null, "Please ensure the following data source is configured correctly or is running:"), /*#__PURE__*/react.createElement("div", {
              className: "mt-2 font-bold"
            }, friendlyName), "Retry"] });`;
const LIST_PAGE = {
  react: { createElement: (_: string, __: object, ...texts: unknown[]) => texts.join("") },
  e: new Error("Too broad."),
  friendlyName: "Archive",
};
/** As Cornerstone has it, without what it makes of the bytes. */
const FRAME = `(async (fetch, url, headers) => {
            const response = await fetch(url, {
                headers,
                signal: undefined,
            });
            if (response.status !== 200) {
                throw new Error(\`Couldn't retrieve \${url} got status \${response.status}\`);
            }
            const responseReader = response.body.getReader();
                const { done, value } = await responseReader.read();
                return value;
})`;
const lostBody = { getReader: () => ({ read: () => Promise.reject(new TypeError("network error")) }) };

test.each<[string, () => Promise<unknown>, object]>([
  [
    "is refused",
    () => Promise.resolve({ status: 409, text: () => Promise.resolve('{"detail":"Several patients."}') }),
    { message: "Couldn't retrieve /frames/1 got status 409", status: 409, response: '{"detail":"Several patients."}' },
  ],
  [
    "is refused by an answer that breaks off",
    () => Promise.resolve({ status: 503, text: () => Promise.reject(new TypeError("network error")) }),
    { status: 503, response: "" },
  ],
  ["gets no answer", () => Promise.reject(new TypeError("Failed to fetch")), { message: "Failed to fetch", status: 0 }],
  ["breaks off", () => Promise.resolve({ status: 200, body: lostBody }), { message: "network error", status: 0 }],
])("the patched viewer knows why a frame %s", async (_, answer, expected) => {
  const load = runInNewContext(withReasons(APP, `${LIST}\n${FRAME}`), LIST_PAGE) as (
    fetch: () => Promise<unknown>,
    url: string,
    headers: object,
  ) => Promise<unknown>;
  const error: unknown = await load(answer, "/frames/1", {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(expected);
});

test("the patched dialog over the list has the reason alone", () => {
  const dialog = runInNewContext(withReasons(APP, `${FRAME}\n${LIST}`), LIST_PAGE) as {
    title: string;
    content: string[];
  };
  expect([dialog.title, ...dialog.content]).toEqual([texts["viewer.list.failed.title"], "Too broad.", "Retry"]);
});

test("a script without the text to patch is an error that names it", () => {
  for (const name of [APP, DATA_SOURCE, CLIENT]) {
    expect(() => withReasons(name, "const a = 1;")).toThrow(`${name} has not once what is to be patched`);
  }
  expect(withReasons("7964.bundle.0123456789abcdef.js", "const a = 1;")).toBe("const a = 1;");
});
