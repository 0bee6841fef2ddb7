import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXPLICIT, file, IMPLICIT, sequence } from "../../../support/dicom-encodings";
import type { LuaRuntime } from "../../../support/lua-runtime";
import { BYTES, everyCut, inspectAll, startStore, verdictsOf, WHOLE } from "../../../support/store";
import {
  bigEndian,
  ENCODINGS,
  explicit,
  FACTS,
  implicit,
  instance,
  NAMES,
  names,
  nested,
  padded,
  PIXELS,
} from "../../../support/store-files";

let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startStore();
});
afterAll(async () => {
  await lua.stop();
});

const verdicts = async (files: readonly Buffer[]): Promise<unknown[]> => verdictsOf(lua, files);
const verdict = async (bytes: Buffer): Promise<unknown> => (await verdictsOf(lua, [bytes]))[0];

describe.each(Object.entries(ENCODINGS))("files in %s", (_, { uid, write }) => {
  const all = [
    ...names(write),
    write(0x00081111, "SQ", Buffer.alloc(0)),
    nested(write, 3, true),
    nested(write, 3, false),
    write(0x00091010, "UN", Buffer.from("private!")),
    write(0x7fe00010, "OW", Buffer.alloc(99, 7)),
  ];

  test("a whole file gets the same verdict wherever it is split", async () => {
    const bytes = file(uid, all);
    const expected = { ...FACTS, transferSyntax: uid, bytes: bytes.length, elements: 22 };
    const [said = []] = await inspectAll(lua, [bytes], [WHOLE, BYTES, ...everyCut(bytes.length)]);
    for (const { facts, fault } of said) expect({ facts, fault }).toEqual({ facts: expected });
  });

  test("a file that ends early is truncated, wherever it ends", async () => {
    const bytes = file(uid, all);
    const ends = Array.from({ length: bytes.length - 140 }, (_, at) => at + 140);
    const boundary = file(uid, names(write)).length;
    const said = await verdicts(ends.map((end) => bytes.subarray(0, end)));
    // Between two elements it is a whole data set, which only lacks some.
    const whole = ends.filter((__, at) => typeof said[at] === "object");
    expect(whole.every((end) => end >= boundary)).toBe(true);
    const faults = new Set(said.filter((one) => typeof one === "string"));
    expect([...faults].sort()).toEqual(["no-series-uid", "no-sop-class", "no-sop-uid", "truncated"]);
  });

  test("sequences may nest 60 deep, with and without lengths", async () => {
    const files = [59, 60, 61, 6000].flatMap((levels) =>
      [true, false].map((hasLengths) => file(uid, [...names(write), nested(write, levels, hasLengths)])),
    );
    const said = await verdicts(write === implicit ? files : files.filter((bytes) => bytes.length < 2 ** 31));
    const good = said.slice(0, 4);
    for (const facts of good) expect(facts).toMatchObject(FACTS);
    expect(said.slice(4)).toEqual(["nested-too-deep", "nested-too-deep", "nested-too-deep", "nested-too-deep"]);
  });
});

describe("DICOM files", () => {
  test.each([
    ["nothing", Buffer.alloc(0), "empty"],
    ["text", Buffer.from("hello"), "not-dicom"],
    ["a page", Buffer.from(`<html>${" ".repeat(200)}`), "not-dicom"],
    ["zeros", Buffer.alloc(1000), "not-dicom"],
    ["a preamble alone", Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")]), "truncated"],
    ["File Meta Information alone", file(EXPLICIT, []), "no-sop-class"],
    ["DICM without a preamble", instance().subarray(128), "not-dicom"],
    ["a data set of group 16", names(explicit)[2] ?? Buffer.alloc(0), "not-dicom"],
    ["a big endian data set alone", Buffer.concat(names(bigEndian)), "not-dicom"],
    ["an unknown transfer syntax", file("1.2.3.4", names(explicit)), "unknown-transfer-syntax"],
    ["an XML encapsulation", file("1.2.840.10008.1.2.6.2", names(explicit)), "unknown-transfer-syntax"],
    ["no transfer syntax", file("", names(explicit)), "unknown-transfer-syntax"],
    ["a meta length that is too small", file(EXPLICIT, names(explicit), 20), "malformed"],
    ["a meta length that is too large", file(EXPLICIT, names(explicit), 60), "malformed"],
    ["a meta length beyond the file", file(EXPLICIT, names(explicit), 4_000_000_000), "malformed"],
    [
      "a sequence in its meta",
      Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), sequence(true, 0x00020102, [])]),
      "malformed",
    ],
    ["implicit VR that it calls explicit", file(EXPLICIT, names(implicit)), undefined],
    ["a length beyond its end", instance({}, [explicit(0x7fe00010, "OW", Buffer.alloc(4), 0xfffffffe)]), "truncated"],
  ])("a file of %s is refused", async (_, bytes, fault) => {
    const said = await verdict(bytes);
    if (fault === undefined) expect(said).toMatch(/^[a-z-]+$/);
    else expect(said).toBe(fault);
  });

  test("a file without a preamble is read if it begins like one", async () => {
    const whole = instance();
    const said = await verdicts([
      whole.subarray(132),
      Buffer.concat(names(explicit)),
      Buffer.concat(names(implicit)),
      Buffer.concat([...names(implicit), Buffer.alloc(0), implicit(0x7fe00010, "OW", Buffer.alloc(500))]),
    ]);
    expect(said).toMatchObject([
      { ...FACTS, transferSyntax: EXPLICIT },
      { ...FACTS, transferSyntax: EXPLICIT },
      { ...FACTS, transferSyntax: IMPLICIT },
      { ...FACTS, transferSyntax: IMPLICIT },
    ]);
  });

  test("a file's preamble is reported as foreign if it is neither zeros nor TIFF", async () => {
    const of = (start: string, at = 0): Buffer => {
      const bytes = Buffer.from(instance());
      bytes.write(start, at, "latin1");
      return bytes;
    };
    const mine = [of("\0"), of("II*\0\x08"), of("MM\0*"), of("II+\0"), of("MM\0+")];
    const foreign = [
      "PK\x03\x04",
      "PK\x05\x06",
      "PK",
      "MZ",
      "\x7fELF",
      "#!/bin/sh\n",
      "%PDF-1.7",
      "<script>",
      "\xca\xfe\xba\xbe",
      "\x1f\x8b\x08",
      "Rar!",
      "II",
    ].map((start) => of(start));
    const said = await verdicts([...mine, ...foreign, of("x", 127)]);
    const flags = said.map((facts) => (facts as { hasForeignPreamble: boolean }).hasForeignPreamble);
    expect(flags).toEqual([...mine.map(() => false), ...foreign.map(() => true), true]);
  });

  test("a file with a fault is named by the identifiers known so far", async () => {
    const [cut = [], other = [], unnamed = []] = await inspectAll(lua, [
      instance({}, [PIXELS]).subarray(0, -1),
      Buffer.concat([
        Buffer.alloc(128),
        Buffer.from("DICM"),
        explicit(0x00020002, "UI", padded("1.5")),
        explicit(0x00020003, "UI", padded("1.6")),
        explicit(0x00020010, "UI", padded("1.7")),
        ...names(explicit),
      ]),
      Buffer.from("hello"),
    ]);
    expect(cut[0]?.identity).toEqual({ sopClass: NAMES.sopClass, sopInstance: NAMES.sopInstance });
    expect(other[0]).toEqual({ fault: "unknown-transfer-syntax", identity: { sopClass: "1.5", sopInstance: "1.6" } });
    expect(unnamed[0]?.identity).toEqual({ sopClass: "", sopInstance: "" });
  });
});
