import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  EXPLICIT,
  file,
  IMPLICIT,
  item,
  ITEM_END,
  JPEG_LS,
  sequence,
  SEQUENCE_END,
  UNDEFINED,
} from "../../../support/dicom-encodings";
import type { LuaRuntime } from "../../../support/lua-runtime";
import { startStore, timeLong, verdictsOf } from "../../../support/store";
import {
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

describe("structure of a data set", () => {
  test.each([
    [
      "unknown VR and undefined length",
      explicit(
        0x00411010,
        "UN",
        Buffer.concat([item(implicit(0x00400254, "LO", Buffer.from("ab"))), SEQUENCE_END]),
        UNDEFINED,
      ),
      EXPLICIT,
    ],
    [
      "the same with sequences inside",
      explicit(0x00411010, "UN", Buffer.concat([item(nested(implicit, 3, false), true), SEQUENCE_END]), UNDEFINED),
      EXPLICIT,
    ],
    ["a private sequence", sequence(true, 0x00411010, [item(explicit(0x00400254, "LO", Buffer.from("ab")))]), EXPLICIT],
    ["encapsulated pixels", sequence(true, 0x7fe00010, [item(Buffer.alloc(0)), item(Buffer.alloc(60))], "OB"), JPEG_LS],
    ["pixels and trailing padding", Buffer.concat([PIXELS, explicit(0xfffcfffc, "OB", Buffer.alloc(8))]), EXPLICIT],
    ["a VR of the future", explicit(0x00411010, "UN", Buffer.alloc(70_000)).fill("ZZ", 4, 6), EXPLICIT],
    ["an invalid VR", explicit(0x00411010, "LO", Buffer.from("ab")).fill("??", 4, 6), EXPLICIT],
    ["tags that do not ascend", explicit(0x00080060, "CS", Buffer.from("OT")), EXPLICIT],
  ])("a data set with %s is valid", async (_, more, uid) => {
    expect(await verdict(file(uid, [...names(explicit), more]))).toMatchObject(FACTS);
  });

  const inItem = (...body: Buffer[]): Buffer => explicit(0x00400275, "SQ", item(Buffer.concat(body)));
  test.each([
    ["an item outside a sequence", item(Buffer.alloc(0))],
    ["a delimiter outside a sequence", SEQUENCE_END],
    ["an item's delimiter outside an item", ITEM_END],
    ["an element in place of an item", sequence(true, 0x00400275, [explicit(0x00400254, "LO", Buffer.from("ab"))])],
    ["an item's delimiter in a sequence", sequence(true, 0x00400275, [ITEM_END])],
    ["a sequence's delimiter in an item", sequence(true, 0x00400275, [item(SEQUENCE_END, true)])],
    [
      "a delimiter with a length",
      sequence(true, 0x00400275, [item(Buffer.alloc(0)), Buffer.from("feff0de004000000", "hex")]),
    ],
    ["an element that is longer than its item", inItem(explicit(0x00400254, "LO", Buffer.from("ab"), 20))],
    ["a head that is longer than its item", inItem(Buffer.alloc(4))],
    [
      "an item that is longer than its sequence",
      explicit(0x00400275, "SQ", Buffer.concat([Buffer.from("feff00e0ff000000", "hex"), Buffer.alloc(8)])),
    ],
    ["a sequence that is longer than its item", inItem(explicit(0x00400275, "SQ", Buffer.alloc(8), 200))],
    [
      "explicit items in unknown VR",
      explicit(
        0x00411010,
        "UN",
        Buffer.concat([item(explicit(0x00400254, "LO", Buffer.from("ab"))), SEQUENCE_END]),
        UNDEFINED,
      ),
    ],
    [
      "text of undefined length",
      explicit(0x00411010, "UT", Buffer.concat([item(Buffer.alloc(0)), SEQUENCE_END]), UNDEFINED),
    ],
    ["a fragment of undefined length", sequence(true, 0x7fe00010, [item(Buffer.alloc(0), true)], "OB")],
    ["File Meta Information in it", explicit(0x00020010, "UI", padded(IMPLICIT))],
    ["its study twice", explicit(0x0020000d, "UI", padded("1.2.9"))],
    ["trailing zeros", Buffer.alloc(128)],
  ])("a data set with %s is malformed", async (_, more) => {
    expect(await verdict(instance({}, [more, Buffer.alloc(0), explicit(0x00400300, "US", Buffer.from("ab"))]))).toMatch(
      /malformed|truncated/,
    );
  });

  test("a data set with a defined-length sequence in implicit VR is checked as strictly, except for pixels", async () => {
    const bad = item(Buffer.from("no element"));
    const said = await verdicts([
      file(IMPLICIT, [...names(implicit), implicit(0x00400275, "SQ", bad)]),
      file(IMPLICIT, [...names(implicit), implicit(0x00411010, "UN", bad)]),
      file(IMPLICIT, [...names(implicit), implicit(0x7fe00010, "OW", bad)]),
    ]);
    expect(said).toMatchObject(["malformed", "malformed", FACTS]);
  });

  test("an RLE data set with an empty fragment, which ends DCMTK's decoder, is refused", async () => {
    const pixels = (...fragments: readonly number[]): Buffer =>
      sequence(
        true,
        0x7fe00010,
        [0, ...fragments].map((bytes) => item(Buffer.alloc(bytes))),
        "OB",
      );
    const rle = "1.2.840.10008.1.2.5";
    const said = await verdicts([
      file(rle, [...names(explicit), pixels(64, 64)]),
      file(rle, [...names(explicit), pixels(0)]),
      file(rle, [...names(explicit), pixels(64, 0)]),
      file(JPEG_LS, [...names(explicit), pixels(64, 0)]),
    ]);
    expect(said).toMatchObject([FACTS, "malformed", "malformed", FACTS]);
  });

  test("a data set may have 32 MiB of text, half of that in number strings, and any amount of binary data", async () => {
    const fault = async (vr: string, mib: number, write = explicit): Promise<unknown> => {
      const bytes = mib * 1024 * 1024;
      const head = write(0x0040a160, vr, Buffer.alloc(0));
      head.writeUInt32LE(bytes, head.length - 4);
      const uid = write === explicit ? EXPLICIT : IMPLICIT;
      const before = Buffer.concat([file(uid, names(write)), head]).toString("latin1");
      return (await timeLong(lua, { before, unit: "\x01".repeat(1024), bytes, after: "" })).said.fault;
    };
    const said = [await fault("UT", 33), await fault("UT", 31), await fault("OB", 33)];
    // Of a VR without a long form the length has two bytes; without any VR all have four.
    expect([...said, await fault("UT", 33, implicit)]).toEqual([
      "too-much-text",
      undefined,
      undefined,
      "too-much-text",
    ]);
  });

  test("a data set may have ten million values, separated by backslashes or as numbers, and any number of pixels", async () => {
    const fault = async (vr: string, mib: number, unit: string, tag = 0x0040a160): Promise<unknown> => {
      const bytes = mib * 1024 * 1024;
      const head = explicit(tag, vr, Buffer.alloc(0));
      head.writeUInt32LE(bytes, head.length - 4);
      const before = Buffer.concat([file(EXPLICIT, names(explicit)), head]).toString("latin1");
      return (await timeLong(lua, { before, unit: unit.repeat(1024), bytes, after: "" })).said.fault;
    };
    const separators = [await fault("UC", 9, "\\"), await fault("UC", 11, "\\")];
    const numbers = [await fault("SV", 30, "\x01"), await fault("OW", 40, "\\", 0x7fe00010)];
    expect([...separators, ...numbers]).toEqual([undefined, "too-much-text", undefined, undefined]);
  });

  test("a data set may have 150,000 elements and items, which are counted, and a million fragments", async () => {
    const before = instance({}, [sequence(true, 0x00400275, []).subarray(0, 12)]).toString("latin1");
    const unit = item(Buffer.alloc(0)).toString("latin1");
    const after = SEQUENCE_END.toString("latin1");
    const spare = 65_536 / 8;
    const good = await timeLong(lua, { before, unit, bytes: 8 * (150_000 - 10 - spare), after });
    expect(good.said.facts).toMatchObject(FACTS);
    expect((good.said.facts as { elements: number }).elements).toBeGreaterThan(150_000 - 10 - spare);
    expect((await timeLong(lua, { before, unit, bytes: 8 * 150_001, after })).said.fault).toBe("too-many-elements");
    const pixels = file(JPEG_LS, [...names(explicit), sequence(true, 0x7fe00010, [], "OB").subarray(0, 12)]).toString(
      "latin1",
    );
    const fragments = await timeLong(lua, { before: pixels, unit, bytes: 8 * (1e6 - spare), after });
    expect(fragments.said.facts).toMatchObject(NAMES);
    expect((await timeLong(lua, { before: pixels, unit, bytes: 8 * 1_000_001, after })).said.fault).toBe(
      "too-many-elements",
    );
  });
});
