import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { phantomSeries, type Phantom } from "../../scripts/lib/phantom";
import { until } from "../support/docker";
import { ask } from "../support/session";
import { bodyOf, sendBody, sendParts } from "../support/store-parts";

function phantom(slices = 3, more: { readonly patientId?: string; readonly name?: string } = {}): Phantom {
  return phantomSeries({ name: randomUUID(), slices, rows: 32, columns: 32, ...more });
}

const partsOf = (files: Iterable<Buffer>) => [...files].map((bytes) => ({ bytes }));

/** How many instances the archive has of a study. */
async function instancesOf(studyUid: string): Promise<number> {
  const answer = await ask(`/pacs/studies/${studyUid}/instances`);
  return answer.status === 404 ? 0 : ((await answer.json()) as unknown[]).length;
}

describe("an upload's answer says what happened", () => {
  test("one bad part of sixteen is named, and the other fifteen are stored", async () => {
    const { studyUid, files } = phantom(15);
    const parts = partsOf(files());
    parts.splice(7, 0, { bytes: Buffer.from("%PDF-1.7 no DICOM at all, and longer than a preamble".repeat(5)) });
    const answer = await sendParts(parts);
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 15, 1]);
    expect(await instancesOf(studyUid)).toBe(15);
  });

  test.each([
    ["without a Content-Type", ""],
    ["of type application/octet-stream", "Content-Type: application/octet-stream\r\n"],
    ["with fields that mean nothing here", "Content-Location: /x\r\nX-Y: z\r\nContent-Type: application/dicom\r\n"],
  ])("DICOM in a part %s is stored", async (_, header) => {
    const { studyUid, files } = phantom(2);
    const answer = await sendParts([...files()].map((bytes) => ({ bytes, header })));
    expect([answer.status, answer.stored.length]).toEqual([200, 2]);
    expect(await instancesOf(studyUid)).toBe(2);
  });

  test.each([
    ["an empty body", Buffer.alloc(0), "store-empty"],
    ["a body of no part", bodyOf([]), "store-empty"],
    ["a body that is no multipart", Buffer.from("x".repeat(5000)), "store-multipart"],
  ])("%s is 400", async (_, body, reason) => {
    const answer = await sendBody(body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(reason)]);
  });

  test("the same bytes again are a success, and other ones under the same UID are not", async () => {
    const { studyUid, files } = phantom(2);
    const parts = partsOf(files());
    expect((await sendParts(parts)).status).toBe(200);
    const again = await sendParts(parts);
    expect([again.status, again.stored.length]).toEqual([200, 2]);
    const other = Buffer.from(parts[0]?.bytes ?? Buffer.alloc(0));
    other.writeUInt8(other.readUInt8(other.length - 2) ^ 1, other.length - 2);
    const changed = await sendParts([{ bytes: other }]);
    expect([changed.status, changed.stored.length, changed.failed.length]).toEqual([409, 0, 1]);
    expect(await instancesOf(studyUid)).toBe(2);
  });

  test("two different objects of one UID in one request: one of them is stored, the other is named", async () => {
    const [first = Buffer.alloc(0)] = [...phantom(1).files()];
    const second = Buffer.from(first);
    second.writeUInt8(second.readUInt8(second.length - 2) ^ 1, second.length - 2);
    const answer = await sendParts([{ bytes: first }, { bytes: second }]);
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 1, 1]);
  });

  test("what begins like a ZIP is stored as what it is", async () => {
    const { studyUid, files } = phantom(1);
    const [file = Buffer.alloc(0)] = [...files()];
    const disguised = Buffer.from(file);
    disguised.write("PK\x03\x04", 0, "latin1");
    const answer = await sendParts([{ bytes: disguised }]);
    expect([answer.status, answer.stored.length]).toEqual([200, 1]);
    // Byte for byte, with its preamble zeroed.
    expect((await sendParts([{ bytes: file }])).status).toBe(200);
    expect(await instancesOf(studyUid)).toBe(1);
  });

  test("parts of another study than the address's are refused, the others stored", async () => {
    const [here, elsewhere] = [phantom(2), phantom(1)];
    const path = `/pacs/studies/${here.studyUid}`;
    const answer = await sendParts(partsOf([...here.files(), ...elsewhere.files()]), { path });
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 2, 1]);
    expect(await instancesOf(elsewhere.studyUid)).toBe(0);
  });

  test("XML is answered to who asks for it", async () => {
    const answer = await sendParts(partsOf(phantom(1).files()), { headers: { Accept: "application/dicom+xml" } });
    expect([answer.status, answer.contentType]).toEqual([200, "application/dicom+xml"]);
    expect(answer.text).toContain("00081199");
  });
});

describe("an upload of any framing", () => {
  test.each([
    ["byte by byte with a Content-Length", 1, false],
    ["byte by byte in chunks", 1, true],
    ["in chunks of 1,000 bytes", 1000, true],
    ["in one chunk", undefined, true],
  ])("is stored when it comes %s", async (_, step, isChunked) => {
    const { studyUid, files } = phantom(3);
    const sending = step === undefined ? { isChunked } : { isChunked, step };
    const answer = await sendParts(partsOf(files()), sending);
    expect([answer.status, answer.stored.length]).toEqual([200, 3]);
    expect(await instancesOf(studyUid)).toBe(3);
  });

  test("parts of more than 1 MB, which are held in files, are stored byte for byte, and known again", async () => {
    const { studyUid, files } = phantomSeries({ name: randomUUID(), slices: 6, rows: 1024, columns: 1024 });
    const parts = partsOf(files());
    expect(parts[0]?.bytes.length).toBeGreaterThan(2_000_000);
    for (const isChunked of [true, false]) {
      const answer = await sendParts(parts, { isChunked });
      expect([answer.status, answer.stored.length]).toEqual([200, 6]);
    }
    const answer = await ask(`/pacs/studies/${studyUid}`, {
      headers: { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    });
    const whole = Buffer.from(await answer.arrayBuffer());
    for (const { bytes } of parts) expect(whole.includes(bytes)).toBe(true);
  });

  test("parts that came before the body was cut off are stored, and the answer names what did not come", async () => {
    const { studyUid, files } = phantom(3);
    const body = bodyOf(partsOf(files()));
    // Within the third part.
    const answer = await sendBody(body.subarray(0, Math.floor(body.length * 0.9)));
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 2, 1]);
    expect(await instancesOf(studyUid)).toBe(2);
  });

  test("a body without its last delimiter is answered like one that was cut off", async () => {
    const { files } = phantom(2);
    const body = bodyOf(partsOf(files()));
    const answer = await sendBody(body.subarray(0, body.length - "--\r\n".length));
    // Nothing says that the second part ends here.
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 1, 1]);
  });

  test("a body of one part without its last delimiter is 400, in words, and nothing is stored", async () => {
    const { studyUid, files } = phantom(1);
    const body = bodyOf(partsOf(files()));
    const answer = await sendBody(body.subarray(0, body.length - "--\r\n".length));
    const said: unknown = JSON.parse(answer.text);
    expect([answer.status, said]).toMatchObject([
      400,
      { reason: "cut", detail: expect.stringContaining("Nothing was stored.") as unknown },
    ]);
    expect(await instancesOf(studyUid)).toBe(0);
  });

  test("what has come whole is stored although the client goes away", async () => {
    const { studyUid, files } = phantom(3);
    const body = bodyOf(partsOf(files()));
    const { url } = inject("stack");
    const aborted = new AbortController();
    const call = fetch(`${url}/pacs/studies`, {
      method: "POST",
      signal: aborted.signal,
      duplex: "half",
      headers: {
        Cookie: inject("session"),
        Origin: url,
        "Content-Type": 'multipart/related; type="application/dicom"; boundary=collimator-test-part',
      },
      body: new ReadableStream({
        start: (controller) => {
          controller.enqueue(body.subarray(0, Math.floor(body.length * 0.9)));
        },
      }),
    } as RequestInit);
    const ended = call.catch(() => "aborted");
    await until("two instances", async () => ((await instancesOf(studyUid)) === 2 ? true : undefined));
    aborted.abort();
    await ended;
    expect(await instancesOf(studyUid)).toBe(2);
  });
});
