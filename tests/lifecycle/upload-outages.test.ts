import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { docker, until } from "../support/docker";
import { resetAdmin, spendFirstPassword } from "../support/forms";
import { bodyOf, sendBody, type StoreAnswer } from "../support/store-parts";

/** A part of the installation ends in the middle of an upload: what was acknowledged is there, and nothing else is claimed. */
const stack = inject("stack");
const SLICES = 60;
let cookie = "";

beforeAll(async () => {
  cookie = await spendFirstPassword(stack, await resetAdmin(stack));
});

/** Ends a part of the installation without a word; Docker starts it again. */
async function kill(service: string): Promise<void> {
  const { stdout } = await docker("inspect", "-f", "{{.State.Pid}}", `${stack.project}-${service}-1`);
  process.kill(Number(stdout.trim()), "SIGKILL");
}

/** Well again by itself: everything answers. */
async function isReady(): Promise<true | undefined> {
  const answer = await fetch(`${stack.url}/readyz`).catch(() => undefined);
  return answer?.status === 200 ? true : undefined;
}

afterEach(async () => {
  await until("the stack is ready", isReady);
});

async function storedOf(studyUid: string): Promise<string[]> {
  const answer = await fetch(`${stack.url}/pacs/studies/${studyUid}/instances`, { headers: { Cookie: cookie } });
  if (answer.status === 404) return [];
  const found = (await answer.json()) as Record<string, { Value: string[] }>[];
  return found.map((one) => one["00080018"]?.Value[0] ?? "");
}

/** Sends a study, and runs an action when some of it has been sent; undefined if there was no answer. */
async function during(action: () => Promise<unknown>): Promise<{ study: string; body: Buffer; answer?: StoreAnswer }> {
  const { studyUid, files } = phantomSeries({ name: randomUUID(), slices: SLICES, rows: 128, columns: 128 });
  const body = bodyOf([...files()].map((bytes) => ({ bytes })));
  const sent = sendBody(body, { cookie, step: 20_000, pauseMs: 20 }).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await action();
  const answer = await sent;
  return answer === undefined ? { study: studyUid, body } : { study: studyUid, body, answer };
}

describe("outages in the middle of an upload", () => {
  test.each([
    ["the archive", "orthanc"],
    ["Valkey", "valkey"],
    ["the gateway", "gateway"],
  ])(
    "%s is killed during an upload: acknowledged parts are there, and sending again stores the rest",
    async (_, service) => {
      const { study, body, answer } = await during(async () => kill(service));
      await until("the stack is ready", isReady);
      const there = await storedOf(study);
      for (const uid of answer?.stored ?? []) expect(there).toContain(uid);
      if (answer?.stored.length === 0) expect(answer.status).not.toBe(200);
      const again = await sendBody(body, { cookie });
      expect([again.status, again.stored.length, again.failed.length]).toEqual([200, SLICES, 0]);
      expect(await storedOf(study)).toHaveLength(SLICES);
    },
  );
});
