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

describe("answers to uploads", () => {
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
    ["with fields that are ignored here", "Content-Location: /x\r\nX-Y: z\r\nContent-Type: application/dicom\r\n"],
  ])("a DICOM part %s is stored", async (_, header) => {
    const { studyUid, files } = phantom(2);
    const answer = await sendParts([...files()].map((bytes) => ({ bytes, header })));
    expect([answer.status, answer.stored.length]).toEqual([200, 2]);
    expect(await instancesOf(studyUid)).toBe(2);
  });

  test.each([
    ["an empty body", Buffer.alloc(0), "store-empty"],
    ["a body without parts", bodyOf([]), "store-empty"],
    ["a body that is not multipart", Buffer.from("x".repeat(5000)), "store-multipart"],
  ])("an upload of %s gets 400", async (_, body, reason) => {
    const answer = await sendBody(body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(reason)]);
  });

  test("storing the same bytes again succeeds, and other bytes under the same UID are refused", async () => {
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

  test("of two different objects with one UID in a request, one is stored and the other named", async () => {
    const [first = Buffer.alloc(0)] = [...phantom(1).files()];
    const second = Buffer.from(first);
    second.writeUInt8(second.readUInt8(second.length - 2) ^ 1, second.length - 2);
    const answer = await sendParts([{ bytes: first }, { bytes: second }]);
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 1, 1]);
  });

  test("a DICOM file that begins like a ZIP is stored unchanged", async () => {
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

  test("parts of another study than the address's are refused, and the others stored", async () => {
    const [here, elsewhere] = [phantom(2), phantom(1)];
    const path = `/pacs/studies/${here.studyUid}`;
    const answer = await sendParts(partsOf([...here.files(), ...elsewhere.files()]), { path });
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 2, 1]);
    expect(await instancesOf(elsewhere.studyUid)).toBe(0);
  });

  test("an upload's answer is XML if the client asks for it", async () => {
    const answer = await sendParts(partsOf(phantom(1).files()), { headers: { Accept: "application/dicom+xml" } });
    expect([answer.status, answer.contentType]).toEqual([200, "application/dicom+xml"]);
    expect(answer.text).toContain("00081199");
  });
});

describe("framing of uploads", () => {
  test.each([
    ["byte by byte with a Content-Length", 1, false],
    ["byte by byte in chunks", 1, true],
    ["in chunks of 1,000 bytes", 1000, true],
    ["in one chunk", undefined, true],
  ])("an upload is stored when it arrives %s", async (_, step, isChunked) => {
    const { studyUid, files } = phantom(3);
    const sending = step === undefined ? { isChunked } : { isChunked, step };
    const answer = await sendParts(partsOf(files()), sending);
    expect([answer.status, answer.stored.length]).toEqual([200, 3]);
    expect(await instancesOf(studyUid)).toBe(3);
  });

  test("parts over 1 MB, which are buffered in files, are stored byte for byte and recognised when repeated", async () => {
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

  test("parts received before the body was cut off are stored, and the answer names the missing rest", async () => {
    const { studyUid, files } = phantom(3);
    const body = bodyOf(partsOf(files()));
    // Within the third part.
    const answer = await sendBody(body.subarray(0, Math.floor(body.length * 0.9)));
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 2, 1]);
    expect(await instancesOf(studyUid)).toBe(2);
  });

  test("a body without its last delimiter gets the same answer as one that was cut off", async () => {
    const { files } = phantom(2);
    const body = bodyOf(partsOf(files()));
    const answer = await sendBody(body.subarray(0, body.length - "--\r\n".length));
    // Nothing says that the second part ends here.
    expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 1, 1]);
  });

  test("a body of one part without its last delimiter gets a 400 with a reason, and nothing is stored", async () => {
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

  test("completely received parts are stored although the client disconnects", async () => {
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
