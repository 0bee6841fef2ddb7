/** One frame, one bulk value or one instance without multipart around it (PS3.18, section 8.7.4). */
import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { serve, untilFollowed, untilHit } from "../../support/cache";
import { dicomJson } from "../../support/dicom-json";
import { docker } from "../../support/docker";
import { storeFiles } from "../../support/multipart";
import { onlyPart } from "../../support/part";
import { frameOf } from "../../support/pictures";
import { ask } from "../../support/session";
import { IMAGE, john, letter, LETTER, SHAPE } from "./objects";

const OCTETS = "application/octet-stream";
const NATIVE = `${OCTETS}; transfer-syntax=1.2.840.10008.1.2.1`;
const FILE = "application/dicom; transfer-syntax=1.2.840.10008.1.2.1";
const ANY_PARTS = `multipart/related; type=${OCTETS}; transfer-syntax=*`;

beforeAll(async () => storeFiles([john, letter]));

async function get(path: string, headers: Record<string, string>): Promise<{ answer: Response; body: Buffer }> {
  const answer = await ask(path, { headers });
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
}

test.each<[string, string, string, Buffer]>([
  [`${IMAGE}/frames/2`, OCTETS, NATIVE, frameOf(SHAPE, 1)],
  [`${IMAGE}/frames/2`, `${OCTETS}; transfer-syntax=*`, NATIVE, frameOf(SHAPE, 1)],
  [`${IMAGE}/frames/3`, `image/jls, ${NATIVE}`, NATIVE, frameOf(SHAPE, 2)],
  [`${IMAGE}/frames/3?accept=application/octet-stream`, "text/html", NATIVE, frameOf(SHAPE, 2)],
  [`${IMAGE}/frames/1`, `${OCTETS}, ${ANY_PARTS};q=0.5`, NATIVE, frameOf(SHAPE, 0)],
  [IMAGE, "application/dicom", FILE, john],
  [IMAGE, "application/dicom; transfer-syntax=*", FILE, john],
  [IMAGE, `${FILE}, application/dicom; transfer-syntax=1.2.840.10008.1.2.4.70`, FILE, john],
])("%s with Accept %s is answered with the bytes alone, as %s", async (path, accept, type, bytes) => {
  for (const again of [false, true]) {
    const { answer, body } = await get(path, { Accept: accept });
    const head = ["content-type", "content-length", "cache-control"].map((name) => answer.headers.get(name));
    expect([answer.status, ...head], String(again)).toEqual([200, type, String(bytes.length), "private, no-store"]);
    expect(body.equals(bytes)).toBe(true);
    const headOnly = await ask(path, { method: "HEAD", headers: { Accept: accept } });
    expect([headOnly.status, headOnly.headers.get("content-type")]).toEqual([200, type]);
    expect(headOnly.headers.get("content-length")).toBe(String(bytes.length));
  }
});

test("a bulk value by itself has the bytes of its part", async () => {
  for (const path of [`${LETTER}/bulk/00420011`, `${IMAGE}/bulk/7fe00010`]) {
    const whole = await get(path, { Accept: ANY_PARTS });
    const { bytes } = onlyPart(whole.answer.headers.get("content-type") ?? "", whole.body);
    for (const accept of [OCTETS, `${OCTETS}; transfer-syntax=*`]) {
      const { answer, body } = await get(path, { Accept: accept });
      expect([answer.status, answer.headers.get("content-type")], path).toEqual([
        200,
        expect.stringMatching(/^application\/octet-stream/),
      ]);
      expect(body.equals(bytes), path).toBe(true);
      const head = await ask(path, { method: "HEAD", headers: { Accept: accept } });
      expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0]);
    }
  }
});

test.each<[string, string]>([
  [`${IMAGE}/frames/1`, "*/*"],
  [`${IMAGE}/frames/1`, `${OCTETS}, ${ANY_PARTS}`],
  [`${IMAGE}/frames/1`, `${OCTETS};q=0.5, ${ANY_PARTS}`],
  [`${IMAGE}/frames/1`, `image/jls, */*;q=0.1`],
  [`${IMAGE}/frames/1,2`, `${OCTETS}, ${ANY_PARTS};q=0.5`],
  [IMAGE, 'application/dicom, multipart/related; type="application/dicom"'],
  [`${LETTER}/bulk/00420011`, `${OCTETS}, multipart/related; type=${OCTETS}`],
])("%s with Accept %s, which allows both, stays multipart", async (path, accept) => {
  const { answer } = await get(path, { Accept: accept });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    expect.stringMatching(/^multipart\/related;/),
  ]);
});

test.each(["bytes=0-9", "bytes=10-", "bytes=-5"])("a range of one frame is cut out of its bytes: %s", async (range) => {
  const frame = frameOf(SHAPE, 0);
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const expected =
    first === ""
      ? frame.subarray(-Number(last))
      : frame.subarray(Number(first), last === "" ? undefined : Number(last) + 1);
  const { answer, body } = await get(`${IMAGE}/frames/1`, { Accept: OCTETS, Range: range });
  expect([answer.status, body.equals(expected)]).toEqual([206, true]);
});

test("a frame by itself and in multipart are two files of the cache, and neither is served for the other", async () => {
  const own = phantomSeries({ name: randomUUID(), slices: 1, rows: 16, columns: 16 });
  await storeFiles([...own.files()]);
  const instances = `studies/${own.studyUid}/series/${own.seriesUid}/instances`;
  const [listed] = await dicomJson(`/pacs/${instances}`);
  await untilFollowed();
  const path = `${instances}/${String(listed?.["00080018"]?.Value?.[0])}/frames/1`;
  for (const accept of [OCTETS, ANY_PARTS, OCTETS, ANY_PARTS]) {
    const { headers } = await untilHit(path, { Accept: accept });
    expect(headers.get("content-type")?.startsWith("multipart/")).toBe(accept === ANY_PARTS);
  }
  const gateway = `${inject("stack").project}-gateway-1`;
  const { stdout } = await docker("exec", gateway, "grep", "-rl", `${own.studyUid}.*/frames/1`, "/cache/answers");
  expect(stdout.trim().split("\n")).toHaveLength(2);
  expect((await serve(path, { Accept: "image/jls" })).status).toBe(406);
});
