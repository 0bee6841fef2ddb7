import { readFile } from "node:fs/promises";
import { inject, describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { callLuaAt } from "../../../support/lua-calls";
import { sendsOf, startStore, timeAnswer } from "../../../support/store";
import { type JsonDataSet, readNative } from "../../../support/native-xml";

interface Stored {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly study: string;
  readonly series: string;
}
interface Failed {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly fault: string;
}

const stored = (number: number, study = "1.2"): Stored => ({
  sopClass: "1.2.840.10008.5.1.4.1.1.7",
  sopInstance: `1.2.3.${number}`,
  study,
  series: "1.2.4",
});
const failed = (number: number, fault: string): Failed => ({
  sopClass: "1.2.5",
  sopInstance: `1.2.9.${number}`,
  fault,
});
const nameless = (fault: string): Failed => ({ sopClass: "", sopInstance: "", fault });

type Form = "json" | "xml";

async function respond(
  good: readonly Stored[],
  bad: readonly Failed[],
  form: Form,
): Promise<{ status: number; text: string }> {
  const args = [good, bad, `application/dicom+${form}`];
  const [results] = await callLuaAt(
    inject("luaUrl"),
    [{ module: "gateway.store.response", fn: "storeResponse", args }],
    "utf8",
  );
  const { status, contentType, body } = results?.[0] as { status: number; contentType: string; body: string[] };
  expect(contentType).toBe(`application/dicom+${form}`);
  return { status, text: body.join("") };
}

/** The answer in both representations, which have to say the same; private attributes as XML has them. */
async function answerTo(
  good: readonly Stored[],
  bad: readonly Failed[],
): Promise<{ status: number; dataSet: JsonDataSet }> {
  const [json, xml] = [await respond(good, bad, "json"), await respond(good, bad, "xml")];
  expect(json.status).toBe(xml.status);
  const plain = (key: string, value: unknown): unknown => {
    if (key === "00090010") return undefined;
    if (typeof value !== "object" || value === null || !("00091001" in value)) return value;
    const { "00091001": word, ...rest } = value as Record<string, unknown>;
    return { ...rest, "00090001": word };
  };
  const dataSet = JSON.parse(JSON.stringify(JSON.parse(json.text), plain)) as JsonDataSet;
  expect(readNative(xml.text)).toEqual(dataSet);
  return { status: json.status, dataSet };
}

const URL = "https://pacs.example/pacs/studies/1.2";
const reference = (number: number, study = "1.2"): JsonDataSet => ({
  "00081150": { vr: "UI", Value: ["1.2.840.10008.5.1.4.1.1.7"] },
  "00081155": { vr: "UI", Value: [`1.2.3.${number}`] },
  "00081190": {
    vr: "UR",
    Value: [`https://pacs.example/pacs/studies/${study}/series/1.2.4/instances/1.2.3.${number}`],
  },
});

describe("Store Instances Response", () => {
  test("a Store Instances Response names what is stored", async () => {
    const { status, dataSet } = await answerTo([stored(1), stored(2)], []);
    expect(status).toBe(200);
    expect(dataSet).toEqual({
      "00081190": { vr: "UR", Value: [URL] },
      "00081199": { vr: "SQ", Value: [reference(1), reference(2)] },
    });
  });

  test("a Store Instances Response has an empty URL for instances of several studies", async () => {
    const { status, dataSet } = await answerTo([stored(1), stored(2, "1.3")], []);
    expect(status).toBe(200);
    expect(dataSet).toEqual({
      "00081190": { vr: "UR" },
      "00081199": { vr: "SQ", Value: [reference(1), reference(2, "1.3")] },
    });
  });

  test("a Store Instances Response names what failed with its reason in words, and counts what has no name", async () => {
    const bad = [
      failed(1, "truncated"),
      nameless("not-dicom"),
      failed(2, "uid-collision"),
      { ...failed(3, "no-sop-uid"), sopInstance: "" },
    ];
    const { status, dataSet } = await answerTo([stored(1)], bad);
    const said = (code: number, word: string): JsonDataSet => ({
      "00081197": { vr: "US", Value: [code] },
      "00090001": { vr: "LO", Value: [word] },
    });
    const item = (number: number, code: number, word: string): JsonDataSet => ({
      "00081150": { vr: "UI", Value: ["1.2.5"] },
      "00081155": { vr: "UI", Value: [`1.2.9.${number}`] },
      ...said(code, word),
    });
    expect(status).toBe(202);
    expect(dataSet).toEqual({
      "00081190": { vr: "UR", Value: [URL] },
      "00081198": { vr: "SQ", Value: [item(1, 0xc000, "truncated"), item(2, 0xa900, "uid-collision")] },
      "00081199": { vr: "SQ", Value: [reference(1)] },
      "0008119A": { vr: "SQ", Value: [said(0xc000, "not-dicom"), said(0xa900, "no-sop-uid")] },
    });
  });

  test("a Store Instances Response names the creator of private attributes", async () => {
    const { text } = await respond([], [failed(1, "cut")], "json");
    expect(text).toContain('"00090010":{"vr":"LO","Value":["COLLIMATOR"]},"00091001":{"vr":"LO","Value":["cut"]}');
    const xml = await respond([], [failed(1, "cut")], "xml");
    expect(xml.text).toContain('<DicomAttribute tag="00090001" vr="LO" privateCreator="COLLIMATOR">');
    expect(xml.text).toContain('<DicomAttribute tag="00081197" vr="US" keyword="FailureReason">');
  });

  test.each([
    ["truncated", 409, 0xc000],
    ["dicomdir", 409, 0x0122],
    ["not-authorized", 403, 0x0124],
    ["unknown-transfer-syntax", 409, 0xc122],
    ["different-content", 409, 0x0111],
    ["archive-full", 507, 0xa700],
    ["archive-unavailable", 503, 0x0110],
    ["archive-crashed", 409, 0x0110],
    ["too-large", 413, 0xa700],
    ["cut", 400, 0x0110],
  ])(
    "a Store Instances Response whose parts all failed for %s has the status %d and the reason %d",
    async (fault, status, code) => {
      const answer = await answerTo([], [failed(1, fault), nameless("not-dicom")]);
      expect(answer.status).toBe(status);
      expect(answer.dataSet["00081198"]?.Value?.[0]).toMatchObject({ "00081197": { Value: [code] } });
      expect((await answerTo([stored(1)], [failed(1, fault)])).status).toBe(202);
    },
  );

  test("a Store Instances Response escapes every value", async () => {
    const hostile = `<script>"'&\\\u0001\u007f\n\u2028\u2029é</script>`;
    const part = { ...failed(1, "truncated"), sopInstance: hostile };
    const json = await respond([], [part], "json");
    expect(json.text).not.toMatch(/[<>&\p{Cc}\u2028\u2029]/u);
    const item = (JSON.parse(json.text) as JsonDataSet)["00081198"]?.Value?.[0] as JsonDataSet;
    expect(item["00081155"]?.Value).toEqual([hostile]);
    const xml = await respond([], [part], "xml");
    const native = readNative(xml.text)["00081198"]?.Value?.[0] as JsonDataSet;
    expect(native["00081155"]?.Value).toEqual([hostile.replace(/\p{Cc}/gu, "\ufffd")]);
  });

  test.each(["json", "xml"])(
    "a Store Instances Response of 20,000 parts takes linear time, in short slices, as %s",
    async (form) => {
      const lua = await startStore();
      const few = await timeAnswer(lua, 2000, `application/dicom+${form}`);
      const many = await timeAnswer(lua, 20_000, `application/dicom+${form}`);
      await lua.stop();
      expect(many.seconds).toBeLessThan(20 * Math.max(few.seconds, 0.005));
      expect(many.slowest).toBeLessThan(0.03);
    },
  );

  test.each([1, 1000, 1001, 2500])(
    "a Store Instances Response of %d pieces is sent as a whole, not piece by piece",
    async (pieces) => {
      const lua = await startStore();
      const sends = await sendsOf(lua, pieces);
      await lua.stop();
      const [head, body] = sends.join("").split("\r\n\r\n");
      expect(body).toBe(Array.from({ length: pieces }, (_, at) => `${at + 1},`).join(""));
      expect(head).toContain(`Content-Length: ${body?.length}`);
      expect(sends.length).toBe(1 + Math.ceil(pieces / 1000));
    },
  );

  test("every fault has a failure reason", async () => {
    const types = await readFile("lua-src/gateway/store/types.ts", "utf8");
    const list = /export type Fault =([^;]*);/.exec(types)?.[1] ?? "";
    const faults = [...list.matchAll(/\| "([a-z-]+)"/g)].map(([, fault]) => fault ?? "");
    expect(faults.length).toBeGreaterThan(25);
    for (const fault of faults) {
      const [reason] = (await callLua("gateway.store.reasons", "reasonOf", fault)) as [
        { code: number; status: number },
      ];
      expect(reason.code, fault).toBeGreaterThan(0);
      expect(reason.status, fault).toBeGreaterThanOrEqual(400);
    }
  });
});
