import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { endDuring } from "../support/archive-end";
import { sendByCStore } from "../support/c-store";
import { compose, docker, until } from "../support/docker";
import { resetAdmin, spendFirstPassword } from "../support/forms";
import { orthancIdOf } from "../support/orthanc-id";
import { untilReady } from "../support/ready";
import { bodyOf, sendBody } from "../support/store-parts";

const stack = inject("stack");
let cookie = "";

beforeAll(async () => {
  cookie = await spendFirstPassword(stack, await resetAdmin(stack));
});

afterEach(async () => {
  await isReady();
  await docker("exec", `${stack.project}-gateway-1`, "collimator", "suspects", "clear");
});

const isReady = async (): Promise<void> => untilReady(stack.url);

/** One slice: its file, and a body of it to be stored. */
function slice(): { file: Buffer; body: Buffer } {
  const [file = Buffer.alloc(0)] = phantomSeries({ name: randomUUID(), slices: 1, rows: 64, columns: 64 }).files();
  return { file, body: bodyOf([{ bytes: file }]) };
}

test("the part that was alone under way at a second end of the archive is refused for good, and others are stored", async () => {
  const { body } = slice();
  const first = await endDuring(stack, 1, async () => sendBody(body, { cookie }));
  expect(first.status).toBe(503);
  await isReady();
  const second = await endDuring(stack, 1, async () => sendBody(body, { cookie }));
  expect([second.status, second.failed.map(([, reason]) => reason)]).toEqual([409, [0x0110]]);
  await isReady();
  const third = await sendBody(body, { cookie });
  expect([third.status, third.stored.length]).toEqual([409, 0]);
  const { stdout } = await docker("exec", `${stack.project}-gateway-1`, "collimator", "suspects");
  expect(stdout).toMatch(/^not sent until .*: STORE [\d.]+ by admin\n$/);
  expect((await sendBody(slice().body, { cookie })).status).toBe(200);
});

/** What the archive's processes have said so far. */
async function archiveLog(): Promise<string> {
  const { stdout, stderr } = await docker("logs", `${stack.project}-orthanc-1`);
  return stdout + stderr;
}

test("an object that C-STORE was delivering when the archive ended is named in its log, and none is after a planned restart", async () => {
  const { studyUid, files } = phantomSeries({ name: randomUUID(), slices: 2, rows: 64, columns: 64 });
  const [first = Buffer.alloc(0)] = files();
  await sendByCStore([first]);
  // Then it is not there, as if the process had ended before.
  const id = orthancIdOf("PHANTOM", studyUid);
  const headers = { Cookie: cookie, Origin: stack.url };
  const deleted = await fetch(`${stack.url}/pacs-admin/studies/${id}`, { method: "DELETE", headers });
  expect(deleted.status).toBe(200);
  await endDuring(stack, 0, () => undefined);
  const named = new RegExp(
    `it was storing SOP instance [\\d.]+ of study ${studyUid}, by C-STORE, AE title "\\w+", from [\\d.]+,`,
  );
  await until("the archive to tell", async () => (named.test(await archiveLog()) ? true : undefined));
  await isReady();

  const before = (await archiveLog()).length;
  await sendByCStore([first]);
  expect((await fetch(`${stack.url}/pacs-admin/studies/${id}`, { method: "DELETE", headers })).status).toBe(200);
  await compose(stack, "restart", "orthanc");
  await isReady();
  // One that ends by itself is told of, and that is all that is.
  await endDuring(stack, 0, () => undefined);
  await until("the archive to tell of the next end", async () => {
    return (await archiveLog()).slice(before).includes("ended by itself, or was killed") ? true : undefined;
  });
  expect((await archiveLog()).slice(before)).not.toContain("it was storing");
});
