import { expect, test } from "vitest";
import { element, EXPLICIT, file, imageAttributes, IMPLICIT } from "../../../support/dicom-encodings";
import { layoutOf, layoutsOf } from "../../../support/frame-layouts";

const PIXELS = Buffer.from(Array.from({ length: 24 }, (_, at) => at));

test.each([
  ["explicit", true, EXPLICIT],
  ["implicit", false, IMPLICIT],
] as const)("in %s VR, pixels without rows, columns or bits allocated have no frames", async (_, explicit, uid) => {
  const attributes = imageAttributes(explicit);
  const pixels = element(explicit, 0x7fe00010, "OW", PIXELS);
  const files = [-3, -2, -1].map((at) => file(uid, [...attributes.toSpliced(at, 1), pixels]));
  const none = { transferSyntax: uid, frames: 0, frameBytes: 0, at: 0, tableAt: 0, entryBytes: 0 };
  expect(await layoutsOf(files)).toEqual(files.map(() => none));
});

test("an empty number of frames counts as one", async () => {
  const attributes = imageAttributes(true, { frames: "" });
  expect(await layoutOf(file(EXPLICIT, [...attributes, element(true, 0x7fe00010, "OW", PIXELS)]))).toMatchObject({
    frames: 1,
    frameBytes: 24,
  });
});

test("Float Pixel Data and doubles are left to the archive", async () => {
  const files = [0x7fe00008, 0x7fe00009].map((tag) =>
    file(EXPLICIT, [...imageAttributes(true), element(true, tag, "OF", PIXELS)]),
  );
  expect(await layoutsOf(files)).toEqual([null, null]);
});
