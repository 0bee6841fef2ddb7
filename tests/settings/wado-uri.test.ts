import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { accessLine } from "../support/access-log";
import { untilFollowed } from "../support/cache";
import { until } from "../support/docker";
import { storeFiles } from "../support/multipart";
import { makePerson, type Person } from "../support/people";
import { SIZE } from "../support/pictures";
import { ROLES } from "../support/policy/model";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";
import { bearer, makeToken } from "../support/tokens";
import { JOHN, john, letter, LETTER, WAYLON, waylon } from "../integration/dicomweb-standard/objects";

/** A gateway with WADO_URI=on before the archive of the stack, whose own has the default. */
const stack = inject("stack");
let gateway: SecondGateway;
let viewing: Record<string, string>;

type Uids = typeof JOHN;

const named = ({ study, series, instance }: Uids): string =>
  `requestType=WADO&studyUID=${study}&seriesUID=${series}&objectUID=${instance}`;
const FILE = "contentType=application%2Fdicom";

interface Answer {
  readonly answer: Response;
  readonly body: Buffer;
}

async function get(query: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Answer> {
  const url = `${gateway.publicUrl}/pacs/wado?${query}`;
  const answer = await fetch(url, { method, headers: { ...viewing, ...headers }, redirect: "manual" });
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
}

async function reasonOf(query: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown[]> {
  const { answer, body } = await get(query, headers);
  return [answer.status, (JSON.parse(body.toString()) as { reason?: string }).reason];
}

beforeAll(async () => {
  await storeFiles([john, waylon, letter]);
  const person = await makePerson(stack, "viewer");
  viewing = bearer((await makeToken(stack, person.name)).secret);
  const address = { PUBLIC_URL: "http://127.0.0.1:{http}", HTTP_PORT: "{http}" };
  gateway = await startSecondGateway(stack, { settings: { ...address, WADO_URI: "on" } });
});
afterAll(async () => {
  await gateway.stop();
});

describe("objects by the URI service", () => {
  /** As Weasis, dicomweb-client, Horos and OsiriX write the request, and older cornerstone viewers. */
  test.each([
    FILE,
    `${FILE}&transferSyntax=1.2.840.10008.1.2.1`,
    `${FILE}&transferSyntax=*`,
    "contentType=application/dicom&useOrig=true",
    "contentType=application/dicom&transferSyntax=*&useOrig=true",
  ])("a client gets the file as it is stored with %s", async (rest) => {
    const { answer, body } = await get(`${named(JOHN)}&${rest}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/dicom(;|$)/);
    expect(answer.headers.get("content-length")).toBe(String(john.length));
    expect(body.equals(john)).toBe(true);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
  });

  test("a client gets the file by the Accept header, and by the other name of the root", async () => {
    const { body } = await get(named(JOHN), { Accept: "application/dicom" });
    expect(body.equals(john)).toBe(true);
    const url = `${gateway.publicUrl}/pacs/dicom-web/wado?${named(WAYLON)}&${FILE}`;
    const other = await fetch(url, { headers: viewing });
    expect(Buffer.from(await other.arrayBuffer()).equals(waylon)).toBe(true);
  });

  test("a HEAD of an object tells its length, and a range is answered with all of it", async () => {
    const head = await get(`${named(JOHN)}&${FILE}`, {}, "HEAD");
    expect([head.answer.status, head.body.length]).toEqual([200, 0]);
    expect(head.answer.headers.get("content-type")).toMatch(/^application\/dicom(;|$)/);
    const ranged = await get(`${named(JOHN)}&${FILE}`, { Range: "bytes=0-9" });
    expect([ranged.answer.status, ranged.body.equals(john)]).toEqual([200, true]);
  });

  test.each<[string, Uids]>([
    ["of another series", { ...JOHN, instance: WAYLON.instance }],
    ["under another study", { ...WAYLON, study: JOHN.study }],
    ["under another study's series", { ...WAYLON, series: JOHN.series }],
    ["that does not exist", { ...JOHN, instance: "1.2.3" }],
  ])("an object %s is not there", async (_, uids) => {
    expect(await reasonOf(`${named(uids)}&${FILE}`)).toEqual([404, "no-such-object"]);
    const picture = await get(`${named(uids)}&contentType=image/png`);
    expect(picture.answer.status).toBe(404);
  });

  test("an object in another transfer syntax than it is stored in is refused", async () => {
    const rest = `${FILE}&transferSyntax=1.2.840.10008.1.2.4.90`;
    expect(await reasonOf(`${named(JOHN)}&${rest}`)).toEqual([406, "transfer-syntax"]);
  });
});

describe("pictures by the URI service", () => {
  test.each<[string, string, [number, number]]>([
    ["", "image/png", [SIZE, SIZE]],
    ["&frameNumber=2", "image/png", [SIZE, SIZE]],
    ["&rows=30&columns=20", "image/png", [20, 30]],
    ["&windowCenter=1000&windowWidth=2000.5&imageQuality=75", "image/png", [SIZE, SIZE]],
  ])("a client gets the picture%s that WADO-RS gives", async (rest, type, [width, height]) => {
    const { answer, body } = await get(`${named(JOHN)}&contentType=${type}${rest}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
    expect(PNG.sync.read(body)).toMatchObject({ width, height });
  });

  test("a client that writes image/jpg gets a JPEG", async () => {
    const { answer } = await get(`${named(JOHN)}&contentType=image/jpg`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  });

  test("a picture of the URI service comes from what WADO-RS has cached", async () => {
    await untilFollowed();
    const path = `/pacs/studies/${JOHN.study}/series/${JOHN.series}/instances/${JOHN.instance}/frames/3/rendered`;
    const headers = { ...viewing, Accept: "image/png" };
    const cached = await until("a hit of WADO-RS", async () => {
      const answer = await fetch(`${gateway.publicUrl}${path}?viewport=41,42`, { headers });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const line = await accessLine(answer.headers.get("x-request-id") ?? "", gateway.container);
      return line["cache"] === "HIT" ? bytes : undefined;
    });
    const { answer, body } = await get(`${named(JOHN)}&contentType=image/png&frameNumber=3&rows=42&columns=41`);
    expect(body.equals(cached)).toBe(true);
    const request = answer.headers.get("x-request-id") ?? "";
    expect(await accessLine(request, gateway.container)).toMatchObject({ cache: "HIT", path, status: 200 });
  });

  test("a client that names no media type gets a JPEG, and of a document the PDF", async () => {
    const { answer, body } = await get(named(JOHN));
    expect([answer.status, body.readUInt16BE()]).toEqual([200, 0xffd8]);
    const [, study = "", series = "", instance = ""] =
      /studies\/([\d.]+)\/series\/([\d.]+)\/instances\/([\d.]+)/.exec(LETTER) ?? [];
    const document = await get(named({ study, series, instance }));
    expect([document.answer.status, document.body.subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
  });

  test("a frame that the object does not have is refused as by WADO-RS", async () => {
    expect(await reasonOf(`${named(JOHN)}&contentType=image/png&frameNumber=4`)).toEqual([400, "not-drawn"]);
  });
});

describe("access to the URI service", () => {
  test("the access log names the instance that was asked for, and no parameter", async () => {
    const { answer } = await get(`${named(JOHN)}&${FILE}`);
    const line = await accessLine(answer.headers.get("x-request-id") ?? "", gateway.container);
    const path = `/pacs/studies/${JOHN.study}/series/${JOHN.series}/instances/${JOHN.instance}`;
    expect(line).toMatchObject({ path, method: "GET", status: 200 });
  });

  test.each(Object.entries(ROLES))(
    "the role %s gets objects and pictures only with view",
    async (role, permissions) => {
      const person: Person = await makePerson(stack, role);
      const expected = permissions.includes("view") ? 200 : 403;
      for (const rest of [FILE, "contentType=image/jpeg"]) {
        const url = `${gateway.publicUrl}/pacs/wado?${named(JOHN)}&${rest}`;
        const answer = await fetch(url, { headers: { Cookie: person.cookie }, redirect: "manual" });
        await answer.arrayBuffer();
        expect([rest, answer.status]).toEqual([rest, expected]);
      }
    },
  );

  test("nobody gets anything without a session or a token", async () => {
    const answer = await fetch(`${gateway.publicUrl}/pacs/wado?${named(JOHN)}&${FILE}`, { redirect: "manual" });
    expect(answer.status).toBe(401);
  });

  test("other methods are refused with the list of those that there are", async () => {
    const url = `${gateway.publicUrl}/pacs/wado?${named(JOHN)}&${FILE}`;
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await fetch(url, { method, headers: viewing });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    }
    const options = await fetch(`${gateway.publicUrl}/pacs/wado`, { method: "OPTIONS", headers: viewing });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  test("the archive's own URI service is not reached, by any spelling", async () => {
    for (const path of ["/wado", "/pacs//wado", "/pacs/%77ado", "/pacs/studies/..%2fwado", "/pacs-admin/wado"]) {
      const url = `${gateway.publicUrl}${path}?${named(JOHN)}`;
      const answer = await fetch(url, { headers: viewing, redirect: "manual" });
      expect([path, answer.headers.get("content-type")?.startsWith("image/")]).toEqual([path, false]);
      expect(await answer.text()).not.toContain("DICM");
    }
  });

  test("without WADO_URI the address is 404, and the sentence names the setting", async () => {
    const answer = await fetch(`${stack.url}/pacs/wado?${named(JOHN)}&${FILE}`, { headers: viewing });
    const { reason, detail } = (await answer.json()) as { reason?: string; detail?: string };
    expect([answer.status, reason]).toEqual([404, "wado-uri"]);
    expect(detail).toContain("WADO_URI");
  });
});
