/**
 * Frames, bulk data, files and pictures of instances.
 *
 * @module
 */
import { PNG } from "pngjs";
import { onlyPart } from "../../support/part";
import type { Slot } from "../archive";
import type { Answer } from "../client";
import { type Content, digestOf, SQUARES } from "../material";
import { allowed, type World } from "../world";
import { instancePath, type Reading, seriesPath, seriesSlots, type Subject } from "./reading";

const ANY_BYTES = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const ANY_FILE = 'multipart/related; type="application/dicom"; transfer-syntax=*';

function partOf({ headers, body }: Answer): Buffer {
  return onlyPart(headers.get("content-type") ?? "", body).bytes;
}

/** Compares what an answer shows with what one of the slots may hold. */
function judgeShown<T>(
  world: World,
  answer: Answer,
  slots: readonly Slot[],
  { read, matches }: { read: (answer: Answer) => T; matches: (content: Content, found: T) => boolean },
): string | undefined {
  const may = slots.map((slot) => allowed(world, slot, answer));
  if (answer.status !== 200) {
    const isGone = may.every((values) => values.includes(undefined));
    return isGone ? undefined : "not found, though it is there";
  }
  let found: T;
  try {
    found = read(answer);
  } catch (error) {
    return `cannot be read: ${String(error)}`;
  }
  const contents = may.flat().filter((one) => one !== undefined);
  if (contents.some((content) => matches(content, found))) return undefined;
  return `other bytes than those of ${contents.map(({ version }) => version).join(" or ") || "nothing"}`;
}

/** One frame, counted from 1. */
export function frame(of: Subject, number: number): Reading {
  const read = (answer: Answer): string => digestOf(partOf(answer));
  const matches = ({ frames }: Content, found: string): boolean => frames[number - 1]?.digest === found;
  return {
    kind: "frame",
    path: `${instancePath(of)}/frames/${number}`,
    accept: ANY_BYTES,
    slots: [of.slot],
    judge: (world, answer) => judgeShown(world, answer, [of.slot], { read, matches }),
  };
}

/** The pixels as bulk data. */
export function bulk(of: Subject): Reading {
  const read = (answer: Answer): string => digestOf(partOf(answer));
  const matches = ({ pixels }: Content, found: string): boolean => pixels === found;
  return {
    kind: "bulk data",
    path: `${instancePath(of)}/bulk/7fe00010`,
    accept: 'multipart/related; type="application/octet-stream"',
    slots: [of.slot],
    judge: (world, answer) => judgeShown(world, answer, [of.slot], { read, matches }),
  };
}

/** The instance as a file: its version and, at its end, its pixels. What comes by C-STORE is written anew around them. */
export function file(of: Subject): Reading {
  const matches = ({ version, pixels, pixelBytes }: Content, found: Buffer): boolean =>
    digestOf(found.subarray(-pixelBytes)) === pixels && found.includes(version);
  return {
    kind: "file",
    path: instancePath(of),
    accept: ANY_FILE,
    slots: [of.slot],
    judge: (world, answer) => judgeShown(world, answer, [of.slot], { read: partOf, matches }),
  };
}

/** The light and dark squares of a picture. */
function patternIn({ body }: Answer): string {
  const { width, height, data } = PNG.sync.read(body);
  let pattern = "";
  for (let at = 0; at < SQUARES ** 2; at += 1) {
    const [top, left] = [
      ((Math.floor(at / SQUARES) + 0.25) * height) / SQUARES,
      ((at % SQUARES) + 0.25) * (width / SQUARES),
    ];
    let [sum, pixels] = [0, 0];
    for (let row = Math.floor(top); row < top + height / SQUARES / 2; row += 1) {
      for (let column = Math.floor(left); column < left + width / SQUARES / 2; column += 1) {
        sum += data[(row * width + column) * 4] ?? 0;
        pixels += 1;
      }
    }
    pattern += sum / pixels > 127 ? "1" : "0";
  }
  return pattern;
}

/** A picture of an instance, or the thumbnail of a series, which may show any of its instances. */
export function picture(
  of: Subject,
  kind: "rendered instance" | "thumbnail of instance" | "thumbnail of series",
): Reading {
  const isSeries = kind === "thumbnail of series";
  const base = isSeries ? seriesPath(of) : instancePath(of);
  const slots = isSeries ? seriesSlots(of) : [of.slot];
  const matches = ({ frames }: Content, found: string): boolean => frames.some(({ pattern }) => pattern === found);
  return {
    kind,
    path: `${base}/${kind === "rendered instance" ? "rendered" : "thumbnail"}`,
    accept: "image/png",
    slots,
    judge: (world, answer) => judgeShown(world, answer, slots, { read: patternIn, matches }),
  };
}
