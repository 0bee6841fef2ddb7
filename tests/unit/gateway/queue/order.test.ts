import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

interface NextSlots {
  readonly granted: readonly string[];
  readonly people: readonly string[];
  readonly eager: number;
}

/** An empty list and an empty object are the same in Lua. */
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

async function nextSlots(
  requests: Readonly<Record<string, number>>,
  held: Readonly<Record<string, number>>,
  free: number,
  most: number,
): Promise<NextSlots> {
  const waiting = { people: Object.keys(requests), requests };
  const [next] = await callLua("gateway.queue.order", "nextSlots", waiting, held, free, most);
  const { granted, people, eager } = next as NextSlots;
  return { granted: listOf(granted) as string[], people: listOf(people) as string[], eager };
}

test.each([
  [1784000010.123, 1784000000.123, true],
  [1784000010.1230001, 1784000010.123, false],
  [1784000010.123, 1784000010.123, false],
  [1784000010.122, 1784000010.123, false],
])("a deadline of %d at the time %d leaves time to wait: %s", async (endsAt, now, isTime) => {
  const [left] = await callLua("gateway.queue.await-slot", "secondsLeft", endsAt, now);
  expect(typeof left === "number" && left >= 0.001).toBe(isTime);
});

describe("the queue", () => {
  test("the queue gives free slots to people in turn, in the order of arrival", async () => {
    expect(await nextSlots({ ann: 5, bob: 1, cyd: 2 }, {}, 6, 16)).toEqual({
      granted: ["ann", "bob", "cyd", "ann", "cyd", "ann"],
      people: ["ann"],
      eager: 1,
    });
  });

  test("the queue gives the next slot to the person who has had none", async () => {
    const { people } = await nextSlots({ ann: 5, bob: 5, cyd: 5 }, {}, 2, 16);
    expect(people).toEqual(["cyd", "ann", "bob"]);
  });

  test("the queue gives nobody more slots than one person may hold, and leaves slots free instead", async () => {
    expect(await nextSlots({ ann: 30 }, { ann: 14, bob: 3 }, 8, 16)).toEqual({
      granted: ["ann", "ann"],
      people: ["ann"],
      eager: 0,
    });
  });

  test("the queue skips a person at the limit, who keeps their place", async () => {
    expect(await nextSlots({ ann: 3, bob: 3, cyd: 1 }, { ann: 16 }, 2, 16)).toEqual({
      granted: ["bob", "cyd"],
      people: ["ann", "bob"],
      eager: 1,
    });
  });

  test("the queue grants nothing when no slot is free", async () => {
    expect(await nextSlots({ ann: 2 }, {}, 0, 16)).toEqual({ granted: [], people: ["ann"], eager: 1 });
    expect(await nextSlots({ ann: 2 }, {}, -3, 16)).toEqual({ granted: [], people: ["ann"], eager: 1 });
    expect(await nextSlots({}, {}, 5, 16)).toEqual({ granted: [], people: [], eager: 0 });
  });
});

test.each([
  ["all, if nobody waits elsewhere", 24, 1, 0, 24],
  ["half, if as many wait elsewhere", 24, 3, 3, 12],
  ["by people", 24, 1, 2, 8],
  ["one at least", 24, 1, 100, 1],
  ["one at least, if nobody here is eligible", 24, 0, 5, 1],
])("a worker's share of the slots is %s", async (_, slots, eager, elsewhere, share) => {
  expect(await callLua("gateway.queue.order", "shareOf", slots, eager, elsewhere)).toEqual([share]);
});
