import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { uidOf } from "../../../../scripts/lib/uid";
import { element, EXPLICIT, file, imageAttributes, item, JPEG_LS, sequence } from "../../../support/dicom-encodings";
import { callLuaAt } from "../../../support/lua-calls";
import { answer, type OddOrthanc, rangeOf, startOddOrthanc } from "../../../support/odd-orthanc";
import { rebuild } from "../../../support/rebuild";

const MODULE = "gateway.frames.single-part";
const INSTANCE = "/pacs/studies/1.2/series/1.3/instances/1.4";

/** The bytes that are handed on of an answer that comes in pieces; undefined where it breaks off. */
async function handedOn(pieces: readonly string[]): Promise<string | undefined> {
  let part: unknown = { head: "" };
  let whole = "";
  for (const [at, piece] of pieces.entries()) {
    const args = [part, piece, at === pieces.length - 1];
    const [[bytes, next] = [null]] = await callLuaAt(
      inject("luaUrl"),
      [{ module: MODULE, fn: "unwrap", args }],
      "latin1",
    );
    if (typeof bytes !== "string") return undefined;
    part = next;
    whole += bytes;
  }
  return whole;
}

const BOUNDARY = "1b0a8c5e-0d3f-4f57-8cf1-a5d9cbdc9bba-5f0c2f6e-6f0e-4d2b-9d59-4a3c1a0b7f";
const headOf = (length: number): string =>
  `--${BOUNDARY}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${length}\r\nMIME-Version: 1.0\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;

/** A text cut at places, in order. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index]));
}

test("of a multipart answer that is cut anywhere, the bytes of its part are handed on and nothing else", async () => {
  const bodies = ["", "a", "\r\n\r\n", `x${END}y`, "\u0000\u00ff".repeat(300), headOf(3)];
  const places = fc.sample(fc.array(fc.nat({ max: 2000 }), { maxLength: 5 }), 6);
  for (const [at, body] of bodies.entries()) {
    const whole = headOf(body.length) + body + END;
    expect(await handedOn(cut(whole, places[at] ?? []))).toBe(body);
    expect(await handedOn([whole, ""])).toBe(body);
  }
});

test.each<[string, readonly string[]]>([
  ["one that ends within its part", [headOf(10), "123456789"]],
  ["one that ends within its head", [headOf(10).slice(0, 40)]],
  ["one whose head names no length", [headOf(3).replace(/Content-Length[^\r]*\r\n/, ""), "abc", END]],
  ["one whose head is endless", ["a".repeat(5000), headOf(3), END]],
  ["an empty one", [""]],
])("an answer breaks off rather than being taken for whole: %s", async (_, pieces) => {
  expect(await handedOn(pieces)).toBeUndefined();
});

test.each<[string, string | null]>([
  [`multipart/related; type="application/octet-stream"; boundary=${BOUNDARY}`, "application/octet-stream"],
  [
    `multipart/related; type="image/jls; transfer-syntax=1.2.840.10008.1.2.4.80"; boundary=${BOUNDARY}`,
    "image/jls; transfer-syntax=1.2.840.10008.1.2.4.80",
  ],
  [`multipart/related; type="application/dicom"; boundary=${BOUNDARY}`, "application/dicom"],
  [`multipart/related; type="text/html; charset=utf-8"; boundary=${BOUNDARY}`, null],
  [`multipart/mixed; type="image/jls"; boundary=${BOUNDARY}`, null],
  ["text/html", null],
])("the part of %s is called %s", async (contentType, type) => {
  const calls = [{ module: MODULE, fn: "typeOfPart", args: [contentType] }];
  expect(await callLuaAt(inject("luaUrl"), calls, "latin1")).toEqual([[type]]);
});

test("nginx asks Orthanc for the multipart answer that has the single part", async () => {
  const map = /map \$http_accept \$orthanc_accept \{[^}]*\}/.exec(
    readFileSync("nginx/conf.d/upstreams.conf", "utf8"),
  )?.[0];
  const kinds = [
    ["/frames/1", "application/octet-stream", "multipart/related; type=application/octet-stream; transfer-syntax=*"],
    ["/bulk/00420011", "application/octet-stream", "multipart/related; type=application/octet-stream"],
    ["", "application/dicom", 'multipart/related; type="application/dicom"; transfer-syntax=*'],
  ] as const;
  for (const [resource, accept, parts] of kinds) {
    const single = await rebuild("GET", INSTANCE + resource, undefined, { accept });
    const multipart = await rebuild("GET", INSTANCE + resource, undefined, { accept: parts });
    expect(multipart.accept).toBe(parts);
    const quote = parts.includes('"') ? "'" : '"';
    expect(map).toContain(`"${single.accept}" ${quote}${parts}${quote};`);
  }
});

describe("out of a file", () => {
  let orthanc: OddOrthanc;
  beforeAll(async () => {
    orthanc = await startOddOrthanc(process.cwd());
  });
  afterAll(async () => orthanc.stop());

  let uids: readonly [study: string, series: string, instance: string] = ["", "", ""];
  beforeEach(() => {
    const name = randomUUID();
    uids = [uidOf(`${name} a`), uidOf(`${name} b`), uidOf(`${name} c`)];
    orthanc.asked.length = 0;
    orthanc.patients = ["P"];
  });

  const FRAME = "application/octet-stream; transfer-syntax=*";
  const pixels = Buffer.alloc(3 * 256 * 256, 7);
  const native = file(EXPLICIT, [
    ...imageAttributes(true, { bits: 8, rows: 256, columns: 256, frames: "3 " }),
    element(true, 0x7fe00010, "OB", pixels),
  ]);

  test("a native frame by itself has its bytes, its length and its type", async () => {
    orthanc.say = (asked) => rangeOf(native, asked);
    const { status, headers, body } = await orthanc.frame(uids, 2, FRAME);
    const head = [headers["content-type"], headers["content-length"]];
    expect([status, ...head]).toEqual([200, "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", "65536"]);
    expect(body.equals(pixels.subarray(65_536, 131_072))).toBe(true);
  });

  test("a compressed frame of two fragments by itself is one text of bytes", async () => {
    const fragments = [Buffer.alloc(300, 1), Buffer.alloc(200, 2)];
    const value = sequence(true, 0x7fe00010, [item(Buffer.alloc(0)), ...fragments.map((bytes) => item(bytes))], "OB");
    const whole = file(JPEG_LS, [...imageAttributes(true, { frames: "1 " }), value]);
    orthanc.say = (asked) => rangeOf(whole, asked);
    const { status, headers, body } = await orthanc.frame(uids, 1, FRAME);
    expect([status, headers["content-type"]]).toEqual([200, `image/jls; transfer-syntax=${JPEG_LS}`]);
    expect(body.equals(Buffer.concat(fragments))).toBe(true);
  });

  test.each([
    ["small", 100],
    ["of several ranges", 9_000_000],
  ])("an instance by itself is its file, byte for byte: %s", async (_, bytes) => {
    const whole = file(EXPLICIT, [element(true, 0x00420011, "OB", Buffer.alloc(bytes, 5))]);
    orthanc.say = (asked) => rangeOf(whole, asked);
    const { status, headers, body, broken } = await orthanc.file(uids, `1.2.3,${EXPLICIT}`);
    const head = [headers["content-type"], headers["content-length"]];
    expect([status, broken, ...head]).toEqual([
      200,
      false,
      `application/dicom; transfer-syntax=${EXPLICIT}`,
      String(whole.length),
    ]);
    expect(body.equals(whole)).toBe(true);
    const longest = Math.max(...orthanc.asked.map(({ first, last = whole.length - 1 }) => last - first + 1));
    expect(longest).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  test("an instance in a transfer syntax that the client does not take is refused", async () => {
    orthanc.say = (asked) => rangeOf(native, asked);
    const { status, headers } = await orthanc.file(uids, "1.2.840.10008.1.2.4.90,1.2.3");
    expect([status, headers["x-reason"]]).toEqual([406, "transfer-syntax"]);
  });

  test("an instance that changes while it is sent breaks off", async () => {
    const [one, other] = [1, 2].map((seed) =>
      file(EXPLICIT, [element(true, 0x00420011, "OB", Buffer.alloc(9_000_000, seed))]),
    );
    orthanc.say = (asked) => rangeOf((asked.first < 5_000_000 ? one : other) ?? Buffer.alloc(0), asked);
    expect((await orthanc.file(uids)).broken).toBe(true);
  });

  test.each<[string, () => void]>([
    ["an unknown study", () => (orthanc.patients = [])],
    ["an unknown instance", () => (orthanc.say = () => answer("404 Not Found", {}, Buffer.alloc(0)))],
    ["no DICOM", () => (orthanc.say = (asked) => rangeOf(Buffer.alloc(100_000, 7), asked))],
    ["no connection", () => (orthanc.say = () => undefined)],
  ])("an instance comes from the archive, with nothing sent before: %s", async (_, prepare) => {
    orthanc.say = (asked) => rangeOf(native, asked);
    prepare();
    expect(await orthanc.file(uids)).toMatchObject({ status: 200, ordinary: true });
  });
});
