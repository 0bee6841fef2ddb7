import { expect, inject, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";
import { joined, repeated, timeLua } from "../../../support/lua-time";

const MODULE = "gateway.archive.close-gaps";
const START = 0;

/** Several bodies, each in pieces, as they come out. */
async function close(bodies: readonly (readonly string[])[]): Promise<string[]> {
  const states = bodies.map(() => START);
  const said = bodies.map(() => "");
  for (let at = 0; at < Math.max(...bodies.map(({ length }) => length)); at += 1) {
    const under = bodies.flatMap((pieces, body) => (at < pieces.length ? [body] : []));
    const calls = under.map((body) => {
      const pieces = bodies[body] ?? [];
      return { module: MODULE, fn: "closeGaps", args: [states[body], pieces[at], at === pieces.length - 1] };
    });
    const answers = (await callLuaAt(inject("luaUrl"), calls, "latin1")) as [string, number][];
    for (const [index, body] of under.entries()) {
      const [text, state] = answers[index] ?? ["", START];
      said[body] = (said[body] ?? "") + text;
      states[body] = state;
    }
  }
  return said;
}

/** What an instance is told as; in strings stands what is a gap elsewhere. */
const item = (number: number): string => `{\n\t"a" : "[,,],",\n\t"b" : ${number}\n}\n`;

/** The archive's answer: `.` is an instance, `x` one that failed; a space is between series of a study. */
function answerOf(plan: string): string {
  const series = plan.split(" ").map((part) => {
    return Array.from(part)
      .map((one, at) => (one === "." ? item(at) : ""))
      .join(",");
  });
  return `[${series.join(",")}]`;
}

const expected = (plan: string): unknown =>
  plan
    .split(" ")
    .flatMap((part) => Array.from(part).flatMap((one, at) => (one === "." ? [{ a: "[,,],", b: at }] : [])));

const PLANS = [
  "",
  ".",
  "...",
  "x.",
  ".x",
  ".x.",
  "xx.",
  ".xx",
  ".xx.",
  "x",
  "xx",
  "xxx",
  "x.x.x",
  ".x x.",
  "xx .",
  ". xx",
];

test.each(PLANS)(
  "metadata with gaps for the instances %j come out as those of the others, wherever they are split in two",
  async (plan) => {
    const answer = answerOf(plan);
    const cuts = Array.from({ length: answer.length + 1 }, (_, at) => [answer.slice(0, at), answer.slice(at)]);
    for (const [at, said] of (await close(cuts)).entries()) {
      expect([at, JSON.parse(said)]).toEqual([at, expected(plan)]);
    }
  },
);

test("gaps are closed in any number of pieces", async () => {
  const bodies = PLANS.flatMap((plan) => {
    const answer = answerOf(plan);
    return [1, 2, 3, 7].map((step) => {
      const count = Math.ceil(answer.length / step);
      return Array.from({ length: count }, (_, at) => answer.slice(step * at, step * (at + 1))).concat("");
    });
  });
  const said = await close(bodies);
  for (const [at, text] of said.entries()) {
    expect(JSON.parse(text)).toEqual(expected(PLANS[Math.floor(at / 4)] ?? ""));
  }
});

test("metadata without gaps pass unchanged", async () => {
  const bodies = [answerOf("..."), "[]", '[{"a":"\\n,]"}\n]', '{"a":[1,\n2]}', ",", "[1,,2]", "[", "\n,"];
  expect(await close(bodies.map((body) => [body]))).toEqual(bodies);
});

test("gaps are found around the boundaries of a single write", async () => {
  for (const length of [65_530, 65_533, 65_534, 65_535, 65_536, 131_072]) {
    const text = "a".repeat(length);
    const [said = ""] = await close([[`[{"a":"${text}"}\n,,,{"a":",,"}\n,]`]]);
    expect(JSON.parse(said)).toEqual([{ a: text }, { a: ",," }]);
  }
});

test.each([",", "\n", "\n,", "\n,,", ",,", "[,", "a"])(
  "closing gaps takes linear time on a run of %j",
  async (unit) => {
    const call = (times: number) => ({
      module: MODULE,
      fn: "closeGaps",
      args: [START, joined("[{}\n", repeated(unit, times)), true],
    });
    const [some, many] = await timeLua([call(100_000), call(800_000)], 3);
    expect(many?.ms).toBeLessThan(8 * 4 * Math.max(some?.ms ?? 0, 0.5));
    expect(many?.ms).toBeLessThan(200);
  },
);
