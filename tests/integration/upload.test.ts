import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { describe, expect, inject, test } from "vitest";
import { phantomSeries, type Phantom } from "../../scripts/lib/phantom";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { gdcmscu, sendByCStore, storescu } from "../support/c-store";
import { within } from "../support/docker";
import { ask } from "../support/session";

function phantom(name: string): Phantom {
  return phantomSeries({ name: `${name} ${randomUUID()}`, slices: 3, rows: 32, columns: 32, patientName: name });
}

/** Posts in small writes, with a Content-Length or chunked, and returns status and body. */
async function store(
  body: Buffer,
  sized: boolean,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { url } = inject("stack");
  return new Promise((resolve, reject) => {
    const call = request(`${url}/pacs/studies`, {
      method: "POST",
      headers: {
        Cookie: inject("session"),
        Origin: url,
        "Content-Type": stowType(),
        Accept: "application/dicom+json",
        ...(sized ? { "Content-Length": body.length } : { "Transfer-Encoding": "chunked" }),
        ...headers,
      },
    });
    call.on("error", reject);
    call.on("response", (response) => {
      let text = "";
      response.on("data", (data: Buffer) => (text += data.toString()));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    for (let at = 0; at < body.length; at += 1000) call.write(body.subarray(at, at + 1000));
    call.end();
  });
}

/** Waits until the study stands in the list with its instances. */
async function inTheList(studyUid: string, instances: number): Promise<void> {
  await within(`study ${studyUid} with ${instances} instances`, 8, async () => {
    const answer = await ask(`/pacs/studies?StudyInstanceUID=${studyUid}&includefield=00201208`);
    const [study] = (await answer.json()) as Record<string, { Value?: unknown[] }>[];
    return study?.["00201208"]?.Value?.[0] === instances ? true : undefined;
  });
}

describe("STOW-RS", () => {
  test.each([
    ["with a Content-Length", true],
    ["without one", false],
  ])("STOW-RS stores a series %s", async (_, sized) => {
    const { studyUid, files } = phantom("Stow^Test");
    const answer = await store(stowBody([...files()]), sized);
    expect(answer.status, answer.text).toBe(200);
    const stored = JSON.parse(answer.text) as Record<string, { Value: Record<string, { Value: string[] }>[] }>;
    expect(stored["00081199"]?.Value).toHaveLength(3);
    await inTheList(studyUid, 3);
  });

  test.each([
    ["Python's email", "===============7330845974216740156=="],
    ["JavaMail", "----=_Part_0_1330278415.1700000000000"],
    ["RFC 2046's own grammar", " a  b'()+_,-./:=?"],
  ])("STOW-RS stores parts with a boundary of %s", async (_, boundary) => {
    const { studyUid, files } = phantom("Boundary^Test");
    const headers = { "Content-Type": `multipart/related; type="application/dicom"; boundary="${boundary}"` };
    const answer = await store(stowBody([...files()], boundary), true, headers);
    expect(answer.status, answer.text).toBe(200);
    await inTheList(studyUid, 3);
  });

  test("a stored instance is returned byte for byte", async () => {
    const { studyUid, files } = phantom("Byte^Test");
    const [file = Buffer.alloc(0)] = [...files()];
    await store(stowBody([file]), true);
    const answer = await ask(`/pacs/studies/${studyUid}`, {
      headers: { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    });
    expect(Buffer.from(await answer.arrayBuffer()).includes(file)).toBe(true);
  });

  test("data that is not DICOM is refused by name, without the archive's own words", async () => {
    const answer = await store(stowBody([Buffer.from("%PDF-1.7 no DICOM at all")]), true);
    expect([400, 409]).toContain(answer.status);
    expect(answer.text).not.toMatch(/Orthanc|Uri|\/dicom-web/);
  });

  test.each([
    ["another type than multipart", { "Content-Type": "application/dicom" }, 415],
    ["a ZIP", { "Content-Type": "application/zip" }, 415],
    ["a compressed body", { "Content-Encoding": "gzip" }, 415],
    ["another site's form", { Origin: "http://evil.example" }, 403],
    ["no session", { Cookie: "" }, 401],
  ])("an upload of %s is refused", async (_, headers, status) => {
    const { files } = phantom("Refused^Test");
    expect((await store(stowBody([...files()]), true, headers)).status).toBe(status);
  });
});

describe("C-STORE to the published port", () => {
  const series = phantom("CStore^Test");

  test("C-STORE with a wrong called AE title is refused", async () => {
    const outcome = await storescu([...series.files()], "SOMEONE");
    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toMatch(/Called AE Title Not Recognized/i);
    expect(await (await ask(`/pacs/studies?StudyInstanceUID=${series.studyUid}`)).json()).toEqual([]);
  });

  test("C-STORE with the right called AE title stores, and the study is listed soon", async () => {
    await sendByCStore([...series.files()]);
    await inTheList(series.studyUid, 3);
  });

  test("GDCM's gdcmscu stores a series, although its own release of the association ends it", async () => {
    const other = phantom("Gdcm^Test");
    const { status, stdout, stderr } = await gdcmscu([...other.files()]);
    // Its defect since 3.0.9, after everything has been stored: docs/clients.md.
    if (status !== 0) expect(stdout + stderr).toContain("ProtocolStream as nullptr is invalid");
    await inTheList(other.studyUid, 3);
  });

  test("C-STORE of 60 small instances takes less than 2 s longer than one: no message waits for Nagle's algorithm", async () => {
    const { files } = phantomSeries({ name: randomUUID(), slices: 61, rows: 32, columns: 32 });
    const all = [...files()];
    const timeOf = async (some: readonly Buffer[]): Promise<number> => {
      const start = performance.now();
      await sendByCStore(some);
      return performance.now() - start;
    };
    const times: [one: number, many: number][] = [];
    // A container has to start each time. Whether the instances are there already makes no difference to the protocol.
    for (let round = 0; round < 4; round += 1) times.push([await timeOf(all.slice(0, 1)), await timeOf(all)]);
    const quickest = (index: 0 | 1): number => Math.min(...times.map((round) => round[index]));
    expect(quickest(1) - quickest(0)).toBeLessThan(2000);
  });
});
