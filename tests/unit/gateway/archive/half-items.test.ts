import { expect, test } from "vitest";
import type { LuaCall } from "../../../support/lua-calls";
import { callLuaMany } from "../../../support/lua";
import { joined, repeated, timeLua } from "../../../support/lua-time";

const MODULE = "gateway.archive.half-items";

const call = (tail: string, piece: unknown, isLast: boolean): LuaCall => ({
  module: MODULE,
  fn: "findHalf",
  args: [tail, piece, isLast],
});

/** Whether bodies, each cut in two, are found to hold half an instance. */
async function areHalf(bodies: readonly (readonly [string, string])[]): Promise<boolean[]> {
  const first = (await callLuaMany(bodies.map(([piece]) => call("", piece, false)))) as [boolean, string][];
  const second = bodies.map(([, piece], at) => call(first[at]?.[1] ?? "", piece, true));
  const rest = (await callLuaMany(second)) as [boolean, string][];
  return bodies.map((_, at) => first[at]?.[0] === true || rest[at]?.[0] === true);
}

const everyCut = (body: string): [string, string][] =>
  Array.from({ length: body.length + 1 }, (_, at) => [body.slice(0, at), body.slice(at)]);

const WHOLE = '{\n\t"a" : \n\t[\n\t\t"\\n,]}"\n\t]\n}\n';
/** As it has been seen, in the middle of a text, and at ends of what is in an instance. */
const HALVES = ['{\n\t"a" : "\\u0001\\u00\n', '{\n\t"a" : \n\t{\n\t}\n', '{\n\t"a" : \n\t[\n', "{\n"];

test("whole instances and the gaps between them are not taken for halves, wherever they are split", async () => {
  for (const items of ["", WHOLE, `${WHOLE},${WHOLE}`, `,${WHOLE}`, `${WHOLE},`, `${WHOLE},,,${WHOLE}`, ","]) {
    const found = await areHalf(everyCut(`[${items}]`));
    expect([items, found.filter(Boolean)]).toEqual([items, []]);
  }
});

test.each(HALVES)("half an instance is found wherever it is split in two: %j", async (half) => {
  for (const items of [
    half,
    `${half},${WHOLE}`,
    `${WHOLE},${half}`,
    `${WHOLE},${half},${WHOLE}`,
    `${half},,${WHOLE}`,
    `${half},`,
  ]) {
    const cuts = everyCut(`[${items}]`);
    const found = await areHalf(cuts);
    expect([items, cuts.filter((_, at) => found[at] !== true)]).toEqual([items, []]);
  }
});

test.each([",", "\n", "\n,", "\n}\n,", "a"])(
  "the search for half instances takes linear time on a run of %j",
  async (unit) => {
    const timed = (times: number): LuaCall => call("", joined("[{\n}", repeated(unit, times)), true);
    const [some, many] = await timeLua([timed(100_000), timed(800_000)], 3);
    expect(many?.ms).toBeLessThan(8 * 4 * Math.max(some?.ms ?? 0, 0.5));
  },
);
