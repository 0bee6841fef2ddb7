import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { makePerson, type Person } from "../support/people";
import { sendParts } from "../support/store-parts";

/** Uploads that begin and do not go on: nobody else waits for them, and there are never too many. */
const { url } = inject("stack");
const STALLED = 500;
const open: Socket[] = [];
let staller: Person;
let other: Person;

beforeAll(async () => {
  staller = await makePerson(inject("stack"), "contributor");
  other = await makePerson(inject("stack"), "contributor");
});

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Begins an upload of 1 MB with the head of a part; the status of what the gateway says before it has come, if it does. */
function stall(cookie: string, answered: number[]): void {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.once("data", (data: Buffer) => answered.push(Number(data.toString("latin1").slice(9, 12))));
  const fields = [
    "POST /pacs/studies HTTP/1.1",
    `Host: ${new URL(url).host}`,
    `Origin: ${url}`,
    `Cookie: ${cookie}`,
    'Content-Type: multipart/related; type="application/dicom"; boundary=b',
    "Content-Length: 1000000",
  ];
  socket.write(`${fields.join("\r\n")}\r\n\r\n--b\r\nContent-Type: application/dicom\r\n\r\n`);
  open.push(socket);
}

const small = () => {
  const { files } = phantomSeries({ name: randomUUID(), slices: 1, rows: 16, columns: 16 });
  return sendParts(
    [...files()].map((bytes) => ({ bytes })),
    { cookie: other.cookie },
  );
};

describe(`while one person has ${STALLED} stalled uploads`, () => {
  test("while one person's uploads stall, another's small upload takes less than ten seconds, and the stalled ones are limited", async () => {
    const answered: number[] = [];
    for (let count = 0; count < STALLED; count += 1) stall(staller.cookie, answered);
    // Of one person's, 64 a worker stay open; the others are told at once.
    await expect.poll(() => answered.length).toBeGreaterThan(STALLED / 4);
    expect([...new Set(answered)]).toEqual([429]);
    for (let count = 0; count < 5; count += 1) {
      const begin = performance.now();
      const answer = await small();
      expect([answer.status, answer.stored.length]).toEqual([200, 1]);
      // The stalled ones go on for a minute.
      expect(performance.now() - begin).toBeLessThan(10_000);
    }
  });

  test("a client without a session can't keep an upload open", async () => {
    const answered: number[] = [];
    for (let count = 0; count < 50; count += 1) stall("", answered);
    await expect.poll(() => answered.length).toBe(50);
    expect([...new Set(answered)]).toEqual([401]);
  });
});

test("a person with too many open uploads can continue when one of them has ended", async () => {
  const answered: number[] = [];
  // Of every worker's.
  for (let count = 0; count < 300; count += 1) stall(other.cookie, answered);
  await expect.poll(() => answered.length).toBeGreaterThan(0);
  for (const socket of open.splice(0)) socket.destroy();
  await expect.poll(async () => (await small()).status).toBe(200);
});
