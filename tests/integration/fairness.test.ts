import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ClientRequest } from "node:http";
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { connectionsOfClients, connectionsToArchive, hasRead, setPaused } from "../support/archive-pause";
import { docker, until } from "../support/docker";
import { type Answer, getAlone } from "./get-alone";
import { storeFiles } from "../support/multipart";
import { makePerson, type Person } from "../support/people";
import { instancesOf } from "../support/frame-answers";

const stack = inject("stack");
/** What the gateway lets one person have at the archive at a time, of quick requests and of large ones. */
const MOST = { light: 16, heavy: 8 } as const;
/** Quick requests of all people. */
const SLOTS = 24;
/** Requests of one person, many times the slots; and of another, twice as many as the slots that are left. */
const [MANY, FEW] = [4 * SLOTS, 16];
/** A request waits ten seconds for a slot. The other person's last ones get theirs when the first are answered. */
const IN_TIME_MS = 7000;
/** How many searches of all people it lets go on at a time. */
const SEARCHES = 3;
/** Connections to the archive beside people's: the gateway's own questions, and two quick requests. */
const OTHER_CONNECTIONS = 7;
const ANY_FORM = "multipart/related; type=application/octet-stream; transfer-syntax=*";

let ann: Person;
let bob: Person;
beforeAll(async () => {
  ann = await makePerson(stack, "researcher");
  bob = await makePerson(stack, "researcher");
});

const open: ClientRequest[] = [];
afterEach(async () => {
  for (const call of open.splice(0)) call.destroy();
  await resume();
});

const pause = async (): Promise<void> => setPaused(stack, true);
const resume = async (): Promise<void> => setPaused(stack, false);

/** How often in a row the gateway is seen to have nothing left to read: more may be on its way to it. */
const LOOKS = 2;

/** All requests so far have left the client, and the gateway has read them. */
async function areSent(): Promise<void> {
  await Promise.all(open.map(async (call) => call.writableFinished || once(call, "finish")));
  let seen = 0;
  await until("the gateway to read all requests", async () => {
    seen = (await hasRead(stack, open.length)) ? seen + 1 : 0;
    return seen === LOOKS || undefined;
  });
}

async function get({ cookie }: Person, path: string, accept = ANY_FORM): Promise<Answer> {
  const { call, answer } = getAlone(`${stack.url}/pacs${path}`, { Cookie: cookie, Accept: accept });
  open.push(call);
  return answer;
}

/** A multipart answer without its boundary. */
function contentOf(answer: Answer | undefined): string {
  const boundary = /boundary=(\w+)$/.exec(String(answer?.headers["content-type"]))?.[1] ?? "none";
  return (answer?.body.toString("latin1") ?? "").replaceAll(boundary, "");
}

/** A series that nobody has asked for yet; the paths of its frames. */
async function newSeries(slices: number): Promise<{ study: string; frames: string[] }> {
  const series = phantomSeries({ name: randomUUID(), slices, rows: 256, columns: 256 });
  await storeFiles([...series.files()]);
  const instances = await instancesOf(series.studyUid);
  expect(instances).toHaveLength(slices);
  return { study: series.studyUid, frames: instances.map(({ path }) => `${path}/frames/1`) };
}

const json = "application/dicom+json";
/** Searches that nobody has asked for. */
const searches = (study: string, count: number): string[] =>
  Array.from(
    { length: count },
    (_, at) => `/studies/${study}/series?limit=${100 + at}&SeriesDescription=${randomUUID()}`,
  );

describe("the request queue", () => {
  test("60 concurrent frame requests of one person are all answered correctly", async () => {
    const { frames } = await newSeries(60);
    const answers = await Promise.all(frames.map(async (path) => get(ann, path)));
    expect(answers.map(({ status }) => status)).toEqual(frames.map(() => 200));
    const sizes = new Set(answers.map(({ body }) => body.length > 256 * 256 * 2));
    expect([...sizes]).toEqual([true]);
    // The same again, to the byte, whether it is kept or not: then only the boundary is another one.
    const again = await Promise.all(frames.map(async (path) => get(bob, path)));
    expect(again.map((answer, at) => contentOf(answer) === contentOf(answers[at]))).toEqual(frames.map(() => true));
  });

  /**
   * Frames of one person, and then of another, which are all with the gateway before the archive answers any: else a slow
   * client would be the one who is fair. Of each of the other's: its status, and how many of the first person's had been
   * served before. undefined: the machine took too long to send them.
   */
  async function askBoth(): Promise<readonly (readonly [status: number, ahead: number])[] | undefined> {
    const [mine, theirs] = [await newSeries(MANY), await newSeries(FEW)];
    open.length = 0;
    await pause();
    const begun = performance.now();
    let served = 0;
    const many = mine.frames.map(async (path) => {
      const { status } = await get(ann, path);
      if (status === 200) served += 1;
      return status;
    });
    const last = theirs.frames.map(async (path) => {
      const { status } = await get(bob, path);
      return [status, served] as const;
    });
    await areSent();
    await resume();
    const isInTime = performance.now() - begun < IN_TIME_MS;
    const answers = await Promise.all(last);
    // On a slow machine the last of so many have waited for too long: that is the next test's.
    const statuses = await Promise.all(many);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    return isInTime ? answers : undefined;
  }

  test("one person's many requests do not keep others waiting for long", async () => {
    const answers = await until("all requests to be sent in time", askBoth);
    expect(answers.map(([status]) => status)).toEqual(Array(FEW).fill(200));
    // In the order of arrival, all but those that hold the other slots would be ahead of those that find none. Half of
    // these count: on its way to the client, an answer may be overtaken.
    const ahead = answers.map(([, before]) => before).toSorted((a, b) => a - b);
    expect(ahead[(3 * FEW) / 4]).toBeLessThan(MANY - SLOTS);
  });

  test("a request that waits too long is told to retry, and others still get slots", async () => {
    const { frames } = await newSeries(MOST.light + 7);
    await pause();
    const asked = frames.slice(3).map(async (path) => get(ann, path));
    let answered = 0;
    for (const one of asked) void one.then(() => (answered += 1));
    const first = await Promise.any(asked);
    await expect.poll(() => answered).toBe(4);
    expect(first.status).toBe(503);
    expect(first.headers["retry-after"]).toBe("5");
    expect(JSON.parse(first.body.toString())).toMatchObject({ reason: "archive-busy", status: 503 });
    expect(first.seconds).toBeGreaterThan(9.5);
    expect(first.seconds).toBeLessThan(25);
    // Of the other one third is left.
    const others = frames.slice(0, 3).map(async (path) => get(bob, path));
    await resume();
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const statuses = (await Promise.all(asked)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(MOST.light).fill(200), ...Array<number>(4).fill(503)]);
  });

  test("large requests do not block quick ones", async () => {
    const { study, frames } = await newSeries(MOST.light);
    await pause();
    const large = Array.from({ length: MOST.heavy + 3 }, async () =>
      get(ann, `/studies/${study}`, "multipart/related; type=application/dicom; transfer-syntax=*"),
    );
    const quick = frames.map(async (path) => get(ann, path));
    await areSent();
    await resume();
    expect((await Promise.all([...quick, ...large])).map(({ status }) => status)).toEqual(
      Array(MOST.light + MOST.heavy + 3).fill(200),
    );
  });

  test("searches reach the archive a few at a time, and quick requests do not wait for them", async () => {
    const { study, frames } = await newSeries(2);
    // Idle ones of requests before; a paused archive would not close them.
    await expect.poll(() => connectionsToArchive(stack)).toBeLessThanOrEqual(OTHER_CONNECTIONS);
    await pause();
    const many = searches(study, 12).map(async (path) => get(ann, path, json));
    await areSent();
    const ofOne = await connectionsToArchive(stack);
    const others = searches(study, 6).map(async (path) => get(bob, path, json));
    const quick = frames.map(async (path) => get(bob, path));
    await areSent();
    const ofAll = await connectionsToArchive(stack);
    await resume();
    const statuses = (await Promise.all([...many, ...others, ...quick])).map(({ status }) => status);
    expect(statuses).toEqual(Array(20).fill(200));
    expect(Math.max(ofOne, ofAll)).toBeLessThanOrEqual(SEARCHES + OTHER_CONNECTIONS);
  });

  test("a client that disconnects leaves the queue and frees its slot", async () => {
    const { study } = await newSeries(1);
    const whole = async (): Promise<Answer> =>
      get(ann, `/studies/${study}`, "multipart/related; type=application/dicom; transfer-syntax=*");
    await pause();
    const gone = Array.from({ length: 3 * MOST.heavy }, async () => whole().catch(() => undefined));
    await areSent();
    const before = await connectionsOfClients(stack);
    for (const call of open.splice(0)) call.destroy();
    expect((await Promise.all(gone)).every((answer) => answer === undefined)).toBe(true);
    // Before the archive's answers come, the gateway knows.
    await until("the connections to be closed", async () =>
      (await connectionsOfClients(stack)) <= before - gone.length ? true : undefined,
    );
    await resume();
    const answers = await Promise.all(Array.from({ length: 2 * MOST.heavy }, whole));
    expect(answers.map(({ status }) => status)).toEqual(Array(2 * MOST.heavy).fill(200));
  });

  test("a worker that dies leaves no slot taken", async () => {
    const { frames } = await newSeries(2 * MOST.light);
    const gateway = `${stack.project}-gateway-1`;
    await pause();
    const lost = frames.slice(MOST.light).map(async (path) => get(ann, path).catch(() => undefined));
    await areSent();
    const kill =
      'for p in /proc/[0-9]*; do if grep -qs "^nginx: worker" "$p/cmdline"; then kill -9 "${p#/proc/}"; fi; done';
    expect((await docker("exec", gateway, "sh", "-c", kill)).status).toBe(0);
    await Promise.all(lost);
    await resume();
    await expect.poll(async () => (await get(ann, "/studies?limit=1", json).catch(() => undefined))?.status).toBe(200);
    const again = await Promise.all(frames.slice(0, MOST.light).map(async (path) => get(ann, path)));
    // Places that were still taken would make some of these wait for ten seconds, and be refused.
    expect(again.map(({ status }) => status)).toEqual(Array(MOST.light).fill(200));
  });
});
