import { PNG } from "pngjs";
import { beforeAll, expect, test } from "vitest";
import { storeFiles } from "../support/multipart";
import { pictureWith } from "../support/names";
import { frameOf, uidsOf } from "../support/pictures";
import { ask } from "../support/session";

/** The VOI LUT functions as PS3.3 writes them, with an output from 0 to 255. */
const FUNCTIONS = {
  // C.11.2.1.2.1
  linear(x: number, center: number, width: number): number {
    if (x <= center - 0.5 - (width - 1) / 2) return 0;
    if (x > center - 0.5 + (width - 1) / 2) return 255;
    return ((x - (center - 0.5)) / (width - 1) + 0.5) * 255;
  },
  // C.11.2.1.3.1
  sigmoid(x: number, center: number, width: number): number {
    return 255 / (1 + Math.exp((-4 * (x - center)) / width));
  },
  // C.11.2.1.3.2
  "linear-exact"(x: number, center: number, width: number): number {
    if (x <= center - width / 2) return 0;
    if (x > center + width / 2) return 255;
    return ((x - center) / width + 0.5) * 255;
  },
} as const;

const SHAPE = { bits: 12, samples: 1, frames: 1 } as const;

/** Pictures of the same pixels, which mean something else by their rescale slope and intercept. */
const RESCALED = [
  { name: "window plain", slope: 1, intercept: 0 },
  { name: "window HU", slope: 1, intercept: -1024 },
  { name: "window diffusion", slope: 0.000001, intercept: -0.0005 },
] as const;

const WINDOWS: readonly (readonly [(typeof RESCALED)[number], center: string, width: string])[] = [
  [RESCALED[0], "2048", "4096"],
  [RESCALED[0], "1000.25", "400.5"],
  [RESCALED[0], "2000", "1.5"],
  [RESCALED[0], "100", "9999999999999999"],
  [RESCALED[1], "40", "400"],
  [RESCALED[1], "-600.5", "1500"],
  [RESCALED[1], "-1024", "2"],
  [RESCALED[2], "0.001", "0.002"],
  [RESCALED[2], "-0.0001", "0.0005"],
];
const CASES = WINDOWS.flatMap(([picture, center, width]) =>
  (["linear", "sigmoid", "linear-exact"] as const)
    // PS3.3, section C.11.2.1.2.1: the width of `linear` is 1 at least.
    .filter((shape) => shape !== "linear" || Number(width) >= 1)
    .map((shape) => ({ picture, center, width, shape, name: `${center},${width},${shape} of ${picture.name}` })),
);

beforeAll(async () =>
  storeFiles(
    RESCALED.map(({ name, slope, intercept }) =>
      pictureWith(name, [
        { tag: 0x00281052, vr: "DS", value: intercept.toString() },
        { tag: 0x00281053, vr: "DS", value: slope.toFixed(6) },
      ]),
    ),
  ),
);

test.each(CASES)("$name is rendered as PS3.3 defines it", async ({ picture, center, width, shape }) => {
  const { study, series, instance } = uidsOf(picture.name);
  const address = `/pacs/studies/${study}/series/${series}/instances/${instance}`;
  const pixels = frameOf(SHAPE, 0);
  for (const resource of ["rendered", "frames/1/rendered", "thumbnail"]) {
    const path = `${address}/${resource}?window=${center},${width},${shape}`;
    const answer = await ask(path, { headers: { Accept: "image/png" } });
    expect(answer.status, resource).toBe(200);
    const png = PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
    let worst = 0;
    for (let index = 0; index < pixels.length / 2; index += 1) {
      const value = pixels.readUInt16LE(2 * index) * picture.slope + picture.intercept;
      const expected = FUNCTIONS[shape](value, Number(center), Number(width));
      worst = Math.max(worst, Math.abs((png.data[4 * index] ?? 0) - expected));
    }
    expect(worst, resource).toBeLessThan(0.6);
  }
});
