import { createContext, runInContext } from "node:vm";
import { beforeEach, expect, test } from "vitest";
import { oddObjectsScript } from "../../../ohif-config/build/odd-objects";
import texts from "../../../ohif-config/texts/en.json";
import { PAGE } from "./study-list/page-script";

const script = oddObjectsScript();
/** Cornerstone's `ImageQualityStatus` of a slice, and of what stands in for it. */
const [WHOLE, REPLICATED] = [8, 3];

interface Said {
  textContent: string;
  isConnected: boolean;
}

/** An element on which a viewport says something. */
class Place extends EventTarget {
  said: Said[] = [];

  querySelector(): null {
    return null;
  }

  append(said: Said & { remove?: () => void }): void {
    said.isConnected = true;
    said.remove = () => {
      this.said = this.said.filter((one) => one !== said);
    };
    this.said.push(said);
  }

  texts(): string[] {
    return this.said.map(({ textContent }) => textContent);
  }
}

interface Viewport {
  readonly element: Place;
  type: string;
  getActors(): { uid: string; referencedId?: string }[];
}

const volumes = new Map<string, { imageIds: string[]; cachedFrames?: (number | undefined)[] }>();
let viewports: Viewport[];
let eventTarget: EventTarget;
let due: (() => void)[];
let fail: (imageId: unknown, error: unknown) => void;

const viewportOf = (...ids: string[]): Viewport => ({
  element: new Place(),
  type: "orthographic",
  getActors: () => ids.map((id) => ({ uid: "an actor", referencedId: id })),
});

/** Lets the time pass that the viewer waits between two looks. */
function look(): void {
  const now = due;
  due = [];
  for (const call of now) call();
}

beforeEach(() => {
  volumes.clear();
  volumes.set("ct", {
    imageIds: ["ct 1", "ct 2", "ct 3", "ct 4"],
    cachedFrames: [WHOLE, undefined, REPLICATED, WHOLE],
  });
  volumes.set("pt", { imageIds: ["pt 1", "pt 2"], cachedFrames: [WHOLE, WHOLE] });
  volumes.set("drawn", { imageIds: ["ct 2"] });
  viewports = [viewportOf("ct")];
  eventTarget = new EventTarget();
  due = [];
  const cornerstone = {
    getRenderingEngines: () => [{ getViewports: () => viewports }],
    eventTarget,
    cache: { getVolume: (id: string) => volumes.get(id) },
  };
  const window: { collimatorViewer?: { imageFailed(detail: object): void }; [key: string]: unknown } = {
    addEventListener: () => undefined,
    cornerstone,
  };
  const document = { ...PAGE.document, createElement: () => ({ style: {}, setAttribute: () => undefined }) };
  const setTimeout = (call: () => void): number => due.push(call);
  runInContext(script, createContext({ ...PAGE, document, window, setTimeout, TextDecoder, ArrayBuffer }));
  fail = (imageId, error) => window.collimatorViewer?.imageFailed({ imageId, error });
});

const loss = (lost: number, total: number, ...reasons: string[]): string =>
  texts["viewer.slices"]
    .replace("{lost}", String(lost))
    .replace("{total}", String(total))
    .replace("{reason}", reasons.join(" "));

function said(): string[] {
  return viewports.flatMap(({ element }) => element.texts());
}

test("every viewport of a volume says how many slices it lacks, and why", () => {
  viewports = [viewportOf("ct"), viewportOf("ct"), viewportOf("pt"), viewportOf("drawn")];
  fail("ct 2", { status: 403 });
  fail("ct 3", { status: 403 });
  fail("ct 4", { status: 403 });
  look();
  const text = loss(2, 4, texts["viewer.slices-forbidden"]);
  expect(viewports.map(({ element }) => element.texts())).toEqual([[text], [text], [], []]);
});

test.each<[string, unknown, string]>([
  ["404", { status: 404 }, texts["viewer.slices-gone"]],
  ["409", { status: 409, response: '{"detail":"Two."}' }, texts["viewer.slices-refused"].replace("{reason}", "Two.")],
  ["503, within an error", { request: { status: 503 } }, texts["viewer.slices-busy"]],
  ["no answer", { status: 0 }, texts["viewer.slices-busy"]],
  ["a decoder's error", new Error("decode"), texts["viewer.slices-error"]],
])("a volume says why a slice is missing, for %s", (_, error, reason) => {
  fail("ct 2", error);
  fail("ct 2", "Couldn't decode");
  look();
  expect(said()).toEqual([loss(1, 4, reason)]);
});

test("a volume names each reason once, three at most", () => {
  const ids = Array.from({ length: 9 }, (_, at) => `many ${at}`);
  volumes.set("many", { imageIds: ids, cachedFrames: [] });
  viewports = [viewportOf("many", "pt")];
  for (const [at, id] of ids.entries()) fail(id, { status: [503, 403, 404, 400][at % 4] });
  look();
  const reasons = ["busy", "forbidden", "gone"] as const;
  expect(said()).toEqual([loss(9, 9, ...reasons.map((kind) => texts[`viewer.slices-${kind}` as const]))]);
});

test("a volume takes back what it says when its slices come, and says nothing else twice", () => {
  fail("ct 2", { status: 503 });
  fail("ct 3", { status: 503 });
  look();
  const [first] = viewports[0]?.element.said ?? [];
  eventTarget.dispatchEvent(new Event("CORNERSTONE_IMAGE_VOLUME_MODIFIED"));
  look();
  expect(viewports[0]?.element.said).toEqual([first]);
  expect(viewports[0]?.element.said[0]).toBe(first);

  const { cachedFrames = [] } = volumes.get("ct") ?? {};
  cachedFrames[1] = WHOLE;
  eventTarget.dispatchEvent(new Event("CORNERSTONE_IMAGE_VOLUME_MODIFIED"));
  look();
  expect(said()).toEqual([loss(1, 4, texts["viewer.slices-busy"])]);
  cachedFrames[2] = WHOLE;
  eventTarget.dispatchEvent(new Event("CORNERSTONE_IMAGE_VOLUME_MODIFIED"));
  look();
  expect(said()).toEqual([]);
});

test("a volume that is opened after its slices have failed says so, and only while it is shown", () => {
  viewports = [];
  fail("ct 2", { status: 404 });
  look();
  viewports = [viewportOf("pt")];
  eventTarget.dispatchEvent(new Event("CORNERSTONE_ELEMENT_ENABLED"));
  look();
  expect(said()).toEqual([]);

  const [viewport] = viewports;
  if (viewport === undefined) throw new Error("no viewport");
  viewport.getActors = () => [{ uid: "ct" }];
  viewport.element.dispatchEvent(new Event("CORNERSTONE_VOLUME_VIEWPORT_NEW_VOLUME"));
  look();
  expect(said()).toEqual([loss(1, 4, texts["viewer.slices-gone"])]);

  viewport.type = "stack";
  eventTarget.dispatchEvent(new Event("CORNERSTONE_ELEMENT_DISABLED"));
  look();
  expect(said()).toEqual([]);
});

test("many failures are looked at together, and one without an image not at all", () => {
  fail(undefined, { status: 503 });
  fail(3, { status: 503 });
  expect(due).toHaveLength(0);
  for (let at = 1; at <= 4; at += 1) fail(`ct ${at}`, { status: 503 });
  expect(due).toHaveLength(1);
});
