import { expect, test } from "vitest";
import { withOddObjects } from "../../../ohif-config/build/odd-objects";
import { hasFailedToLoad, noteLoad, onLoads } from "../../../ohif-config/odd-objects/loads";

test("a failed load is known as failed until it succeeds, and observers are told", async () => {
  const segmentation = { displaySetInstanceUID: "a" };
  let told = 0;
  const end = onLoads(() => (told += 1));
  noteLoad(segmentation, Promise.reject(new Error("400")));
  await expect.poll(() => told).toBe(1);
  expect(["a", "b"].map(hasFailedToLoad)).toEqual([true, false]);
  noteLoad(segmentation, Promise.resolve());
  await expect.poll(() => told).toBe(2);
  expect(hasFailedToLoad("a")).toBe(false);
  end();
  noteLoad(segmentation, Promise.reject(new Error("400")));
  await expect.poll(() => hasFailedToLoad("a")).toBe(true);
  expect(told).toBe(2);
});

test("segmentations report whether they are loaded", () => {
  const own = "segDisplaySet.loadingPromise = loadPromises[SOPInstanceUID];";
  expect(withOddObjects("781.bundle.0123456789abcdef.js", own)).toContain("noteLoad(segDisplaySet, loadPromises");
});
