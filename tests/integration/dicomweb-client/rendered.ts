import { PNG } from "pngjs";
import { expect } from "vitest";
import { dicomwebClient, refusalOf } from "../../support/dicomweb-client";
import { SIZE } from "../../support/pictures";
import { instance, jls, letter, type Methods, partsOf } from "./objects";

const AS_PNG = { mediaTypes: [{ mediaType: "image/png" }] };

const isJpeg = (part: Buffer | undefined): boolean => part?.readUInt16BE() === 0xffd8;

/** The one picture of an answer, decoded. */
async function png(answer: Promise<unknown>): Promise<PNG> {
  const [part] = await partsOf(answer);
  return PNG.sync.read(part as Buffer);
}

export const RENDERED: Methods = {
  retrieveInstanceRendered: async () => {
    const rendered = async (options: object = {}): Promise<unknown> =>
      dicomwebClient().retrieveInstanceRendered({ ...instance, ...options });
    expect(isJpeg((await partsOf(rendered()))[0])).toBe(true);
    expect(isJpeg((await partsOf(rendered({ mediaTypes: [{ mediaType: "image/" }] })))[0])).toBe(true);
    const several = { mediaTypes: [{ mediaType: "image/jp2" }, { mediaType: "image/png" }] };
    expect(await png(rendered(several))).toMatchObject({ width: SIZE, height: SIZE });

    const queryParams = { viewport: "40,20", window: "2000,4000,linear", quality: 80, annotation: "patient" };
    expect(await png(rendered({ ...AS_PNG, queryParams }))).toMatchObject({ width: 40, height: 20 });
    const dark = await png(rendered({ ...AS_PNG, queryParams: { window: "60000,2,linear" } }));
    expect(Math.max(...dark.data.filter((_, index) => index % 4 !== 3))).toBe(0);
    const [pdf] = await partsOf(dicomwebClient().retrieveInstanceRendered(letter));
    expect(pdf?.toString("latin1", 0, 5)).toBe("%PDF-");

    for (const mediaType of ["image/gif", "text/plain"]) {
      const refusal = await refusalOf(rendered({ mediaTypes: [{ mediaType }] }));
      expect(refusal).toEqual({ status: 406, reason: "not-acceptable" });
    }
    const cmyk = rendered({ queryParams: { iccprofile: "cmyk" } });
    expect(await refusalOf(cmyk)).toEqual({ status: 400, reason: "rendering-iccprofile" });
  },

  retrieveInstanceThumbnail: async () => {
    for (const of of [instance, letter]) {
      const [thumbnail] = await partsOf(dicomwebClient().retrieveInstanceThumbnail(of));
      expect(isJpeg(thumbnail)).toBe(true);
    }
    const undrawn = dicomwebClient().retrieveInstanceThumbnail(jls);
    expect(await refusalOf(undrawn)).toEqual({ status: 400, reason: "not-drawn" });
  },

  retrieveInstanceFramesRendered: async () => {
    const rendered = async (frameNumbers: number[], options: object = {}): Promise<unknown> =>
      dicomwebClient().retrieveInstanceFramesRendered({ ...instance, frameNumbers, ...options });
    const [first, second] = [await png(rendered([1], AS_PNG)), await png(rendered([2], AS_PNG))];
    expect(first).toMatchObject({ width: SIZE, height: SIZE });
    expect(first.data.equals(second.data)).toBe(false);
    expect(isJpeg((await partsOf(rendered([3], { queryParams: { quality: 50 } })))[0])).toBe(true);
    expect(await refusalOf(rendered([1, 2], AS_PNG))).toEqual({ status: 400, reason: "frames-rendered" });
  },

  retrieveInstanceFramesThumbnail: async () => {
    const options = { ...instance, frameNumbers: [2], ...AS_PNG, queryParams: { viewport: "32,32" } };
    const thumbnail = await png(dicomwebClient().retrieveInstanceFramesThumbnail(options));
    expect(thumbnail).toMatchObject({ width: 32, height: 32 });
  },
};
