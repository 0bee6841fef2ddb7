import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { uidOf } from "../../../../scripts/lib/uid";
import { element, EXPLICIT, file, imageAttributes, item, JPEG_LS, sequence } from "../../../support/dicom-encodings";
import { answer, type OddOrthanc, rangeOf, type Say, startOddOrthanc } from "../../../support/odd-orthanc";
import { orthancIdOf } from "../../../support/orthanc-id";

let orthanc: OddOrthanc;
beforeAll(async () => {
  orthanc = await startOddOrthanc(process.cwd());
});
afterAll(async () => orthanc.stop());

type Uids = readonly [study: string, series: string, instance: string];
let uids: Uids = ["", "", ""];
beforeEach(() => {
  const name = randomUUID();
  uids = [uidOf(`${name} a`), uidOf(`${name} b`), uidOf(`${name} c`)];
  orthanc.asked.length = 0;
  orthanc.patients = ["P"];
});

const COLUMNS = 256;

/** A native file of frames of 64 kB, whose bytes begin with a seed; `header` is so long. */
function multiFrame(frames: number, seed: number, header = 0): { whole: Buffer; frame: (number: number) => Buffer } {
  const bytes = COLUMNS * 256;
  const pixels = Buffer.alloc(frames * bytes);
  for (let at = 0; at < pixels.length; at += 1) pixels.writeUInt8((seed + at + (at >> 8) + (at >> 16) * 3) & 255, at);
  const attributes = imageAttributes(true, { bits: 8, rows: 256, columns: COLUMNS, frames: String(frames).padEnd(2) });
  const whole = file(EXPLICIT, [
    element(true, 0x00091010, "OB", Buffer.alloc(header)),
    ...attributes,
    element(true, 0x7fe00010, "OB", pixels),
  ]);
  return { whole, frame: (number) => pixels.subarray((number - 1) * bytes, number * bytes) };
}

/** The part's bytes. */
function bytesOf({ body }: { readonly body: Buffer }): Buffer {
  return body.subarray(body.indexOf("\r\n\r\n") + 4, body.lastIndexOf("\r\n--"));
}

async function expectFrame(number: number, expected: Buffer): Promise<void> {
  const got = await orthanc.frame(uids, number);
  expect([got.status, got.ordinary, got.broken]).toEqual([200, false, false]);
  expect(bytesOf(got).equals(expected)).toBe(true);
}

test("a frame of a known file is read with one range request, by the identifier Orthanc makes from patient and UIDs", async () => {
  const { whole, frame } = multiFrame(20, 1);
  orthanc.patients = ["Müller|1"];
  orthanc.say = (asked) => rangeOf(whole, asked);
  await expectFrame(7, frame(7));
  orthanc.asked.length = 0;
  await expectFrame(20, frame(20));
  const first = whole.length - frame(20).length;
  expect(orthanc.asked).toEqual([{ id: orthancIdOf("Müller|1", ...uids), first, last: whole.length - 1 }]);
});

test("a header of megabytes is read in few requests, and a large value in it not at all", async () => {
  const { whole, frame } = multiFrame(70, 2, 6_000_000);
  orthanc.say = (asked) => rangeOf(whole, asked);
  await expectFrame(70, frame(70));
  expect(orthanc.asked.length).toBeLessThanOrEqual(4);
  const read = orthanc.asked.reduce((sum, { first, last = whole.length }) => sum + last - first, 0);
  expect(read).toBeLessThan(1_000_000);
});

test("fragments of several frames without a table are walked through once", async () => {
  const fragments = Array.from({ length: 30 }, (_, at) => Buffer.alloc(20_000 + 2 * at, at + 1));
  const pixels = sequence(true, 0x7fe00010, [item(Buffer.alloc(0)), ...fragments.map((bytes) => item(bytes))], "OB");
  const whole = file(JPEG_LS, [...imageAttributes(true, { frames: "30" }), pixels]);
  orthanc.say = (asked) => rangeOf(whole, asked);
  await expectFrame(30, fragments[29] ?? Buffer.alloc(0));
  expect(orthanc.asked.length).toBeLessThanOrEqual(34);
  orthanc.asked.length = 0;
  await expectFrame(3, fragments[2] ?? Buffer.alloc(0));
  expect(orthanc.asked.length).toBe(1);
});

describe("archives that don't give a usable file", () => {
  const { whole } = multiFrame(20, 3);
  const wrong: readonly (readonly [name: string, say: Say])[] = [
    ["no connection that holds", () => undefined],
    ["an unknown instance", () => answer("404 Not Found", {}, Buffer.alloc(0))],
    ["a refusal", () => answer("403 Forbidden", {}, Buffer.alloc(0))],
    ["all of the file for a range", () => answer("200 OK", { ETag: '"0-00"' }, whole)],
    ["no ETag", (asked) => rangeOf(whole, asked, { ETag: "" })],
    ["an ETag without an MD5", (asked) => rangeOf(whole, asked, { ETag: '"0-"' })],
    ["another range", (asked) => rangeOf(whole, { ...asked, first: asked.first + 1, last: (asked.last ?? 0) + 1 })],
    ["another length", (asked) => rangeOf(whole, asked, { "Content-Length": "70000" })],
    ["a range of unknown size", (asked) => rangeOf(whole, asked, { "Content-Range": `bytes ${asked.first}-65535/*` })],
    ["chunks", (asked) => rangeOf(whole, asked, { "Transfer-Encoding": "chunked" })],
    ["a coding", (asked) => rangeOf(whole, asked, { "Content-Encoding": "gzip" })],
    ["what is not HTTP", () => Buffer.from("SSH-2.0\r\n\r\n")],
    ["no DICOM", (asked) => rangeOf(Buffer.alloc(100_000, 7), asked)],
  ];
  test.each(wrong)("the frame comes from the archive, with nothing sent before: %s", async (_, say) => {
    orthanc.say = say;
    expect(await orthanc.frame(uids, 2)).toMatchObject({ status: 200, ordinary: true });
    expect(orthanc.asked.length).toBeLessThanOrEqual(3);
  });

  test.each([
    ["no study", []],
    ["two patients' study", ["P", "Q"]],
  ])("the frame comes from the archive, with nothing sent before: %s", async (_, patients) => {
    orthanc.patients = patients;
    expect(await orthanc.frame(uids, 2)).toMatchObject({ status: 200, ordinary: true });
    expect(orthanc.asked).toEqual([]);
  });
});

describe("frames beyond the last", () => {
  const { whole, frame } = multiFrame(20, 1);

  test.each([21, "1,21", "21,2"])("frames beyond the last are refused without asking the archive: %s", async (list) => {
    orthanc.say = (asked) => rangeOf(whole, asked);
    for (const round of [1, 2]) {
      orthanc.asked.length = 0;
      expect(await orthanc.frame(uids, list), `round ${round}`).toMatchObject({ status: 400, ordinary: false });
      expect(orthanc.asked).toHaveLength(1);
    }
  });

  test("a frame beyond the last is looked for again if the file has changed", async () => {
    orthanc.say = (asked) => rangeOf(multiFrame(2, 1).whole, asked);
    expect(await orthanc.frame(uids, 20)).toMatchObject({ status: 400 });
    orthanc.say = (asked) => rangeOf(whole, asked);
    await expectFrame(20, frame(20));
  });
});

describe("lists of frames", () => {
  test("a list of frames of megabytes is read in ranges of at most 4 MB", async () => {
    const { whole, frame } = multiFrame(200, 3);
    orthanc.say = (asked) => rangeOf(whole, asked);
    const all = Array.from({ length: 200 }, (_, at) => at + 1);
    const { status, body, ordinary } = await orthanc.frame(uids, all.join(","));
    expect([status, ordinary]).toEqual([200, false]);
    const found = all.filter((number) => body.includes(frame(number)));
    expect(found).toEqual(all);
    const ranges = orthanc.asked.map(({ first, last = whole.length - 1 }) => last - first + 1);
    expect(Math.max(...ranges)).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(ranges.length).toBeLessThan(8);
  });

  test("a list of frames breaks off if the file changes in the middle", async () => {
    const [before, after] = [multiFrame(200, 3), multiFrame(200, 4)];
    orthanc.say = (asked) => rangeOf(asked.first > 6_000_000 ? after.whole : before.whole, asked);
    const all = Array.from({ length: 200 }, (_, at) => at + 1);
    expect(await orthanc.frame(uids, all.join(","))).toMatchObject({ status: 200, broken: true });
  });
});

describe("other bytes under the same identifier", () => {
  test("changed bytes under the same identifier are read again", async () => {
    const [before, after] = [multiFrame(20, 4), multiFrame(20, 200, 1000)];
    orthanc.say = (asked) => rangeOf(before.whole, asked);
    await expectFrame(2, before.frame(2));
    orthanc.say = (asked) => rangeOf(after.whole, asked);
    await expectFrame(2, after.frame(2));
    await expectFrame(19, after.frame(19));
  });

  test("a change between header and frame is noticed", async () => {
    const [before, after] = [multiFrame(20, 4), multiFrame(20, 200)];
    orthanc.say = (asked) => rangeOf(orthanc.asked.length === 1 ? before.whole : after.whole, asked);
    await expectFrame(15, after.frame(15));
  });

  test("bytes that change with each request make the frame come from the archive", async () => {
    const files = [multiFrame(20, 4).whole, multiFrame(20, 5).whole];
    orthanc.say = (asked) => rangeOf(files[orthanc.asked.length % 2] ?? Buffer.alloc(0), asked);
    expect(await orthanc.frame(uids, 9)).toMatchObject({ ordinary: true });
    expect(orthanc.asked.length).toBeLessThanOrEqual(5);
  });
});

test("an archive that breaks off within a frame makes the answer break off", async () => {
  const { whole, frame } = multiFrame(20, 6);
  orthanc.say = (asked) => rangeOf(whole, asked);
  await expectFrame(3, frame(3));
  orthanc.say = (asked) => {
    setTimeout(() => orthanc.drop(), 100);
    return rangeOf(whole, asked).subarray(0, 30_000);
  };
  const got = await orthanc.frame(uids, 4).catch(() => ({ broken: true }));
  expect(got.broken).toBe(true);
});

test("a connection that the archive closed while idle is no reason to fall back", async () => {
  const { whole, frame } = multiFrame(20, 7);
  orthanc.say = (asked) => rangeOf(whole, asked);
  await expectFrame(3, frame(3));
  orthanc.drop();
  await expectFrame(4, frame(4));
});

test("an archive that hangs is waited for once, wherever it hangs", async () => {
  const { whole, frame } = multiFrame(20, 8);
  const [study, ...inside] = uids;
  const named = (place: string): Uids => [uidOf(`${study} ${place}`), ...inside];
  const silent: Readonly<Record<string, (said: Buffer) => Buffer>> = {
    "before it says anything": () => Buffer.alloc(0),
    "within the head": (said) => said.subarray(0, 20),
    "within what it says of the file": (said) => said.subarray(0, said.indexOf("\r\n\r\n") + 200),
    "on connections that it kept": () => Buffer.alloc(0),
  };
  const places = Object.keys(silent);
  const idOf = new Map(places.map((place) => [orthancIdOf("P", ...named(place)), place]));
  orthanc.say = (asked) => rangeOf(whole, asked);
  uids = named("on connections that it kept");
  await Promise.all([1, 2, 3].map(async (number) => expectFrame(number, frame(number))));
  orthanc.say = (asked) => silent[idOf.get(asked.id) ?? ""]?.(rangeOf(whole, asked));
  const began = performance.now();
  const answers = await Promise.all(places.map(async (place) => orthanc.frame(named(place), 4)));
  expect(answers.map(({ ordinary }) => ordinary)).toEqual(places.map(() => true));
  expect(new Set(orthanc.asked.slice(3).map(({ id }) => id)).size).toBe(places.length);
  const seconds = (performance.now() - began) / 1000;
  expect([seconds > 18, seconds < 30]).toEqual([true, true]);
});
