import { randomInt, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type DicomTools, startDicomTools } from "../support/dicom-tools";
import { until } from "../support/docker";
import { type JsonDataSet, readNative } from "../support/native-xml";
import { ask } from "../support/session";
import { badFiles, type BadFile, instance, type Names, SECONDARY_CAPTURE } from "../support/store-files";
import { bodyOf, breakOff, sendBody, sendParts, type StoreAnswer } from "../support/store-parts";

let tools: DicomTools;
beforeAll(async () => {
  tools = await startDicomTools();
});
afterAll(async () => {
  await tools.close();
});

/** A UID of nobody else. */
const newUid = (): string => `2.25.${BigInt(`0x${randomUUID().replaceAll("-", "")}`)}`;

/** Names of instances of one series. */
function series(): (number: number) => Required<Names> & { readonly sopInstance: string } {
  const root = newUid();
  const patientId = randomUUID();
  const common = { sopClass: SECONDARY_CAPTURE, patientId, study: root, series: `${root}.1` };
  return (number) => ({ ...common, sopInstance: `${root}.1.${number}` });
}

/** The first value of an attribute; "" without one. */
function textOf(dataSet: JsonDataSet, tag: string): string {
  const value = dataSet[tag]?.Value?.[0] ?? "";
  return typeof value === "object" ? "" : String(value);
}

/** What the archive has of a study. */
async function instancesOf(study: string): Promise<string[]> {
  const answer = await ask(`/pacs/studies/${study}/instances?limit=2000`);
  if (answer.status === 404) return [];
  const found = (await answer.json()) as JsonDataSet[];
  return found.map((one) => textOf(one, "00080018")).sort();
}

const itemsOf = (answer: JsonDataSet, tag: string): readonly JsonDataSet[] =>
  (answer[tag]?.Value ?? []) as readonly JsonDataSet[];

/** Instance, reason and word of all that failed. */
function failuresOf(answer: JsonDataSet): string[] {
  return [...itemsOf(answer, "00081198"), ...itemsOf(answer, "0008119A")]
    .map((item) => {
      const [word = "", reason = "", uid = ""] = ["00091001", "00081197", "00081155"].map((tag) => textOf(item, tag));
      return `${word} ${reason} ${uid}`;
    })
    .sort();
}

/** An answer as PS3.18, section 10.5.3, has it: these attributes alone, each of its VR and with the values it needs. */
function expectValid(answer: JsonDataSet): void {
  const uid = { vr: "UI", Value: [expect.stringMatching(/^[\d.]{1,64}$/)] };
  const reference = { "00081150": uid, "00081155": uid };
  const failure = {
    "00081197": { vr: "US", Value: [expect.any(Number)] },
    "00090010": { vr: "LO", Value: ["COLLIMATOR"] },
    "00091001": { vr: "LO", Value: [expect.stringMatching(/^[a-z-]+$/)] },
  };
  const url = { vr: "UR", Value: [expect.stringContaining(`${inject("stack").url}/pacs/studies/`)] };
  expect(Object.keys(answer).filter((tag) => !["00081190", "00081198", "00081199", "0008119A"].includes(tag))).toEqual(
    [],
  );
  expect(answer["00081190"]?.vr).toBe("UR");
  for (const item of itemsOf(answer, "00081198")) expect(item).toEqual({ ...reference, ...failure });
  for (const item of itemsOf(answer, "00081199")) expect(item).toEqual({ ...reference, "00081190": url });
  for (const item of itemsOf(answer, "0008119A")) expect(item).toEqual(failure);
}

/** The same without the private block that JSON has and XML has not. */
function withoutBlocks(answer: JsonDataSet): unknown {
  return JSON.parse(
    JSON.stringify(answer)
      .replace(/"00090010":\{[^}]*\},/g, "")
      .replaceAll('"00091001"', '"00090001"'),
  );
}

describe("1,000 parts with 30 bad ones of 18 kinds", () => {
  test(
    "of 1,000 parts the good ones are stored and each bad one has its reason, in JSON and in XML",
    { timeout: 300_000 },
    async () => {
      const of = series();
      let number = 0;
      const next = () => of(++number);
      // What is there already: one that other bytes come for.
      const there = next();
      expect((await sendParts([{ bytes: instance(there) }])).status).toBe(200);
      const changed: BadFile = {
        ...{ fault: "different-content", reason: 0x0111, sopInstance: there.sopInstance },
        bytes: instance({ ...there, sopClass: "1.2.840.10008.5.1.4.1.1.2" }),
      };
      const stranger = next();
      const collision: BadFile = {
        ...{ fault: "uid-collision", reason: 0xa900, sopInstance: stranger.sopInstance },
        bytes: instance({ ...stranger, patientId: "somebody else" }),
      };
      const bad = [...badFiles(next), changed, collision, ...badFiles(next)].slice(0, 30);
      expect(new Set(bad.map(({ fault }) => fault)).size).toBe(18);
      const good = Array.from({ length: 970 }, next);
      const parts = good.map((one) => ({ bytes: instance(one) }));
      bad.forEach(({ bytes }, at) => parts.splice(at * 33, 0, { bytes }));
      const body = bodyOf(parts);

      const json = await sendBody(body);
      expect(json.status).toBe(202);
      const answer = JSON.parse(json.text) as JsonDataSet;
      expectValid(answer);
      const expected = bad.map(({ fault, reason, sopInstance = "" }) => `${fault} ${reason} ${sopInstance}`).sort();
      expect(failuresOf(answer)).toEqual(expected);
      const names = good.map(({ sopInstance }) => sopInstance).sort();
      expect([...json.stored].sort()).toEqual(names);
      expect(await instancesOf(there.study ?? "")).toEqual([...names, there.sopInstance].sort());

      // Again, as XML: the same bytes are there already, which is a success.
      const xml = await sendBody(body, { headers: { Accept: "application/dicom+xml" } });
      expect([xml.status, xml.contentType]).toEqual([202, "application/dicom+xml"]);
      expect(readNative(xml.text)).toEqual(withoutBlocks(answer));
      await writeFile(join(tools.folder, "answer.xml"), xml.text);
      // libxml2 reads it; only the tool has no use for what it says.
      await expect(tools.shell("xml2dcm answer.xml answer.dcm")).rejects.toThrow("'NativeDicomModel'");
    },
  );
});

describe("uploads cut at 200 random places", () => {
  const PARTS = 6;

  /** A body of a study of its own, one of its parts bad, and how many good ones are whole in so many of its bytes. */
  function upload() {
    const of = series();
    const names = Array.from({ length: PARTS }, (_, at) => of(at + 1));
    const parts = names.map((one, at) => ({ bytes: at === 2 ? Buffer.from("bad") : instance(one) }));
    const body = bodyOf(parts);
    const good = names.filter((_, at) => at !== 2).map(({ sopInstance }) => sopInstance);
    const delimiter = Buffer.from("\r\n--collimator-test-part");
    const ends: number[] = [];
    for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1))
      ends.push(at + delimiter.length + 2);
    // A delimiter counts when the line's end, or the last one's two dashes, have come.
    const whole = (bytes: number): string[] =>
      names.filter((_, at) => at !== 2 && (ends[at] ?? Infinity) <= bytes).map(({ sopInstance }) => sopInstance);
    return { study: names[0]?.study ?? "", body, good, whole };
  }

  /** Sends it whole: the same bytes are a success, so that nothing is half there. */
  async function sendAgain(body: Buffer, good: readonly string[]): Promise<void> {
    const again = await sendBody(body);
    expect(again.status).toBe(202);
    expect([...again.stored].sort()).toEqual([...good].sort());
  }

  const inTurns = async (count: number, work: () => Promise<void>): Promise<void> => {
    let left = count;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await work();
    };
    await Promise.all(Array.from({ length: 4 }, worker));
  };

  test(
    "an upload cut at a random place with a proper end stores just the whole parts, and names them",
    { timeout: 300_000 },
    async () => {
      await inTurns(100, async () => {
        const { study, body, good, whole } = upload();
        const bytes = randomInt(1, body.length - 3);
        const answer: StoreAnswer = await sendBody(body.subarray(0, bytes));
        const expected = whole(bytes);
        const stored = await instancesOf(study);
        expect([...answer.stored].sort(), `${bytes} bytes`).toEqual([...expected].sort());
        expect(stored, `${bytes} bytes`).toEqual([...expected].sort());
        if (expected.length > 0) expect(answer.status).toBe(202);
        else expect(answer.status).toBeGreaterThanOrEqual(400);
        await sendAgain(body, good);
      });
    },
  );

  test(
    "an upload cut at a random place with its connection stores nothing but whole parts",
    { timeout: 300_000 },
    async () => {
      await inTurns(100, async () => {
        const { study, body, good, whole } = upload();
        const bytes = randomInt(1, body.length);
        await breakOff(body, bytes);
        const expected = whole(bytes);
        for (const uid of await instancesOf(study)) expect(expected, `${bytes} bytes`).toContain(uid);
        await sendAgain(body, good);
        expect(await instancesOf(study)).toEqual([...good].sort());
      });
    },
  );

  test("the gateway recovers by itself after uploads that were cut off", async () => {
    await until("the stack is ready", async () => {
      const { status } = await fetch(`${inject("stack").url}/readyz`);
      return status === 200 ? true : undefined;
    });
    const of = series();
    expect((await sendParts([{ bytes: instance(of(1)) }])).status).toBe(200);
  });
});
