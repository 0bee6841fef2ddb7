import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { file } from "../../../support/dicom-encodings";
import type { LuaRuntime } from "../../../support/lua-runtime";
import { BYTES, everyCut, inspectAll, startStore, verdictsOf, WHOLE } from "../../../support/store";
import { deflated, DEFLATED, explicit, FACTS, names, nested, PIXELS } from "../../../support/store-files";

let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startStore();
});
afterAll(async () => {
  await lua.stop();
});

/** What gzip writes behind a stream (RFC 1952, section 2.3): a checksum, which nobody compares, and the length. */
const trailer = (length: number): Buffer => {
  const bytes = Buffer.alloc(8, 0x4e);
  bytes.writeUInt32LE(length, 4);
  return bytes;
};
const verdicts = async (files: readonly Buffer[]): Promise<unknown[]> => verdictsOf(lua, files);
const verdict = async (bytes: Buffer): Promise<unknown> => (await verdictsOf(lua, [bytes]))[0];

describe("deflated files", () => {
  const dataSet = Buffer.concat([...names(explicit), nested(explicit, 3, false), PIXELS]);

  test("a deflated file gets the same verdict wherever it is split", async () => {
    const bytes = deflated(dataSet);
    const expected = { ...FACTS, transferSyntax: DEFLATED, bytes: bytes.length + dataSet.length, elements: 13 };
    const [said = []] = await inspectAll(lua, [bytes], [WHOLE, BYTES, ...everyCut(bytes.length)]);
    for (const { facts, fault } of said) expect({ facts, fault }).toEqual({ facts: expected });
    expect(await verdict(deflated(dataSet, Buffer.alloc(1)))).toMatchObject(FACTS);
  });

  test("a deflated file has faults of its own", async () => {
    const bytes = deflated(dataSet);
    const said = await verdicts([
      bytes.subarray(0, -1),
      deflated(dataSet, Buffer.from("x")),
      deflated(dataSet, Buffer.alloc(2)),
      file(DEFLATED, [dataSet]),
      deflated(dataSet.subarray(0, -1)),
      deflated(Buffer.concat([dataSet, nested(explicit, 61, false)])),
      deflated(Buffer.concat([...names(explicit), explicit(0x7fe00010, "OW", Buffer.alloc(40_000_000))])),
    ]);
    expect(said).toEqual([
      "truncated",
      "bad-deflate",
      "bad-deflate",
      "bad-deflate",
      "truncated",
      "nested-too-deep",
      "inflates-too-far",
    ]);
    const [split = []] = await inspectAll(lua, [deflated(dataSet, Buffer.alloc(2))], [BYTES]);
    expect(split[0]?.fault).toBe("bad-deflate");
  });

  test("a deflated file may end with gzip's trailer, wherever it is split", async () => {
    const bytes = deflated(dataSet, trailer(dataSet.length));
    const expected = { ...FACTS, transferSyntax: DEFLATED, bytes: bytes.length + dataSet.length, elements: 13 };
    const [said = []] = await inspectAll(lua, [bytes], [WHOLE, BYTES, ...everyCut(bytes.length)]);
    for (const { facts, fault } of said) expect({ facts, fault }).toEqual({ facts: expected });
  });

  test.each([
    ["a trailer that names another length", trailer(dataSet.length + 1)],
    ["a trailer that is cut off", trailer(dataSet.length).subarray(0, 7)],
    ["a trailer and padding", Buffer.concat([trailer(dataSet.length), Buffer.alloc(1)])],
  ])("a deflated file is refused with %s", async (_, behind) => {
    const [said = []] = await inspectAll(lua, [deflated(dataSet, behind)], [WHOLE, BYTES]);
    expect(said.map(({ fault }) => fault)).toEqual(["bad-deflate", "bad-deflate"]);
  });

  test("a deflated file may inflate to 200 times its size", async () => {
    const pixels = Buffer.concat([randomBytes(400_000), Buffer.alloc(40_000_000)]);
    expect(
      await verdict(deflated(Buffer.concat([...names(explicit), explicit(0x7fe00010, "OW", pixels)]))),
    ).toMatchObject(FACTS);
  });
});
