import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { withNoticeOfUnsupported } from "../../../ohif-config/build/unsupported";
import texts from "../../../ohif-config/texts/en.json";

/** The function as it is published, shortened. */
const PUBLISHED = `
function getDisplaySetsFromUnsupportedSeries(instances) {
  const imageSet = { instances };
  const instance = instances[0];
  if (!instances.length) {
    imageSet.empty = true;
  }
  return [imageSet];
}
function other() {
  const imageSet = 1;
  return [imageSet];
}
`;

/** What a call shows to the person, in a page with OHIF's services or before they are there. */
function shownBy(call: string, withServices = true): unknown[] {
  const shown: unknown[] = [];
  const show = (notification: unknown): number => shown.push(notification);
  const window = withServices ? { services: { uiNotificationService: { show } } } : {};
  const result: unknown = runInContext(`${withNoticeOfUnsupported(PUBLISHED)}\n${call}`, createContext({ window }));
  expect(result).toHaveLength(1);
  return shown;
}

const CALL = 'getDisplaySetsFromUnsupportedSeries([{ Modality: "PR", SeriesDescription: "Bone window" }])';

test("a series that the viewer can't show is named in words", () => {
  expect(shownBy(CALL)).toEqual([
    {
      id: "unsupported PR Bone window",
      title: `${texts["viewer.unsupported.title"]}: PR Bone window`,
      message: texts["viewer.unsupported"],
      type: "warning",
      duration: 15000,
    },
  ]);
});

test("a series without a description is named by its modality", () => {
  expect(shownBy('getDisplaySetsFromUnsupportedSeries([{ Modality: "PR" }])')).toMatchObject([
    { title: `${texts["viewer.unsupported.title"]}: PR` },
  ]);
});

test("before OHIF's services exist, no notice is shown and nothing breaks", () => {
  expect(shownBy(CALL, false)).toEqual([]);
});

test("other scripts and functions stay unchanged", () => {
  const other = PUBLISHED.slice(PUBLISHED.indexOf("function other"));
  expect(withNoticeOfUnsupported(other)).toBe(other);
  expect(withNoticeOfUnsupported(PUBLISHED)).toContain(other);
});
