/** What a list reads of each object makes no list slow or fail, whatever is in it (ADR 0037). */
import { beforeAll, expect, test } from "vitest";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { sq, text, us } from "../support/objects/elements";
import { pictureHeader, uidsOf } from "../support/pictures";

/** A crowded one of 77 kB made each list of series take one or two seconds, and Orthanc write 10,000 lines to its log. */
const CROWDED = "crowded request attributes";
const PRIVATE = "private request attributes";
const USUAL = "usual request attributes";
/** 2,000 empty items took a list as long as 500 elements. */
const EMPTY = "empty request attributes";
const SHAPE = { bits: 12, samples: 1, frames: 1 } as const;

/** The requests of an examination, each with a code and some more elements, and one with the given. */
function requests(count: number, ...more: readonly Element[]): Element {
  const step = text(0x00400009, "SH", "STEP1");
  const code = sq(0x00400008, [text(0x00080100, "SH", "CODE"), text(0x00080102, "SH", "99TEST")]);
  return sq(0x00400275, [text(0x00080050, "SH", "A1"), ...more], ...Array<Element[]>(count).fill([code, step]));
}

/** An instance with an element more, or with another one than it has. */
function fileOf(name: string, element: Element): Buffer {
  const others = pictureHeader(name, SHAPE).filter(({ tag }) => tag !== element.tag);
  return writeInstance([...others, element].sort((one, other) => one.tag - other.tag));
}

beforeAll(async () => {
  const own = [text(0x00090010, "LO", "COLLIMATOR"), text(0x00091001, "LO", "private")];
  const files = Object.entries({ [CROWDED]: requests(1500), [PRIVATE]: requests(1, ...own), [USUAL]: requests(6) });
  const empty: readonly [string, Element] = [EMPTY, sq(0x00400275, ...Array<Element[]>(2000).fill([]))];
  await storeFiles(files.concat([[...empty]]).map(([name, element]) => fileOf(name, element)));
});

test.each([
  [USUAL, 7],
  [CROWDED, undefined],
  [PRIVATE, undefined],
  [EMPTY, undefined],
])("the series list of a study with %s shows this number of them: %s", async (name, items) => {
  const { study, series } = uidsOf(name);
  for (const path of [`/pacs/studies/${study}/series?`, `/pacs/series?SeriesInstanceUID=${series}&`]) {
    const [found] = await dicomJson(`${path}includefield=RequestAttributesSequence`);
    expect(found?.["0020000E"]?.Value).toEqual([series]);
    expect(found?.["00400275"]?.Value?.length).toBe(items);
  }
});

test.each([
  [CROWDED, 1501],
  [PRIVATE, 2],
])("the metadata of an instance with %s have all of them: %s", async (name, items) => {
  const [instance] = await dicomJson(`/pacs/studies/${uidsOf(name).study}/metadata`);
  expect(instance?.["00400275"]?.Value?.length).toBe(items);
});

/** Of each of them Orthanc can make no element again: its tag asks for something else. */
const MISFITS: Readonly<Record<string, Element>> = {
  "a number without a value": requests(1, us(0x00280010)),
  "a number that is a text": requests(1, text(0x00280010, "LO", "abc")),
  "a tag without a value": requests(1, { tag: 0x00209165, vr: "AT", value: "" }),
  "a sequence that is a text": requests(1, text(0x00400008, "LO", "abc")),
  "a text that is a sequence": requests(1, sq(0x00400007, [])),
  "a text of 300 characters": requests(1, text(0x00400007, "LO", "a".repeat(300))),
  "requests that are a text": text(0x00400275, "LO", "abc"),
  "a description that is a sequence": sq(0x00081030, []),
  "a name that is a sequence": sq(0x00100010, []),
  "coordinates that are a sequence": sq(0x00200037, []),
  "rows that are a text": text(0x00280010, "LO", "abc"),
  "rows of 17 bits": text(0x00280010, "LO", "65536"),
  "slices that are a text": text(0x00540081, "LO", "abc"),
  "an image index that is a text": text(0x00541330, "LO", "abc"),
};

test.each(Object.entries(MISFITS))("no list fails because of %s", async (name, element) => {
  const { study } = uidsOf(name);
  await storeFiles([fileOf(name, element)]);
  const fields =
    "includefield=RequestAttributesSequence,NumberOfSlices,ImageIndex,ImageOrientationPatient,StudyDescription";
  const lists = [`studies?StudyInstanceUID=${study}&`, `studies/${study}/series?`, `studies/${study}/instances?`];
  for (const path of [...lists, "studies?", "series?", "instances?"]) {
    const found = await dicomJson(`/pacs/${path}${fields}`);
    expect(found.length, path).toBeGreaterThan(0);
  }
});

test("a list has each text and sequence of the request attributes", async () => {
  const name = "all that a request has";
  const texts: readonly (readonly [vr: string, ...tags: number[]])[] = [
    ["SH", 0x00080050, 0x00080100, 0x00080102, 0x00400009, 0x00400010, 0x00400011, 0x00401001, 0x00401003],
    ["LO", 0x00080104, 0x00080122, 0x00321033, 0x00321060, 0x00400007, 0x00401002, 0x00402016, 0x00402017],
    ["LT", 0x00400400, 0x00401400],
    ["CS", 0x00080060, 0x00080105, 0x0008010f, 0x00400033, 0x0040a040],
    ["PN", 0x00080090, 0x00321032, 0x00400006, 0x0040a123],
    ["UI", 0x0008010d, 0x00080117, 0x00080118, 0x00081150, 0x00081155, 0x0020000d, 0x0040a124],
    ["UT", 0x00400031, 0x00400032, 0x0040a160],
    ["UC", 0x00080119],
    ["UR", 0x00080120],
    ["AE", 0x00400001],
    ["DS", 0x0040a30a],
  ];
  const values = texts.flatMap(([vr, ...tags]) =>
    tags.map((tag) => text(tag, vr, vr === "UI" || vr === "DS" ? "1" : "A")),
  );
  const times = [text(0x00080103, "SH", "1"), text(0x00400002, "DA", "20260101"), text(0x00400003, "TM", "12")];
  const sequences = [
    0x00080051, 0x00081110, 0x00321064, 0x00400008, 0x00400440, 0x004008ea, 0x0040100a, 0x0040a043, 0x0040a168,
  ];
  const nested = sequences.map((tag) => sq(tag, [text(0x00080100, "SH", "CODE")]));
  const item = [...values, ...times, ...nested].sort((one, other) => one.tag - other.tag);
  await storeFiles([fileOf(name, sq(0x00400275, item))]);
  const [series] = await dicomJson(`/pacs/studies/${uidsOf(name).study}/series`);
  const [listed] = (series?.["00400275"]?.Value ?? []) as readonly object[];
  expect(Object.keys(listed ?? {}).length).toBe(item.length);
});
