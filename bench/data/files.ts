import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DicomTools, startDicomTools } from "../../tests/support/dicom-tools";
import { sliceFile, tinyFile } from "./instance";
import type { Plan, SeriesPlan, Syntax } from "./plan";

/** From `in.dcm` to `out.dcm`. */
const CONVERT: Readonly<Record<Exclude<Syntax, "explicit">, string>> = {
  implicit: "dcmconv +ti in.dcm out.dcm",
  "jpeg-2000": "gdcmconv --j2k in.dcm out.dcm",
  "jpeg-ls": "dcmcjpls +un in.dcm out.dcm",
  rle: "dcmcrle +un in.dcm out.dcm",
};

/** Makes all files of a plan, one after the other. */
export async function* filesOf(plan: Plan): AsyncGenerator<Buffer> {
  const tools = plan.series.some(({ syntax }) => syntax !== "explicit") ? await startDicomTools() : undefined;
  try {
    for (const series of plan.series) yield* filesOfSeries(series, tools);
    for (let at = 0; at < plan.tinyStudies; at += 1) yield tinyFile(at);
  } finally {
    await tools?.close();
  }
}

async function* filesOfSeries(series: SeriesPlan, tools: DicomTools | undefined): AsyncGenerator<Buffer> {
  for (let slice = 0; slice < series.slices; slice += 1) {
    const file = sliceFile(series, slice);
    if (series.syntax === "explicit" || tools === undefined) yield file;
    else yield await convert(tools, CONVERT[series.syntax], file);
  }
}

async function convert(tools: DicomTools, line: string, file: Buffer): Promise<Buffer> {
  await writeFile(join(tools.folder, "in.dcm"), file);
  await tools.shell(`rm -f out.dcm; ${line} >/dev/null`);
  const converted = await readFile(join(tools.folder, "out.dcm"));
  await rm(join(tools.folder, "in.dcm"));
  return converted;
}
