import { randomUUID } from "node:crypto";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spendFirstPassword } from "../support/forms";
import { instancePath, largeFile, storeAs } from "../support/large-objects";
import { makePerson, type Person } from "../support/people";
import { type Stack, startStack } from "../support/stack";

/** Of the 1536 MB for large requests a reader of the file, which has 250 MB, takes three times as much as that. */
const SETTINGS = { ORTHANC_MEMORY: "3g", UPLOAD_LIMIT: "320m" };
const FRAMES = 125;
const DICOM = "multipart/related; type=application/dicom; transfer-syntax=*";

let stack: Stack;
let stop: () => Promise<void>;
let people: Person[] = [];
const name = randomUUID();
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
const open: ClientRequest[] = [];
const slow: IncomingMessage[] = [];

beforeAll(async () => {
  ({ stack, stop } = await startStack(process.cwd(), "slow", SETTINGS));
  const admin = { name: stack.adminName, cookie: await spendFirstPassword(stack, stack.firstPassword) };
  people = [admin, await makePerson(stack, "viewer"), await makePerson(stack, "viewer")];
  await storeAs(stack, admin.cookie, [largeFile(name, FRAMES)]);
});
afterAll(async () => {
  for (const call of open) call.destroy();
  await stop();
});

interface Ended {
  readonly status: number;
  readonly isWhole: boolean;
}

/**
 * What a slow reader takes at once, and how often: 640 kB a second, below what is asked of it. In small steps, since the
 * gateway looks at a reader's rate when it can write, and megabytes are under way in buffers between it and the reader.
 */
const STEP = 16 * 1024;
const STEP_MS = 25;

/** Reads the instance slowly or as fast as it comes; resolves when the answer has ended. */
async function read(person: Person | undefined, how: "slowly" | "fast"): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: person?.cookie ?? "", Accept: DICOM };
    const call = request(`${stack.url}/pacs${instancePath(name)}`, { agent, headers });
    call.on("error", reject);
    call.on("response", (response) => {
      if (how === "fast") response.resume();
      else slow.push(response);
      const timer = setInterval(() => {
        if (how === "slowly" && response.readableFlowing !== true) response.read(STEP);
      }, STEP_MS);
      response.on("error", () => undefined);
      response.on("close", () => {
        clearInterval(timer);
        resolve({ status: response.statusCode ?? 0, isWhole: response.complete });
      });
    });
    call.end();
    open.push(call);
  });
}

test("a slow reader gives way to those who wait, and its cut answer is not taken for a whole one", async () => {
  // Two have all of the room that is worth anything.
  const ended: Ended[] = [];
  for (const person of people.slice(0, 2)) void read(person, "slowly").then((one) => ended.push(one));
  await new Promise((resolve) => setTimeout(resolve, 40_000));
  expect(ended).toEqual([]);
  const begun = performance.now();
  expect(await read(people[2], "fast")).toEqual({ status: 200, isWhole: true });
  expect(performance.now() - begun).toBeGreaterThan(10_000);
  // What is on its way to them still is no whole answer.
  for (const response of slow) response.resume();
  await expect.poll(() => ended.length).toBe(2);
  expect(ended.some(({ isWhole }) => !isWhole)).toBe(true);
}, 150_000);
