import { createContext, runInContext } from "node:vm";
import { beforeEach, expect, test } from "vitest";
import { oddObjectsScript } from "../../../ohif-config/build/odd-objects";
import texts from "../../../ohif-config/texts/en.json";
import { PAGE } from "./study-list/page-script";

const script = oddObjectsScript();
const IMAGE = "wadors:/pacs/studies/1/series/2/instances/3/frames/1";

interface Said {
  textContent: string;
  readonly style: object;
  setAttribute: () => void;
}
let shown: string[] = [];
let isSaid = false;
let fail: (error: unknown) => void;

beforeEach(() => {
  shown = [];
  isSaid = false;
  const element = {
    querySelector: () => (isSaid ? { remove: () => undefined } : null),
    append: (said: Said) => shown.push(said.textContent),
    addEventListener: () => undefined,
  };
  const viewport = { element, type: "stack", getCurrentImageId: () => IMAGE };
  const window: { collimatorViewer?: { imageFailed(detail: object): void }; [key: string]: unknown } = {
    addEventListener: () => undefined,
    cornerstone: { getRenderingEngines: () => [{ getViewports: () => [viewport] }], eventTarget: new EventTarget() },
  };
  const document = { ...PAGE.document, createElement: () => ({ style: {}, setAttribute: () => undefined }) };
  const setTimeout = (): number => 0;
  runInContext(script, createContext({ ...PAGE, document, window, setTimeout, TextDecoder, ArrayBuffer }));
  fail = (error) => window.collimatorViewer?.imageFailed({ imageId: IMAGE, error });
});

const problem = (detail: string): ArrayBuffer => new TextEncoder().encode(JSON.stringify({ detail })).buffer;
const refused = (reason: string): string => texts["viewer.image-refused"].replace("{reason}", reason);

test.each<[string, unknown, string]>([
  ["403", { status: 403, response: problem("No.") }, texts["viewer.image-forbidden"]],
  ["404", { status: 404, response: problem("No.") }, texts["viewer.image-gone"]],
  ["409, two patients", { status: 409, response: problem("Several patients.") }, refused("Several patients.")],
  ["422, within an error", { request: { status: 422, response: problem("It ended.") } }, refused("It ended.")],
  ["400, as of a file without a picture", { status: 400, response: problem("No.") }, texts["viewer.image-error"]],
  ["429", { status: 429 }, texts["viewer.image-busy"]],
  ["503", { status: 503, response: problem("Busy.") }, texts["viewer.image-busy"]],
  ["no answer", { status: 0, response: null }, texts["viewer.image-busy"]],
  ["a decoder's error", new Error("decode"), texts["viewer.image-error"]],
  ["no error at all", undefined, texts["viewer.image-error"]],
])("a viewport says why its image is missing, for %s", (_, error, text) => {
  fail(error);
  expect(shown).toEqual([text]);
});

test("a viewport keeps the reason when the viewer says after it that it could not decode", () => {
  fail({ status: 403 });
  isSaid = true;
  fail("Couldn't decode");
  expect(shown).toEqual([texts["viewer.image-forbidden"]]);
});

test("a viewport whose image the viewer could not decode says so if there was no other reason", () => {
  fail("Couldn't decode");
  expect(shown).toEqual([texts["viewer.image-error"]]);
});
