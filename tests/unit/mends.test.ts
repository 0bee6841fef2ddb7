import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withoutDefects } from "../../ohif-config/build/mends";

const APP = "app.bundle.0123456789abcdef.js";
const bundle = "f = voiLutModule.voiLUTFunction[0] || 1;\n this.videoElement.preload = 'auto';\n";

test("the first value of a VOI LUT Function is all of it", () => {
  const mended = withoutDefects(APP, bundle);
  const text = mended.slice(mended.indexOf("=") + 1, mended.indexOf("||"));
  const read = (voiLUTFunction: unknown): unknown => runInNewContext(text, { voiLutModule: { voiLUTFunction } });
  expect(read("SIGMOID")).toBe("SIGMOID");
  expect(read(["SIGMOID"])).toBe("SIGMOID");
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
