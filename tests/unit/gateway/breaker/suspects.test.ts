import { beforeEach, describe, expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

const SUSPECTS = "gateway.breaker.suspects";

interface Subject {
  readonly key: string;
  readonly shown: string;
}

const subject = (name: string): Subject => ({
  key: Buffer.from(name).toString("hex").padStart(32, "0"),
  shown: `GET /${name} by ann`,
});
const GUILTY = subject("guilty");
const OTHER = subject("other");

/** Runs functions of the breaker one after the other; what each returns first. */
async function run(...calls: readonly (readonly [string, ...unknown[]])[]): Promise<unknown[]> {
  const results = await callLuaMany(calls.map(([fn, ...args]) => ({ module: SUSPECTS, fn, args })));
  return results.map(([first]) => first);
}

beforeEach(async () => {
  await run(["clearSuspects"], ["leaveAlone", "r1", true], ["leaveAlone", "r2", true]);
});

describe("suspects at an end of the archive's process", () => {
  test("the first end of the archive accuses nobody", async () => {
    const verdicts = await run(["notedEnd", GUILTY, false], ["isSuspect", GUILTY], ["isAccused", GUILTY]);
    expect(verdicts).toEqual([false, true, false]);
  });

  test("an end of the archive accuses the only suspect under way", async () => {
    await run(["notedEnd", GUILTY, false], ["takeAlone", "r1"]);
    const verdicts = await run(["notedEnd", GUILTY, true], ["isAccused", GUILTY], ["isSuspect", GUILTY]);
    expect(verdicts).toEqual([true, true, false]);
  });

  test("an end of the archive accuses nothing that was under way with others", async () => {
    const verdicts = await run(["notedEnd", GUILTY, false], ["notedEnd", GUILTY, false], ["isAccused", GUILTY]);
    expect(verdicts).toEqual([false, false, false]);
  });

  test("an end of the archive accuses nothing that was answered since the previous end", async () => {
    await run(["notedEnd", OTHER, false], ["acquit", OTHER]);
    expect(await run(["notedEnd", OTHER, true], ["isAccused", OTHER])).toEqual([false, false]);
  });

  test("at most 256 suspects are noted, and at most 256 accused", async () => {
    const many = Array.from({ length: 260 }, (_, number) => subject(`x${String(number)}`));
    await run(...many.map((one) => ["notedEnd", one, false] as const));
    const [listed] = (await run(["listAll"])) as { suspects: unknown[] }[];
    expect(listed?.suspects).toHaveLength(256);
    await run(...many.map((one) => ["accuse", one] as const));
    expect(await run(["countAccused"])).toEqual([256]);
  });
});

describe("requests for suspects", () => {
  test("only one suspect is under way at a time", async () => {
    const taken = await run(["takeAlone", "r1"], ["takeAlone", "r2"], ["isAlone", "r1"], ["isAlone", "r2"]);
    expect(taken).toEqual([true, false, true, false]);
    await run(["leaveAlone", "r2", true]);
    expect(await run(["isAlone", "r1"])).toEqual([true]);
    await run(["leaveAlone", "r1", true]);
    expect(await run(["takeAlone", "r2"])).toEqual([true]);
  });

  test("a suspect that broke off delays the next one, since the archive may not know yet", async () => {
    await run(["takeAlone", "r1"], ["leaveAlone", "r1", false]);
    expect(await run(["takeAlone", "r2"])).toEqual([false]);
  });
});

describe("requests that broke off", () => {
  const now = (): number => Date.now() / 1000;

  test("a request that broke off counts as under way at the end if the archive's process is younger", async () => {
    await run(["noteBroken", GUILTY, false]);
    expect(await run(["judge", now() - 5], ["isSuspect", GUILTY])).toEqual([{}, false]);
    expect(await run(["judge", now() + 5], ["isSuspect", GUILTY])).toEqual([{}, true]);
    // Each of them once.
    await run(["acquit", GUILTY], ["judge", now() + 5]);
    expect(await run(["isSuspect", GUILTY])).toEqual([false]);
  });

  test("a request that broke off is accused if it was a suspect and alone", async () => {
    await run(["notedEnd", GUILTY, false], ["notedEnd", OTHER, false]);
    await run(["noteBroken", GUILTY, true], ["noteBroken", OTHER, false]);
    expect(await run(["judge", now() + 5])).toEqual([[GUILTY]]);
    expect(await run(["isAccused", GUILTY], ["isAccused", OTHER])).toEqual([true, false]);
  });

  test("at most 512 requests that broke off are remembered", async () => {
    const many = Array.from({ length: 600 }, (_, number) => subject(`y${String(number)}`));
    await run(...many.map((one) => ["noteBroken", one, false] as const));
    await run(["judge", now() + 5]);
    expect(await run(["isSuspect", many[0]], ["isSuspect", many[100]])).toEqual([false, true]);
  });
});

test("the list of suspects names what is accused and until when, and clearing it allows everything again", async () => {
  await run(["accuse", GUILTY, 600], ["notedEnd", OTHER, false]);
  const [listed] = (await run(["listAll"])) as { accused: (Subject & { until: number })[]; suspects: Subject[] }[];
  expect(listed).toEqual({ accused: [{ ...GUILTY, until: expect.any(Number) as number }], suspects: [OTHER] });
  expect((listed?.accused[0]?.until ?? 0) - Date.now() / 1000).toBeGreaterThan(590);
  expect(await run(["clearSuspects"], ["isAccused", GUILTY], ["isAny"])).toEqual([1, false, false]);
});
