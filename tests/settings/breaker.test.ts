import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endDuring } from "../support/archive-end";
import { compose, docker, until } from "../support/docker";
import { spendFirstPassword } from "../support/forms";
import { makePerson } from "../support/people";
import { untilReady } from "../support/ready";
import { type Stack, startStack } from "../support/stack";

let stack: Stack;
let stop: () => Promise<void>;
let cookie = "";
let other = "";

beforeAll(async () => {
  ({ stack, stop } = await startStack(process.cwd(), "breaker"));
  cookie = await spendFirstPassword(stack, stack.firstPassword);
  other = (await makePerson(stack, "viewer")).cookie;
  // Until the gateway has seen the archive it sends nothing there.
  await isReady();
});
afterAll(async () => stop());
afterEach(async () => {
  await isReady();
  await collimator("suspects", "clear");
});

async function collimator(...words: readonly string[]): Promise<string> {
  const { stdout } = await docker("exec", `${stack.project}-gateway-1`, "collimator", ...words);
  return stdout;
}

const isReady = async (): Promise<void> => untilReady(stack.url);

async function listed(part: string): Promise<void> {
  await until(`${part} to be listed`, async () => ((await collimator("suspects")).includes(part) ? true : undefined));
}

const get = async (path: string, as = cookie): Promise<Response> =>
  fetch(`${stack.url}/pacs${path}`, { headers: { Cookie: as, Accept: "application/dicom+json" } });

const statusesOf = async (asked: readonly Promise<Response>[]): Promise<number[]> =>
  (await Promise.all(asked)).map(({ status }) => status);

/** A search that nobody else asks for, and that is long: see `endDuring`. Three go on at a time, two of one person. */
function search(level = "studies"): string {
  const values = ["PatientName", "PatientID", "AccessionNumber", "StudyDescription", "ReferringPhysicianName"];
  return `/${level}?${values.map((name) => `${name}=${randomUUID()}${"x".repeat(210)}`).join("&")}`;
}

test("a request that was alone under way at a second end is not sent for an hour, and nothing else is refused", async () => {
  const guilty = search("series");
  const [second, third] = [search(), search()];
  const askOthers = (): Promise<Response>[] => [get(second), get(third, other)];
  const first = await endDuring(stack, 3, () => [get(guilty), ...askOthers()]);
  expect(await statusesOf(first)).toEqual([503, 503, 503]);
  expect((await first[0])?.headers.get("retry-after")).toBe("5");
  await isReady();
  expect(await collimator("suspects")).toMatch(/(under way at one end, sent alone: GET \/dicom-web\/\S+ by \S+\n){3}/);

  const answer = await (await endDuring(stack, 1, () => ({ asked: get(guilty) }))).asked;
  expect(answer.status).toBe(422);
  expect(answer.headers.get("retry-after")).toBeNull();
  expect(await answer.json()).toMatchObject({ reason: "archive-crashed", status: 422 });
  await isReady();
  expect(await statusesOf(askOthers())).toEqual([200, 200]);
  const refused = await get(guilty);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([422, null]);

  expect(await collimator("suspects")).toMatch(/^not sent until 20\d\d-.* UTC: GET \/dicom-web\/series by admin\n$/);
  const ready = (await (await fetch(`${stack.url}/readyz`)).json()) as { details?: unknown };
  expect(ready).toEqual({
    status: "ready",
    details: { suspects: "1, which are not sent (collimator suspects)" },
  });
  const { stderr } = await docker("logs", `${stack.project}-gateway-1`);
  expect(stderr).toContain("archive-crashed: not sent for an hour");

  // It is known to a gateway that starts meanwhile.
  await docker("restart", `${stack.project}-gateway-1`);
  await isReady();
  await listed("not sent until");
  expect((await get(guilty)).status).toBe(422);
  await collimator("suspects", "clear");
  expect((await get(guilty)).status).toBe(200);
  expect(await collimator("suspects")).toContain("asked for everything");
});

test("of many requests repeated at once, only one is under way at the second end", async () => {
  const [one, two, three] = [search(), search(), search()];
  const askAll = (): Promise<Response>[] => [get(one), get(two), get(three, other)];
  expect(await statusesOf(await endDuring(stack, 3, askAll))).toEqual([503, 503, 503]);
  await isReady();
  const statuses = await statusesOf(await endDuring(stack, 1, askAll));
  expect(statuses.filter((status) => status === 422)).toHaveLength(1);
  await isReady();
  const after = await statusesOf(askAll());
  expect(after.filter((status) => status === 200)).toHaveLength(2);
});

test("a request answered since then is no longer a suspect", async () => {
  const unlucky = search();
  expect(await statusesOf(await endDuring(stack, 1, () => [get(unlucky)]))).toEqual([503]);
  await isReady();
  expect(await collimator("suspects")).toContain("sent alone: GET /dicom-web/studies");
  expect((await get(unlucky)).status).toBe(200);
  expect(await collimator("suspects")).toContain("asked for everything");
});

/**
 * Ends the archive three times while four people ask for the same, which is not cached, all the time. Each of them gets an
 * answer in between: whoever was not answered since one end, and asks alone at the next, is accused with good reason.
 */
async function underLoad(end: () => Promise<unknown>): Promise<Set<number>> {
  let isOver = false;
  const statuses = new Set<number>();
  let unanswered = new Set<number>();
  const load = Array.from({ length: 4 }, async (_, person) => {
    while (!isOver) {
      const { status } = await fetch(`${stack.url}/pacs-admin/modalities`, { headers: { Cookie: cookie } });
      statuses.add(status);
      if (status === 200) unanswered.delete(person);
    }
  });
  for (let times = 0; times < 3; times += 1) {
    await end();
    await isReady();
    unanswered = new Set([0, 1, 2, 3]);
    const isTold = (): boolean => unanswered.size === 0 || statuses.has(422);
    await until("an answer for each", async () => Promise.resolve(isTold() ? true : undefined));
    if (statuses.has(422)) break;
    await listed("asked for everything");
  }
  isOver = true;
  await Promise.all(load);
  return statuses;
}

test.each([
  ["planned restarts", async () => compose(stack, "restart", "orthanc")],
  ["ends by a signal", async () => endDuring(stack, 0, () => undefined)],
])("%s accuse no request that people send all the time", async (_, end) => {
  const statuses = await underLoad(end);
  expect(statuses).toContain(200);
  expect(statuses).not.toContain(422);
  expect(await collimator("suspects")).not.toContain("not sent");
});
