import { afterEach, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const QUEUE = "gateway.queue.await-slot";

let asked: string[] = [];
afterEach(async () => {
  await callLuaMany(asked.map((request) => ({ module: QUEUE, fn: "returnSlot", args: [request] })));
  asked = [];
});

/** Whether a person's request for some work gets a slot within a moment. */
async function getsSlot(work: string, person: string, request: string): Promise<unknown> {
  asked.push(request);
  const [kind] = await callLua("gateway.queue.kinds", "kindOf", work);
  return (await callLua(QUEUE, "awaitSlot", { ...(kind as object), seconds: 0.2 }, person, request))[0];
}

test("a person's long searches hold one slot of two, whatever the person searches besides", async () => {
  expect(await getsSlot("long-search", "ann", "l1")).toBe(true);
  expect(await getsSlot("long-search", "ann", "l2")).toBe(false);
  expect(await getsSlot("long-search", "bob", "l3")).toBe(true);
});

test("a person whose long search has a slot still has both slots for quick searches", async () => {
  expect(await getsSlot("long-search", "ann", "l1")).toBe(true);
  expect(await getsSlot("search", "ann", "q1")).toBe(true);
  expect(await getsSlot("search", "ann", "q2")).toBe(true);
  expect(await getsSlot("search", "ann", "q3")).toBe(false);
});
