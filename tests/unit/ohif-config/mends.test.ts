import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withoutDefects } from "../../../ohif-config/build/mends";

const APP = "app.bundle.0123456789abcdef.js";
/** The lines of dcmjs that cut frames of one bit a pixel. */
const BIT_FRAMES = `
if (!(totalBytes !== length)) { cut(); }
function cut() {
  allPixelData = stream.readArrayBuffer(totalBytes);
  for (bitIndex = 0; bitIndex < bitsPerFrame; bitIndex++) {
    globalBitIndex = bitOffset + bitIndex;
    sourceBitIndex = globalBitIndex % 8;
    targetBitIndex = bitIndex % 8;
    sourceByte = allPixelData[Math.floor(globalBitIndex / 8)];
    bitValue = sourceByte >> 7 - sourceBitIndex & 1;
    if (bitValue) frame[Math.floor(bitIndex / 8)] |= 1 << 7 - targetBitIndex;
  }
}
if (!(bitsPerFrame % 8 !== 0)) { isCutAtBytes = true; }
`;
const bundle =
  "f = voiLutModule.voiLUTFunction[0] || 1;\n this.videoElement.preload = 'auto';\n" +
  "if (capabilities.softwareRasterizer) {\n say('slow');\n}\n" +
  BIT_FRAMES;

test("the patched viewer uses the whole first value of a VOI LUT Function", () => {
  const mended = withoutDefects(APP, bundle);
  const text = mended.slice(mended.indexOf("=") + 1, mended.indexOf("||"));
  const read = (voiLUTFunction: unknown): unknown => runInNewContext(text, { voiLutModule: { voiLUTFunction } });
  expect(read("SIGMOID")).toBe("SIGMOID");
  expect(read(["SIGMOID"])).toBe("SIGMOID");
});

test.each([
  [
    "one WebGL context and a calm bar without a graphics card",
    true,
    1,
    [".infinite-loading-bar { animation-timing-function: steps(3) }"],
  ],
  ["all WebGL contexts and the usual bar with a graphics card", false, 7, []],
])("the patched viewer has %s", (_, softwareRasterizer, contexts, sheets) => {
  const mended = withoutDefects(APP, bundle);
  const config = { rendering: { webGlContextCount: 7 } };
  const adoptedStyleSheets: { text: string }[] = [];
  class CSSStyleSheet {
    text = "";
    replaceSync(text: string): void {
      this.text = text;
    }
  }
  const page = { capabilities: { softwareRasterizer }, config, document: { adoptedStyleSheets }, CSSStyleSheet };
  const text = mended.slice(mended.indexOf("if ("), mended.indexOf("if (!(totalBytes"));
  runInNewContext(text, { ...page, say: () => undefined });
  expect(config.rendering.webGlContextCount).toBe(contexts);
  expect(adoptedStyleSheets.map(({ text }) => text)).toEqual(sheets);
});

test("scripts that need no patch stay unchanged", () => {
  expect(withoutDefects("7964.bundle.0123456789abcdef.js", bundle)).toBe(bundle);
});

test("a script that lacks the text to patch, or has it twice, is an error", () => {
  expect(() => withoutDefects(APP, "const a = 1;")).toThrow("voiLUTFunction");
  expect(() => withoutDefects(APP, bundle + bundle)).toThrow("voiLUTFunction");
  expect(() => withoutDefects("100.bundle.0123456789abcdef.js", "const a = 1;")).toThrow("PHOTOGRAPHIC");
});

test.each([
  ["an odd number of bytes", 3, true],
  ["one padded to an even number", 4, true],
  ["one that is too long", 5, false],
])("frames of 7 bits are cut with the lowest bit first out of %s", (_, length, isCut) => {
  // Three frames: 1010101, 0000001, 1000000.
  const pixels = Uint8Array.from([0b01010101, 0b01100000, 0, 0, 0]);
  const frame = [0];
  const stream = { readArrayBuffer: (bytes: number): Uint8Array => pixels.subarray(0, bytes) };
  const mended = withoutDefects("2493.bundle.0123456789abcdef.js", BIT_FRAMES);
  const variables = { allPixelData: 0, bitIndex: 0, globalBitIndex: 0, sourceBitIndex: 0, targetBitIndex: 0 };
  const numbers = { totalBytes: 3, length, bitsPerFrame: 7, bitOffset: 7, sourceByte: 0, bitValue: 0 };
  runInNewContext(mended, { ...variables, ...numbers, bitsAllocated: 1, stream, frame });
  expect(frame).toEqual([isCut ? 0b1000000 : 0]);
});

test.each([
  ["one bit, whole bytes", 1, 8, 4, 4, true],
  ["one bit, whole bytes and one that pads them", 1, 8, 3, 4, false],
  ["one bit, no whole bytes", 1, 7, 8, 7, false],
  ["bytes and one that pads them", 8, 72, 3, 28, true],
])("frames of %s are cut at bytes or at bits", (_, bitsAllocated, bitsPerFrame, numberOfFrames, length, isAtBytes) => {
  const mended = withoutDefects("2493.bundle.0123456789abcdef.js", BIT_FRAMES);
  const page = { bitsAllocated, bitsPerFrame, numberOfFrames, length, isCutAtBytes: false };
  runInNewContext(mended.slice(mended.indexOf("if (!(bitsPerFrame")), page);
  expect(page.isCutAtBytes).toBe(isAtBytes);
});

test("an object derived from a study is stored into it, and an uploaded file is not", () => {
  const script = "upload({ datasets: [dataset], request }); save({ datasets: [part10Buffer],\n request });";
  const mended = withoutDefects("89.bundle.0123456789abcdef.js", script);
  const calls: unknown[] = [];
  const note = (options: object): number => calls.push(options);
  const dataset = { StudyInstanceUID: "1.2.3" };
  runInNewContext(mended, { upload: note, save: note, dataset, part10Buffer: "bytes", request: 0 });
  expect(calls).toEqual([
    { datasets: [dataset], request: 0 },
    { datasets: ["bytes"], studyInstanceUID: "1.2.3", request: 0 },
  ]);
});
