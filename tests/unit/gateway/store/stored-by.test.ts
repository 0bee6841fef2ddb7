import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

interface Entry {
  readonly person: string;
  readonly token: string;
  readonly address: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

const MODULE = "gateway.store.stored-by";
const sender = (person: string) => ({ person, token: "", address: "10.0.0.1" });

async function withSender(list: readonly Entry[], person: string, more: number, now: number): Promise<Entry[]> {
  const [found] = await callLua(MODULE, "withSender", list, sender(person), more, now);
  return found as Entry[];
}

test("the first and the nineteen latest senders of a study are remembered, with times and a sum", async () => {
  let list: Entry[] = [];
  for (let at = 0; at < 30; at += 1) list = await withSender(list, `p${at}`, 1, 100 + at);
  expect(list.map(({ person }) => person)).toEqual(["p0", ...Array.from({ length: 19 }, (_, at) => `p${at + 11}`)]);
  list = await withSender(list, "p15", 4, 500);
  expect(list).toHaveLength(20);
  expect(list.at(-1)).toEqual({ ...sender("p15"), first: 115, last: 500, count: 5 });
  list = await withSender(list, "p0", 2, 600);
  expect(list[0]).toEqual({ ...sender("p0"), first: 100, last: 600, count: 3 });
  expect(list).toHaveLength(20);
});

test.each(["", "{}", "no JSON", '["x",1]', '[{"person":1}]'])("metadata that hold %s name no sender", async (text) => {
  const [list] = await callLua(MODULE, "readSenders", text);
  for (const { person } of Object.values(list as Entry[])) expect(person).toBe("");
});
