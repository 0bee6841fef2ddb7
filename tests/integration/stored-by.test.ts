import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { collimator, collimatorJson } from "../support/collimator";
import { until } from "../support/docker";
import { makePerson } from "../support/people";
import { sendParts } from "../support/store-parts";
import { bearer, makeToken } from "../support/tokens";

interface Stored {
  readonly senders: readonly {
    readonly person: string;
    readonly token: string;
    readonly address: string;
    readonly first: number;
    readonly last: number;
    readonly count: number;
  }[];
}

const stack = inject("stack");
const series = phantomSeries({ name: randomUUID(), slices: 4, rows: 32, columns: 32 });
const parts = [...series.files()].map((bytes) => ({ bytes }));

const senders = async () => (await collimatorJson<Stored>("stored-by", series.studyUid)).senders;

test("each study records who stored it, with which token, from where and how much", async () => {
  const person = await makePerson(stack, "contributor");
  const token = await makeToken(stack, person.name, { permissions: ["upload"] });
  expect((await sendParts(parts.slice(0, 3), { cookie: person.cookie })).status).toBe(200);
  // Before the answer.
  const [first] = await senders();
  expect(first).toMatchObject({ person: person.name, token: "" });
  expect(first?.address).toMatch(/^[\d.]+$/);
  await until("three instances", async () => ((await senders())[0]?.count === 3 ? true : undefined));
  const sent = await sendParts(parts.slice(3), { cookie: "", headers: bearer(token.secret) });
  expect(sent.status).toBe(200);
  const both = await senders();
  expect(both.map(({ person: name, token: by, count }) => [name, by, count])).toEqual([
    [person.name, "", 3],
    [person.name, token.id, 1],
  ]);
  const shown = await collimator("stored-by", series.studyUid);
  expect(shown.stdout).toMatch(new RegExp(`${person.name} .*${token.id}`));
});

test("collimator stored-by says that a study is missing or that its UID is invalid", async () => {
  const absent = await collimator("stored-by", "1.2.3.4.5");
  expect([absent.status, absent.stderr]).toEqual([1, expect.stringContaining('There is no study "1.2.3.4.5".')]);
  expect((await collimator("stored-by", "x y")).status).toBe(1);
});
