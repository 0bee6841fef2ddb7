/** Objects that make the archive load much, and how it bears them. */
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { docker } from "./docker";
import { pictureHeader, uidsOf } from "./pictures";
import type { Stack } from "./stack";

/** Pixels a side, of two bytes each. */
const SIDE = 1024;

/** The header of a picture of so many pixels a side. */
function headerOf(name: string, frames: number, side: number): ReturnType<typeof pictureHeader> {
  return pictureHeader(name, { bits: 12, samples: 1, frames }).map((element) =>
    element.tag === 0x00280010 || element.tag === 0x00280011 ? { ...element, value: [side] } : element,
  );
}

/** A file of 2 MB a frame. */
export function largeFile(name: string, frames: number): Buffer {
  const bytes = SIDE * SIDE * 2;
  const pixels = Buffer.alloc(bytes * frames);
  for (let frame = 0; frame < frames; frame += 1) pixels.fill(frame + 1, frame * bytes, (frame + 1) * bytes);
  return writeInstance([...headerOf(name, frames, SIDE), { tag: 0x7fe00010, vr: "OW", value: pixels }]);
}

/** A file of one frame of so many pixels a side in RLE (PS3.5, annex G), all of one value: a hundredth of the frame. */
export function bomb(name: string, side: number): Buffer {
  // Each run is of 128 bytes; a row's runs end with it.
  const runs = Array.from({ length: Math.ceil(side / 128) }, (_, at) => 1 - Math.min(128, side - 128 * at));
  const row = Buffer.from(runs.flatMap((run) => [run & 0xff, 7]));
  const segment = Buffer.concat(Array<Buffer>(side).fill(row));
  const offsets = Buffer.alloc(64);
  for (const [at, value] of [2, 64, 64 + segment.length].entries()) offsets.writeUInt32LE(value, 4 * at);
  const fragments = [Buffer.concat([offsets, segment, segment])];
  const pixels = { tag: 0x7fe00010, vr: "OB", value: { fragments } };
  return writeInstance([...headerOf(name, 1, side), pixels], "1.2.840.10008.1.2.5");
}

/** A small file of 149,000 elements, 2,980 in each item of a sequence; it may be of the series of another name. */
export function crowdedFile(name: string, seriesOf = name): Buffer {
  const creator = { tag: 0x00090010, vr: "LO", value: "CROWD" };
  const others = Array.from({ length: 2979 }, (_, at) => ({ tag: 0x00091000 + at, vr: "SH", value: "" }));
  const items = Array.from({ length: 50 }, () => [creator, ...others]);
  const pixels = { tag: 0x7fe00010, vr: "OW", value: Buffer.alloc(512) };
  const { study, series } = uidsOf(seriesOf);
  const header = headerOf(name, 1, 16).filter(({ tag }) => tag !== 0x0020000d && tag !== 0x0020000e);
  const place = [
    { tag: 0x0020000d, vr: "UI", value: study },
    { tag: 0x0020000e, vr: "UI", value: series },
  ];
  return writeInstance([...header, ...place, { tag: 0x00400555, vr: "SQ", value: items }, pixels]);
}

/** The path of the instance of a name, below `/pacs`. */
export function instancePath(name: string): string {
  const { study, series, instance } = uidsOf(name);
  return `/studies/${study}/series/${series}/instances/${instance}`;
}

/** Stores files in one request. */
export async function storeAs(stack: Stack, cookie: string, files: readonly Buffer[]): Promise<void> {
  const parts = files.flatMap((file) => [
    Buffer.from("--parts\r\nContent-Type: application/dicom\r\n\r\n"),
    file,
    Buffer.from("\r\n"),
  ]);
  const headers = {
    Cookie: cookie,
    Origin: stack.url,
    Accept: "application/dicom+json",
    "Content-Type": 'multipart/related; type="application/dicom"; boundary=parts',
  };
  const body = Buffer.concat([...parts, Buffer.from("--parts--\r\n")]);
  const answer = await fetch(`${stack.url}/pacs/studies`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
}

/** Stores a series of two crowded files; their names, of which the first one is the series'. */
export async function storeCrowded(stack: Stack, cookie: string): Promise<readonly string[]> {
  const names = [randomUUID(), randomUUID()];
  for (const name of names) await storeAs(stack, cookie, [crowdedFile(name, names[0])]);
  return names;
}

/** Which process Orthanc is, and the most memory that it has had. */
export async function orthancOf(stack: Stack): Promise<{ process: string; peakKb: number }> {
  const name = `${stack.project}-orthanc-1`;
  const { stdout } = await docker("inspect", "-f", "{{.State.Pid}} {{.RestartCount}} {{.State.StartedAt}}", name);
  const { stdout: status } = await docker("exec", name, "sh", "-c", "grep -h VmHWM /proc/[0-9]*/status");
  const peaks = [...status.matchAll(/VmHWM:\s+(\d+) kB/g)].map(([, kb]) => Number(kb));
  return { process: stdout.trim(), peakKb: Math.max(...peaks) };
}
