import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXPLICIT, file, IMPLICIT, item, JPEG_LS, sequence } from "../../../support/dicom-encodings";
import type { LuaRuntime } from "../../../support/lua-runtime";
import { BYTES, inspectAll, startStore, timeLong, WHOLE } from "../../../support/store";
import {
  BIG_ENDIAN,
  bigEndian,
  deflated,
  explicit,
  FACTS,
  implicit,
  instance,
  names,
  nested,
  PIXELS,
} from "../../../support/store-files";

let lua: LuaRuntime;
beforeAll(async () => {
  lua = await startStore();
});
afterAll(async () => {
  await lua.stop();
});

test("modified, cut and random bytes yield facts or a fault, the same in every framing", async () => {
  const whole = [
    file(EXPLICIT, [...names(explicit), nested(explicit, 4, false), nested(explicit, 4, true), PIXELS]),
    file(IMPLICIT, [...names(implicit), nested(implicit, 4, false), nested(implicit, 4, true)]),
    file(BIG_ENDIAN, [...names(bigEndian), nested(bigEndian, 4, false)]),
    file(JPEG_LS, [
      ...names(explicit),
      sequence(true, 0x7fe00010, [item(Buffer.alloc(0)), item(Buffer.alloc(60))], "OB"),
    ]),
    deflated(Buffer.concat([...names(explicit), PIXELS])),
  ];
  const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
  const changed = fc
    .tuple(fc.constantFrom(...whole), flips, fc.nat(), fc.boolean(), fc.uint8Array({ maxLength: 40 }), fc.nat())
    .map(([bytes, list, end, isCut, inserted, place]) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of list) copy[128 + (at % (copy.length - 128))] = value;
      const where = 132 + (place % (copy.length - 132));
      const grown = Buffer.concat([copy.subarray(0, where), inserted, copy.subarray(where)]);
      return isCut ? grown.subarray(0, end % grown.length) : grown;
    });
  await fc.assert(
    fc.asyncProperty(
      fc.array(changed, { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      async (files, step) => {
        for (const [first, ...others] of await inspectAll(lua, files, [WHOLE, BYTES, { cuts: [], step }])) {
          expect((first?.facts === undefined) !== (first?.fault === undefined)).toBe(true);
          for (const said of others) expect(said).toEqual(first);
        }
      },
    ),
    { numRuns: 100 },
  );
});

describe("inspection time", () => {
  const explicitStart = instance().toString("latin1");
  const implicitStart = file(IMPLICIT, names(implicit)).toString("latin1");
  const open = (head: Buffer): string => head.toString("latin1");
  test.each([
    ["pixels", instance({}, [explicit(0x7fe00010, "OW", Buffer.alloc(0), 0xfffffffe)]).toString("latin1"), "x"],
    ["tiny elements", explicitStart, open(explicit(0x00411010, "US", Buffer.alloc(0)))],
    ["tiny elements in implicit VR", implicitStart, open(implicit(0x00411010, "US", Buffer.from("abcdefgh")))],
    ["sequences", explicitStart, open(explicit(0x00400275, "SQ", item(Buffer.alloc(0))))],
    ["sequences in implicit VR", implicitStart, open(implicit(0x00400275, "SQ", item(Buffer.alloc(0))))],
    ["nesting", explicitStart, open(nested(explicit, 60, false))],
    ["nesting with lengths", implicitStart, open(nested(implicit, 60, true))],
    ["spaces", explicitStart, " "],
    ["quotes", explicitStart, '"'],
    ["backslashes", explicitStart, "\\"],
    ["digits", explicitStart, "1234"],
    ["brackets", explicitStart, "[]{}"],
    ["CR LF", implicitStart, "\r\n"],
  ])("inspecting %s takes linear time and constant memory, without long slices", async (_, before, unit) => {
    const time = (bytes: number, step: number) => timeLong(lua, { before, unit, bytes, step });
    const [small, large] = [await time(2e5, 65_536), await time(2e6, 65_536)];
    expect(large.seconds).toBeLessThan(20 * Math.max(small.seconds, 0.005));
    expect(large.slowest).toBeLessThan(0.01);
    expect(large.grown).toBeLessThan(1000);
    const [few, many] = [await time(5e3, 1), await time(5e4, 1)];
    expect(many.seconds).toBeLessThan(20 * Math.max(few.seconds, 0.005));
  });

  test("inspecting 1 GB of pixels runs at more than 300 MB a second", async () => {
    const before = instance({}, [explicit(0x7fe00010, "OW", Buffer.alloc(0), 2 ** 30)]).toString("latin1");
    const { seconds, said } = await timeLong(lua, { before, unit: "x", bytes: 2 ** 30 });
    expect(said.facts).toMatchObject(FACTS);
    expect(2 ** 30 / seconds).toBeGreaterThan(300e6);
  });

  test("inspecting a deflate bomb yields to others", async () => {
    const bomb = deflated(Buffer.concat([...names(explicit), explicit(0x7fe00010, "OW", Buffer.alloc(16_000_000))]));
    const { slowest, said } = await timeLong(lua, { before: bomb.toString("latin1"), unit: "", bytes: 0 });
    expect(said.facts).toMatchObject(FACTS);
    // os.clock counts what others do meanwhile, too: there is nothing else here.
    expect(slowest).toBeLessThan(0.2);
  });
});
