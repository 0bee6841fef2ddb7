import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withoutDefects } from "../../ohif-config/build/mends";

const APP = "app.bundle.0123456789abcdef.js";
const bundle =
  "f = voiLutModule.voiLUTFunction[0] || 1;\n this.videoElement.preload = 'auto';\n" +
  "if (capabilities.softwareRasterizer) {\n say('slow');\n}\n";

test("the first value of a VOI LUT Function is all of it", () => {
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
  ["all of them with one", false, 7, []],
])("%s", (_, softwareRasterizer, contexts, sheets) => {
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
  runInNewContext(mended.slice(mended.indexOf("if (")), { ...page, say: () => undefined });
  expect(config.rendering.webGlContextCount).toBe(contexts);
  expect(adoptedStyleSheets.map(({ text }) => text)).toEqual(sheets);
});

test("other scripts stay as they are", () => {
  expect(withoutDefects("7964.bundle.0123456789abcdef.js", bundle)).toBe(bundle);
});

test("a script without what is to be mended, or with more of it, is an error", () => {
  expect(() => withoutDefects(APP, "const a = 1;")).toThrow("voiLUTFunction");
  expect(() => withoutDefects(APP, bundle + bundle)).toThrow("voiLUTFunction");
  expect(() => withoutDefects("100.bundle.0123456789abcdef.js", "const a = 1;")).toThrow("PHOTOGRAPHIC");
});

test("what is made of a study is stored into it, and a file that is uploaded is not", () => {
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
