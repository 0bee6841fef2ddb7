import { describe, expect, inject, test } from "vitest";
import { docker, until } from "../support/docker";
import { httpGet } from "../support/http-get";

const PATH = "/gateway/csp-report";
const OLD = "application/csp-report";
const NEW = "application/reports+json";

const send = (body: string, type: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(inject("stack").url + PATH, { method: "POST", body, headers: { "Content-Type": type, ...headers } });

/** The gateway's own messages; the access log goes to standard output. */
async function gatewayLog(): Promise<string> {
  const { stderr } = await docker("logs", `${inject("stack").project}-gateway-1`);
  return stderr;
}

/** The lines about violations that have come since, as soon as there are some. */
async function violations(since: number): Promise<readonly string[]> {
  return until("a line in the log", async () => {
    const lines = (await gatewayLog()).slice(since).split("\n");
    const found = lines.filter((line) => line.includes('"message":"csp-violation"'));
    return found.length > 0 ? found : undefined;
  });
}

/** A report in the old form. */
const report = (fields: Record<string, string | number>): string =>
  JSON.stringify({
    "csp-report": {
      "document-uri": `${inject("stack").url}/viewer?StudyInstanceUIDs=1.2.840.77&PatientName=Doe`,
      "violated-directive": "img-src",
      "blocked-uri": "https://evil.example/pixel.gif?name=Doe",
      "script-sample": "alert('Doe')",
      ...fields,
    },
  });

// In this order: the last test uses up what an address may send.
describe("Content-Security-Policy reports", () => {
  test("a policy violation report is logged in one line without query strings, without a session, and answered with 204", async () => {
    const before = (await gatewayLog()).length;
    const answer = await send(report({ "source-file": "https://cdn.example/a.js?x=Doe", "line-number": 7 }), OLD);
    expect(answer.status).toBe(204);
    const [line = "", ...more] = await violations(before);
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      directive: "img-src",
      blocked: "https://evil.example",
      page: "/viewer",
      source: "https://cdn.example",
      line: 7,
    });
    expect((await gatewayLog()).slice(before)).not.toMatch(/Doe|1\.2\.840\.77/);
  });

  test.each(["1e999", "-1", "1.5", "1e300", "null", '"7"', "[]", "{}"])(
    "a policy violation report with the line number %s is logged with the line 0",
    async (number) => {
      const before = (await gatewayLog()).length;
      const body = report({}).replace('"document-uri"', `"line-number":${number},"document-uri"`);
      expect((await send(body, OLD)).status).toBe(204);
      expect(JSON.parse((await violations(before))[0] ?? "")).toMatchObject({ directive: "img-src", line: 0 });
    },
  );

  test("a Reporting API report of a policy violation is logged, and other types are not", async () => {
    const before = (await gatewayLog()).length;
    const url = `${inject("stack").url}/pacs/studies/1.2.840.77?PatientName=Doe`;
    const body = { documentURL: url, effectiveDirective: "script-src-elem", blockedURL: "inline", sample: "Doe\n" };
    const reports = [
      { type: "deprecation", url, body: { message: "Doe" } },
      { type: "csp-violation", url, body },
    ];
    expect((await send(JSON.stringify(reports), NEW)).status).toBe(204);
    const lines = await violations(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"blocked":"inline"');
    expect((await gatewayLog()).slice(before)).not.toMatch(/Doe|1\.2\.840\.77/);
  });

  test("a policy violation report cannot add a line of its own to the log", async () => {
    const before = (await gatewayLog()).length;
    await send(report({ "violated-directive": 'x"}\n2026/01/01 [crit] forged', "blocked-uri": "blob\r\nforged" }), OLD);
    expect(await violations(before)).toHaveLength(1);
    expect((await gatewayLog()).slice(before)).not.toMatch(/^2026\/01\/01|\[crit\]|^forged/m);
  });

  test("an invalid, oversized or wrong-host policy violation report is refused", async () => {
    const { url } = inject("stack");
    expect((await send("{", OLD)).status).toBe(400);
    expect((await send("x=1", "application/x-www-form-urlencoded")).status).toBe(415);
    expect((await send(report({ "script-sample": "x".repeat(17_000) }), OLD)).status).toBe(413);
    expect((await fetch(url + PATH)).status).toBe(405);
    expect((await fetch(`${url}${PATH}?x=1`, { method: "POST" })).status).toBe(400);
    expect((await httpGet(url + PATH, { Host: "evil.example" })).status).toBe(421);
  });

  test("a policy violation report may come from another origin or none, since it changes nothing", async () => {
    expect((await send(report({}), OLD, { Origin: "null", "Sec-Fetch-Site": "cross-site" })).status).toBe(204);
  });

  test("policy violation reports are rate limited: of a hundred at once most are refused and not logged", async () => {
    const before = (await gatewayLog()).length;
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(report({}), OLD)));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(70);
    expect(new Set(statuses)).toEqual(new Set([204, 429]));
    expect((await violations(before)).length).toBeLessThan(30);
  });
});
