/** Request Attributes Sequence has no bound of Orthanc's: what a list of series reads is bounded all the same (ADR 0037). */
import { beforeAll, expect, test } from "vitest";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { sq, text } from "../support/objects/elements";
import { pictureHeader, uidsOf } from "../support/pictures";

/** A crowded one of 77 kB made each list of series take one or two seconds, and Orthanc write 10,000 lines to its log. */
const CROWDED = "crowded request attributes";
const PRIVATE = "private request attributes";
const USUAL = "usual request attributes";

/** The requests of an examination, each with a code and some more elements, and one with the given. */
function requests(count: number, ...more: readonly Element[]): Element {
  const step = text(0x00400009, "SH", "STEP1");
  const code = sq(0x00400008, [text(0x00080100, "SH", "CODE"), text(0x00080102, "SH", "99TEST")]);
  return sq(0x00400275, [text(0x00080050, "SH", "A1"), ...more], ...Array<Element[]>(count).fill([code, step]));
}

beforeAll(async () => {
  const own = [text(0x00090010, "LO", "COLLIMATOR"), text(0x00091001, "LO", "private")];
  const files = Object.entries({ [CROWDED]: requests(1500), [PRIVATE]: requests(1, ...own), [USUAL]: requests(6) });
  const shape = { bits: 12, samples: 1, frames: 1 } as const;
  await storeFiles(files.map(([name, element]) => writeInstance([...pictureHeader(name, shape), element])));
});

test.each([
  [USUAL, 7],
  [CROWDED, undefined],
  [PRIVATE, undefined],
])("a list of series has %s: %s items", async (name, items) => {
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
])("metadata of %s have all of it", async (name, items) => {
  const [instance] = await dicomJson(`/pacs/studies/${uidsOf(name).study}/metadata`);
  expect(instance?.["00400275"]?.Value?.length).toBe(items);
});
