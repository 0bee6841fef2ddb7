import { randomInt, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { docker } from "../support/docker";
import { ADMIN_PASSWORD } from "../support/forms";
import { connectHttp2, type Http2Answer, type Http2Client, type Http2Request } from "../support/http2";
import { reachedSince } from "../support/orthanc-log";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";

const STORE = {
  "content-type": 'multipart/related; type="application/dicom"; boundary=b',
  accept: "application/dicom+json",
};
const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 64, columns: 64 });
let gateway: SecondGateway;
let client: Http2Client;
let cookie: string;

/** A request with the admin's session and the right Origin. */
async function ask(path: string, { headers, ...rest }: Http2Request = {}): Promise<Http2Answer> {
  return client.ask(path, { headers: { cookie, origin: gateway.publicUrl, ...headers }, ...rest });
}

function multipart(): Buffer {
  const parts = [...series.files()].flatMap((file) => [
    Buffer.from("--b\r\nContent-Type: application/dicom\r\n\r\n"),
    file,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...parts, Buffer.from("--b--\r\n")]);
}

const reason = ({ body }: Http2Answer): unknown => (JSON.parse(body.toString()) as { reason?: unknown }).reason;

beforeAll(async () => {
  const settings = { TLS_MODE: "self-signed", PUBLIC_URL: "https://127.0.0.1:{https}", HTTPS_PORT: "{https}" };
  gateway = await startSecondGateway(inject("stack"), { settings });
  const { stdout } = await docker("exec", gateway.container, "cat", "/secrets/self-signed.crt");
  client = await connectHttp2(gateway.publicUrl, gateway.httpsPort, stdout);
  cookie = inject("session").replace(/^[^=]+/, "__Host-collimator");
});

afterAll(async () => {
  client.close();
  await gateway.stop();
});

describe("HTTP/2", () => {
  test("a login over HTTP/2 sets a Secure __Host- cookie that opens the viewer", async () => {
    const form = new URLSearchParams({ user: "admin", password: ADMIN_PASSWORD, to: "/" }).toString();
    const headers = { origin: gateway.publicUrl, "content-type": "application/x-www-form-urlencoded" };
    const answer = await client.ask("/login", { headers: { ":method": "POST", ...headers }, body: form });
    expect(answer.status).toBe(303);
    const [set = ""] = answer.headers["set-cookie"] ?? [];
    expect(set).toMatch(/^__Host-collimator=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    const viewer = await client.ask("/", { headers: { cookie: set.split(";")[0] ?? "" } });
    expect(viewer.status).toBe(200);
    expect(viewer.body.toString()).toContain("<html");
  });

  test("the plain HTTP cookie is worth nothing over HTTP/2", async () => {
    const answer = await client.ask("/pacs/studies", { headers: { cookie: inject("session") } });
    expect(answer.status).toBe(401);
  });

  test.each([
    ["with", true],
    ["without", false],
  ])("an upload %s a Content-Length is stored over HTTP/2", async (_, sized) => {
    const body = multipart();
    const headers = { ":method": "POST", ...STORE, ...(sized ? { "content-length": String(body.length) } : {}) };
    const answer = await ask("/pacs/studies", { headers, body });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toContain(`${gateway.publicUrl}/pacs/studies/${series.studyUid}`);
  });

  test("studies are found over HTTP/2, and a frame is the same byte for byte as over HTTP/1.1", async () => {
    const study = `/pacs/studies/${series.studyUid}`;
    const found = JSON.parse((await ask(`${study}/instances`)).body.toString()) as Record<
      string,
      { Value: string[] }
    >[];
    expect(found).toHaveLength(2);
    const instance = found[0]?.["00080018"]?.Value[0] ?? "";
    const path = `${study}/series/${series.seriesUid}/instances/${instance}/frames/1`;
    const accept = "multipart/related; type=application/octet-stream";
    const frame = await ask(path, { headers: { accept } });
    expect(frame.status).toBe(200);
    const plain = await fetch(inject("stack").url + path, { headers: { cookie: inject("session"), accept } });
    const withoutHead = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf("\r\n\r\n") + 4).subarray(0, 64 * 64);
    expect(withoutHead(frame.body)).toEqual(withoutHead(Buffer.from(await plain.arrayBuffer())));
  });

  test("one HTTP/2 connection has a stream for each concurrent request of the viewer", async () => {
    const script = (await ask("/app-config.js")).body.toString();
    const [, interaction, thumbnail, prefetch] =
      /maxNumRequests: \{ interaction: (\d+), thumbnail: (\d+), prefetch: (\d+) \}/.exec(script) ?? [];
    expect(client.mostStreams).toBeGreaterThan(Number(interaction) + Number(thumbnail) + Number(prefetch));
  });

  test("many requests are answered at once on one HTTP/2 connection", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask("/pacs/studies?limit=1")));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(statuses).toContain(200);
  });

  test.each([
    ["/pacs/..%5cstatistics", 400],
    ["/pacs/../pacs-admin/statistics", 400],
    ["/pacs/%2e%2e/statistics", 400],
    ["/pacs//studies", 308],
    ["/pacs/servers", 404],
  ])("%s is not served over HTTP/2 and does not reach Orthanc: %i", async (path, status) => {
    await reachedSince();
    expect((await ask(path)).status).toBe(status);
    expect(await reachedSince()).toEqual([]);
  });

  test("another authority gets 421 over HTTP/2, and two different ones are refused", async () => {
    const misdirected = await client.ask("/pacs/studies", { headers: { ":authority": "evil.example", cookie } });
    expect(misdirected.status).toBe(421);
    const two = await client.ask("/pacs/studies", { headers: { host: "evil.example", cookie } });
    expect(two.status).toBe(400);
  });

  test("a change from another origin is refused over HTTP/2", async () => {
    const headers = { ":method": "POST", origin: "https://evil.example", ...STORE };
    const answer = await ask("/pacs/studies", { headers, body: multipart() });
    expect([answer.status, reason(answer)]).toEqual([403, "foreign-origin"]);
  });

  describe.each(["GET", "DELETE", "PUT"])("an unannounced body of a %s over HTTP/2", (method) => {
    const uid = `2.25.${randomInt(1e9, 1e10)}`;
    const id = Array(5).fill(uid.slice(-8)).join("-");
    const paths: Readonly<Record<string, string>> = {
      GET: `/pacs/studies/${uid}/metadata`,
      DELETE: `/pacs-admin/studies/${id}`,
      PUT: `/pacs-admin/studies/${id}/labels/a`,
    };
    const path = paths[method] ?? "";
    const body = Buffer.from(`GET /dicom-web/studies/${uid} HTTP/1.1\r\n\r\n`);
    const reached = async (): Promise<string[]> =>
      (await reachedSince()).filter((line) => line.includes(uid.slice(-8)));

    test("an unannounced body sent at once does not reach Orthanc", async () => {
      // nginx has read it by the time that it passes the request on, or not.
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => ask(path, { headers: { ":method": method }, body })),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
      expect(await reached()).toEqual([]);
    });

    test("an unannounced body still to come does not reach Orthanc", async () => {
      const { status } = client.post(path, { ":method": method, cookie, origin: gateway.publicUrl });
      expect(await status).toBe(400);
      expect(await reached()).toEqual([]);
    });
  });

  test("an HTTP/2 body longer or shorter than its Content-Length is refused", async () => {
    for (const length of ["5", "500000"]) {
      const headers = { ":method": "POST", ...STORE, "content-length": length };
      await expect(ask("/pacs/studies", { headers, body: multipart() }).then(({ status }) => status)).resolves.toBe(
        400,
      );
    }
  });
});
