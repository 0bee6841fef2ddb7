import { connect } from "node:net";
import { describe, expect, inject, test } from "vitest";
import { docker } from "../support/docker";
import { httpGet, NAVIGATION } from "../support/http-get";
import { ask } from "../support/session";

/** Everything that answers without a session; anything else has to refuse. */
const PUBLIC = [
  "/login",
  "/healthz",
  "/readyz",
  "/gateway/csp-report",
  "/gateway/gateway.css",
  "/gateway/logo.svg",
  "/gateway/viewer-logo.png",
  "/gateway/viewer-logo.svg",
];

/** Every location of the outer server, as nginx itself prints its configuration. */
async function outerLocations(): Promise<string[]> {
  const gateway = `${inject("stack").project}-gateway-1`;
  const { stderr, stdout } = await docker("exec", gateway, "nginx", "-T", "-c", "/etc/collimator/nginx/nginx.conf");
  const files = (stdout + stderr).split("# configuration file ");
  const outer = files.filter((file) => /^\S*\/(locations\/|servers\/outer|snippets\/problems)/.test(file));
  const found = outer.flatMap((file) => [...file.matchAll(/^\s*location\s+(?:(=|~\*?|\^~)\s+)?(\S+)\s*\{/gm)]);
  return found.map(([, modifier = "", path = ""]) => `${modifier} ${path}`.trim());
}

/** Sends bytes as they are and returns the status code of the first answer, or 0 for none. */
async function rawStatus(request: string): Promise<number> {
  const { port } = new URL(inject("stack").url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(request, "latin1"));
    let received = "";
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in 10 s")));
    socket.on("data", (data) => {
      received += data.toString("latin1");
      if (received.includes("\r\n")) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0));
    });
  });
}

async function orthancLog(): Promise<string> {
  const { stdout, stderr } = await docker("logs", `${inject("stack").project}-orthanc-1`);
  return stdout + stderr;
}

describe("without a session", () => {
  test("no location but the public ones answers, by any method", async () => {
    const locations = await outerLocations();
    expect(locations).toContain("/pacs/");
    expect(locations).toContain("/");
    const { url } = inject("stack");
    for (const location of locations) {
      const path = location.replace(/^\S+ /, "");
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"]) {
        for (const suffix of path.endsWith("/") ? ["", "studies", "app/explorer.html", "index.html"] : [""]) {
          const response = await fetch(url + path + suffix, { method, redirect: "manual", headers: { Origin: url } });
          const allowed = PUBLIC.includes(path + suffix) && ["GET", "HEAD", "POST"].includes(method);
          if (!allowed) expect.soft(response.status, `${method} ${path}${suffix}`).toBeGreaterThanOrEqual(400);
        }
      }
    }
  });

  test("an API call gets a problem document and no redirect", async () => {
    const response = await ask("/pacs/studies", { headers: { Cookie: "" } });
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 401, reason: "no-session", login: "/login" });
  });

  test("a navigation goes to the login and keeps the full address", async () => {
    const target = "/viewer?StudyInstanceUIDs=1.2.3,4.5.6&hangingProtocolId=mpr";
    const answer = await httpGet(inject("stack").url + target, NAVIGATION);
    expect(answer).toEqual({ status: 302, location: `/login?to=${encodeURIComponent(target)}` });
  });

  test("the error page itself cannot be asked for", async () => {
    expect((await ask("/.problem")).status).toBe(404);
  });
});

/** The samples of attacks that cross a path prefix or change the method; "study" stands for a real UID. */
const TARGETS = [
  "/pacs/studies/..%5c..%5cstatistics",
  "/pacs/..%5c..%5cstatistics",
  "/pacs/..%5cstatistics",
  "/pacs/%2e%2e%5cstatistics",
  "/pacs/..\\..\\statistics",
  "/pacs/studies/1.2.3%2f..%2f..%2fstatistics",
  "/pacs/..%252fstudies",
  "/pacs/../statistics",
  "/pacs/./studies",
  "/pacs//studies",
  "//pacs/studies",
  "/pacs/studies/%00",
  "/pacs/studies;x=1",
  "/pacs/studies/1.2.3/../../../statistics",
  "/PACS/studies",
  "/pacs/studies/*",
  "/pacs/studies/1.2,1.3",
  "/pacs/studies/.1.2",
  "/pacs/studies/1..2",
  `/pacs/studies/${"1".repeat(65)}`,
  "/pacs/studies/1.2/series/1.3/instances/1.4/frames/0",
  "/pacs/studies/1.2/series/1.3/instances/1.4/bulk/xyz",
  "/pacs/servers",
  "/pacs/dicom-web/servers",
  "/pacs/dicom-web/..%5cstatistics",
  "/pacs/studies?_method=DELETE",
  "/pacs/studies?limit=5&_method=PUT",
  "/pacs/studies?%5fmethod=DELETE",
  "/pacs/studies?PatientID=1&PatientID=2",
  "/pacs/studies?PatientID=1&00100020=2",
  "/pacs/studies?patientid=1",
  "/pacs/studies?NoSuchKey=1",
  "/pacs/studies?limit=-1",
  "/pacs/studies?limit=1000000000",
  "/pacs/studies?PatientName=a%26_method%3DDELETE",
  `/pacs/studies?${Array.from({ length: 65 }, (_, i) => `includefield=0010${1000 + i}`).join("&")}`,
  "/pacs-admin/tools/execute-script",
  "/pacs-admin/tools/reset",
  "/pacs-admin/..%5csystem",
  "/pacs-admin/webdav/",
  "/pacs-admin/instances?_method=DELETE",
  "/pacs-admin/app/..%5c..%5csystem",
  "/viewer/..%5c..%5cpacs/studies",
  "/..%5csecrets/settings.json",
  "/../secrets/settings.json",
  "/app-config.js/../../secrets/settings.json",
];

describe("with the admin's session", () => {
  const authority = (): string => new URL(inject("stack").url).host;
  const send = async (line: string, headers: string): Promise<number> =>
    rawStatus(`${line} HTTP/1.1\r\nHost: ${authority()}\r\nCookie: ${inject("session")}\r\n${headers}\r\n`);

  test.each(TARGETS)("GET %s is refused and does not reach Orthanc", async (target) => {
    const before = (await orthancLog()).length;
    const status = await send(`GET ${target}`, "");
    expect([400, 404, 405, 414]).toContain(status);
    expect((await orthancLog()).slice(before)).not.toMatch(/\b(GET|POST|PUT|DELETE) \/(?!system)/);
  });

  const lines: readonly [string, string, readonly number[]][] = [
    ["TRACE /pacs/studies", "", [405]],
    ["PROPFIND /pacs/studies", "ORIGIN\r\n", [405]],
    ["PUT /pacs/studies", "Content-Length: 0\r\nORIGIN\r\n", [405]],
    ["PATCH /pacs/studies", "Content-Length: 0\r\nORIGIN\r\n", [405]],
    ["DELETE /pacs/studies/1.2.3", "ORIGIN\r\n", [405]],
    ["GET /pacs/studies", "Content-Length: 3\r\n", [400]],
    ["POST /pacs/studies", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\nORIGIN\r\n", [400]],
    ["POST /pacs/studies", "Content-Length: 3\r\nContent-Encoding: gzip\r\nSTOW\r\nORIGIN\r\n", [415]],
    ["POST /pacs/studies", "Content-Length: 3\r\nSTOW\r\n", [403]],
    ["POST /pacs/studies", "Content-Length: 3\r\nSTOW\r\nOrigin: http://evil.example\r\n", [403]],
    ["POST /pacs/studies", "Content-Length: 3\r\nSTOW\r\nORIGIN\r\nSec-Fetch-Site: cross-site\r\n", [403]],
    ["DELETE /pacs-admin/studies/0-0-0-0-0", "", [400, 403, 404]],
    ["POST /pacs-admin/tools/execute-script", "Content-Length: 0\r\nORIGIN\r\n", [404]],
    ["POST /pacs-admin/tools/reset", "Content-Length: 0\r\nORIGIN\r\n", [404]],
    ["POST /pacs-admin/tools/shutdown", "Content-Length: 0\r\nORIGIN\r\n", [404]],
    ["PUT /pacs-admin/modalities/x", "Content-Length: 2\r\nORIGIN\r\n", [404, 405]],
    ["GET http://evil.example/pacs/studies", "", [400, 421]],
  ];
  test.each(lines)("%s with %j is refused and does not reach Orthanc", async (line, headers, statuses) => {
    const before = (await orthancLog()).length;
    const filled = headers
      .replace("ORIGIN", `Origin: ${inject("stack").url}`)
      .replace("STOW", 'Content-Type: multipart/related; type="application/dicom"; boundary=b');
    expect(statuses).toContain(await send(line, filled));
    expect((await orthancLog()).slice(before)).not.toMatch(/\b(GET|POST|PUT|DELETE) \/(?!system)/);
  });

  test("headers that override the method or claim an identity are inert", async () => {
    const before = (await orthancLog()).length;
    const response = await ask("/pacs/studies?limit=1", {
      headers: {
        "X-HTTP-Method-Override": "DELETE",
        "X-HTTP-Method": "DELETE",
        "X-Method-Override": "DELETE",
        "Remote-User": "someone",
        Authorization: "Basic Z2F0ZXdheTp4",
        Forwarded: "host=evil.example;proto=https",
      },
    });
    expect(response.status).toBe(200);
    const seen = (await orthancLog()).slice(before);
    expect(seen).toMatch(/GET \/dicom-web\/studies/);
    expect(seen).not.toMatch(/DELETE/);
  });
});
