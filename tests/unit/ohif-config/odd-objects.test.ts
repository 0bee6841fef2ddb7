import { createContext, runInContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { oddObjectsScript, withOddObjects } from "../../../ohif-config/build/odd-objects";
import texts from "../../../ohif-config/texts/en.json";
import { PAGE } from "./study-list/page-script";

type Attributes = Readonly<Record<string, unknown>>;

/** What the patched bundles call, as the page has it. */
interface Ours {
  soundDataSets(answer: unknown): unknown;
  rows(map: (dataSets: readonly Attributes[]) => unknown[], dataSets: unknown, identifiers: object): unknown[];
  apart<To>(work: (from: unknown) => To): (from: unknown) => To[];
  told(series: object, work: Promise<unknown>): Promise<unknown>;
  pane(react: object): unknown;
}

const shown: unknown[] = [];
type Listener = (event: object) => void;
const listeners: Listener[] = [];
const window: { collimatorViewer?: Ours; services: object; addEventListener: unknown } = {
  addEventListener: (_: string, listener: Listener) => listeners.push(listener),
  services: { uiNotificationService: { show: (notification: unknown) => shown.push(notification) } },
};
let ours: Ours;

beforeAll(() => {
  runInContext(oddObjectsScript(), createContext({ ...PAGE, window, setTimeout }));
  if (window.collimatorViewer === undefined) throw new Error("the script has left nothing on the window");
  ours = window.collimatorViewer;
});

/** By value: what comes out of the page's own realm has other prototypes. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const sound = (dataSet: unknown): unknown => plain(ours.soundDataSets([dataSet]));

describe("data sets that reach the viewer", () => {
  test.each([
    ["a VR alone", { vr: "CS" }],
    ["an empty list", { vr: "IS", Value: [] }],
    ["null alone", { vr: "PN", Value: [null] }],
    ["null for its list", { vr: "LO", Value: null }],
    ["a value that is not a list", { vr: "LO", Value: "text" }],
    ["a sequence without items", { vr: "SQ", Value: [] }],
    ["a sequence of null", { vr: "SQ", Value: [null] }],
    ["null", null],
    ["text", "text"],
  ])("an attribute with %s is dropped from the data set", (_, attribute) => {
    expect(sound({ "00080061": attribute, "0020000D": { vr: "UI", Value: ["1.2"] } })).toEqual([
      { "0020000D": { vr: "UI", Value: ["1.2"] } },
    ]);
  });

  test("a data set keeps its values, even with some of them null, and its bulk data", () => {
    const dataSet = {
      "00080005": { vr: "CS", Value: [null, "ISO 2022 IR 87"] },
      "7FE00010": { vr: "OW", BulkDataURI: "/pacs/bulk" },
      "00091002": { vr: "UN", InlineBinary: "AQI=" },
      "00100010": { vr: "PN", Value: [{ Ideographic: "山田" }] },
    };
    expect(sound(dataSet)).toEqual([dataSet]);
  });

  test("a data set is cleaned in its sequences too, and keeps empty items", () => {
    const items = [{ "00081155": { vr: "UI" } }, { "00280030": { vr: "DS", Value: [0, 0] } }];
    expect(sound({ "00081140": { vr: "SQ", Value: items } })).toEqual([{ "00081140": { vr: "SQ", Value: [{}, {}] } }]);
  });

  test.each<[string, string, unknown[], unknown[][]]>([
    ["Pixel Spacing", "00280030", ["0.5", 0.5], [[0, 0], [1], ["fine"], [-1, -1], [1e300, 1e300], [null, 1]]],
    [
      "Image Orientation",
      "00200037",
      [1, 0, 0, 0, 1, 0],
      [
        [0, 0, 0, 0, 0, 0],
        [1, 0, 0, 1, 0, 0],
        [1, 0, 0],
      ],
    ],
    ["Image Position", "00200032", [-16, "-16", 0], [[1], [1e300, 0, 0], ["above", 0, 0]]],
    ["Number of Frames", "00280008", [200_000], [[0], [-1], [2_000_000_000], [1.5], ["one"]]],
    ["Window Width", "00281051", [2000, 100], [[1e300], ["wide"]]],
    ["Rescale Slope", "00281053", [0.01], [[0], ["steep"]]],
    ["VOI LUT Function", "00281056", ["SIGMOID"], [["WAVY"]]],
  ])("a data set has a possible %s or none", (_, tag, possible, impossible) => {
    const withValues = (Value: unknown[]): object => ({ [tag]: { vr: "DS", Value } });
    expect(sound(withValues(possible))).toEqual([withValues(possible)]);
    for (const values of impossible) expect(sound(withValues(values)), String(values)).toEqual([{}]);
  });

  test("a value that is not a data set is dropped, and an answer that is not a list is left alone", () => {
    expect(plain(ours.soundDataSets([null, 1, {}]))).toEqual([{}]);
    expect(ours.soundDataSets(undefined)).toBeUndefined();
  });
});

test("a row that cannot be mapped is shown in its place with what is known, and does not remove another", () => {
  const map = (dataSets: readonly Attributes[]): unknown[] =>
    dataSets.map((dataSet) => {
      if ("bad" in dataSet) throw new TypeError("Cannot read properties of undefined");
      return "mapped";
    });
  const bad = { bad: {}, "0020000D": { Value: ["1.2.3"] } };
  expect(plain(ours.rows(map, [{}, bad, {}], { studyInstanceUid: "0020000D", mrn: "00100020" }))).toEqual([
    "mapped",
    {
      accession: "",
      description: "",
      instances: 0,
      modalities: "",
      mrn: "",
      patientName: "",
      studyInstanceUid: "1.2.3",
    },
    "mapped",
  ]);
  expect(plain(ours.rows(map, undefined, {}))).toEqual([]);
});

test("an instance that cannot be read does not remove another", () => {
  const read = ours.apart((instance) => {
    if (instance === 2) throw new Error("odd");
    return instance;
  });
  expect([1, 2, 3].flatMap(read)).toEqual([1, 3]);
});

test("a series that cannot be read is reported by its name", async () => {
  const series = { Modality: "CT", SeriesDescription: "Head" };
  await expect(ours.told(series, Promise.reject(new Error("500")))).rejects.toThrow("500");
  expect(plain(shown)).toMatchObject([{ title: "Not read: CT Head", message: texts["viewer.series-unread"] }]);
});

/** What the viewport says that was given a display set, where others are in the study. */
function said(asked: Attributes | undefined, all: readonly Attributes[] = asked === undefined ? [] : [asked]): string {
  class Component {
    props: object;
    constructor(properties: object) {
      this.props = properties;
    }
  }
  const createElement = (type: unknown, properties: object, ...children: unknown[]): unknown => ({
    type,
    properties,
    children,
  });
  const service = {
    getActiveDisplaySets: () => all,
    getDisplaySetByUID: (uid: string) => all.find(({ displaySetInstanceUID }) => displaySetInstanceUID === uid),
    getDisplaySetsForSeries: (uid: string) => all.filter(({ SeriesInstanceUID }) => SeriesInstanceUID === uid),
  };
  const Pane = ours.pane({ Component, createElement }) as new (properties: object) => {
    render(): { children: [{ type: unknown; children: string[] }] };
  };
  const known = asked === undefined ? [] : [asked];
  const pane = new Pane({
    of: "OHIF",
    asked: known.map((one) => one["displaySetInstanceUID"]),
    service,
    displaySets: known,
  });
  const [child] = pane.render().children;
  return child.type === "OHIF" ? "shown" : (child.children[0] ?? "");
}

const STACK = "@ohif/extension-default.sopClassHandlerModule.stack";
const PICTURE = { Rows: 2, Columns: 2 };
const one = (more: Attributes): Attributes => ({
  displaySetInstanceUID: "a",
  Modality: "CT",
  SeriesDescription: "Odd",
  SeriesInstanceUID: "1.2",
  ...more,
});
const overlay = { isOverlayDisplaySet: true, isDerivedDisplaySet: true, referencedSeriesInstanceUID: "1.9" };

test.each<[string, string, Attributes | undefined, Attributes[]?]>([
  ["a picture", "shown", one({ SOPClassHandlerId: STACK, instances: [{}, PICTURE] })],
  ["no rows", "CT Odd has no picture", one({ SOPClassHandlerId: STACK, instances: [{ ...PICTURE, Rows: 0 }] })],
  ["a deflated picture", "shown", one({ SOPClassHandlerId: STACK, instances: [{ Rows: 2, Columns: 2 }] })],
  ["a segmentation without its images", "drawn over images that are not in this study", one(overlay)],
  ["a segmentation with them", "shown", one(overlay), [one(overlay), { SeriesInstanceUID: "1.9" }]],
  [
    "a report without content",
    "report without content",
    one({ Modality: "SR", isDerivedDisplaySet: true, instance: {} }),
  ],
  ["no document", "holds no document", one({ SOPClassHandlerId: "x.dicom-pdf", instances: [{}] })],
  ["no waveform", "holds no waveform", one({ SOPClassHandlerId: "x.DicomEcgSopClassHandler", instances: [{}] })],
  [
    "only series that can't be shown",
    "no images that the viewer can show. It holds: CT Odd.",
    one({ unsupported: true }),
  ],
  ["no display set, of a study with pictures", "shown", undefined, [one({})]],
])("a viewport given %s says: %s", (_, words, asked, all) => {
  expect(said(asked, all)).toContain(words);
});

test.each([
  ["a request", { [Symbol.toStringTag]: "XMLHttpRequest" }, true],
  ["an error that names a frame", new Error("Couldn't retrieve /pacs/studies/1/frames/1 got status 400"), true],
  ["any other error", new TypeError("Cannot read properties of undefined"), false],
  ["nothing", undefined, false],
])("a rejection with %s is hidden from OHIF: %s", (_, reason, isKept) => {
  let kept = false;
  const keep = (): void => {
    kept = true;
  };
  for (const listener of listeners)
    listener({ reason, preventDefault: () => undefined, stopImmediatePropagation: keep });
  expect(kept).toBe(isKept);
});

test("a script that lacks the text to patch, or has it twice, is an error, and others stay unchanged", () => {
  expect(() => withOddObjects("9068.bundle.0123456789abcdef.js", "const a = 1;")).toThrow("measurement");
  expect(withOddObjects("7964.bundle.0123456789abcdef.js", "const a = 1;")).toBe("const a = 1;");
});
