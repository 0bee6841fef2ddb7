import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { LINES, TARGETS } from "../support/attack-samples";
import { docker } from "../support/docker";
import { httpGet, NAVIGATION } from "../support/http-get";
import { inTurn } from "../support/in-turn";
import { reachedSince } from "../support/orthanc-log";
import { ask } from "../support/session";

/** Everything that answers without a session; anything else has to refuse. */
const PUBLIC = [
  "/login",
  "/invite",
  "/healthz",
  "/readyz",
  "/gateway/csp-report",
  "/gateway/gateway.css",
  "/gateway/logo.svg",
  "/gateway/upload.js",
  "/gateway/viewer-logo.png",
  "/gateway/viewer-logo.svg",
];

const AT_ONCE = 8;

/** Every location of the outer server, as nginx itself prints its configuration. */
async function outerLocations(): Promise<string[]> {
  const gateway = `${inject("stack").project}-gateway-1`;
  const { stderr, stdout } = await docker("exec", gateway, "nginx", "-T", "-c", "/etc/collimator/nginx/nginx.conf");
  const files = (stdout + stderr).split("# configuration file ");
  const outer = files.filter((file) => /^\S*\/(locations\/|servers\/outer|snippets\/errors\/problems)/.test(file));
  const found = outer.flatMap((file) => [...file.matchAll(/^\s*location\s+(?:(=|~\*?|\^~)\s+)?(\S+)\s*\{/gm)]);
  return found.map(([, modifier = "", path = ""]) => `${modifier} ${path}`.trim());
}

/** The status code of the first answer to bytes as they are, or 0 for none. */
async function rawStatus(request: string): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(await rawAnswer(request))?.[1] ?? 0);
}

/** Sends bytes as they are and returns what comes back at first. */
async function rawAnswer(request: string): Promise<string> {
  const { port } = new URL(inject("stack").url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(request, "latin1"));
    let received = "";
    socket.setTimeout(60_000, () => socket.destroy(new Error("no answer in 60 s")));
    socket.on("data", (data) => {
      received += data.toString("latin1");
      if (received.includes("\r\n\r\n")) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => {
      resolve(received);
    });
  });
}

describe("access without a session", () => {
  test("only public locations answer without a session, by any method", async () => {
    const locations = await outerLocations();
    expect(locations).toContain("/pacs/");
    expect(locations).toContain("/");
    const { url } = inject("stack");
    const paths = locations
      .map((location) => location.replace(/^\S+ /, ""))
      .flatMap((path) =>
        path.endsWith("/") ? ["", "studies", "app/explorer.html", "index.html"].map((end) => path + end) : [path],
      );
    const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"];
    const requests = paths.flatMap((path) => methods.map((method) => ({ path, method })));
    await inTurn(requests, AT_ONCE, async ({ path, method }) => {
      const response = await fetch(url + path, { method, redirect: "manual", headers: { Origin: url } });
      const allowed = PUBLIC.includes(path) && ["GET", "HEAD", "POST"].includes(method);
      if (!allowed) expect.soft(response.status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    });
  });

  test("an API call without a session gets a problem document and no redirect", async () => {
    const response = await ask("/pacs/studies", { headers: { Cookie: "" } });
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    // The viewer's script knows by the first that a session has ended.
    expect(response.headers.get("www-authenticate")).toMatch(/^Session realm="collimator", Bearer /);
    expect(await response.json()).toMatchObject({ status: 401, reason: "no-session", login: "/login" });
  });

  test("a navigation without a session goes to the login and keeps the full address", async () => {
    const target = "/viewer?StudyInstanceUIDs=1.2.3,4.5.6&hangingProtocolId=mpr";
    const answer = await httpGet(inject("stack").url + target, NAVIGATION);
    expect(answer).toEqual({ status: 302, location: `/login?to=${encodeURIComponent(target)}` });
  });

  test.each([
    ["a header that is too large", `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${"a".repeat(20000)}\r\n\r\n`],
    ["an unknown version of HTTP", "GET / HTTP/3.0\r\nHost: x\r\n\r\n"],
    ["no request at all", "\x16\x03\x01 nonsense\r\n\r\n"],
  ])("%s gets a problem document under a Content-Security-Policy", async (_, bytes) => {
    const answer = await rawAnswer(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
    expect(answer).toContain("application/problem+json");
  });

  test.each(["/gateway//gateway.css", "/gateway/%67ateway.css", "/%68ealthz"])(
    "%s has one spelling only",
    async (path) => {
      expect((await ask(path)).status).toBe(400);
    },
  );

  test("the error page itself cannot be requested", async () => {
    expect((await ask("/.problem")).status).toBe(404);
  });
});

describe("access with the admin's session", () => {
  // From then on each test begins where the one before it has ended.
  beforeAll(async () => {
    await reachedSince();
  });

  const authority = (): string => new URL(inject("stack").url).host;
  const send = async (line: string, headers: string): Promise<number> =>
    rawStatus(`${line} HTTP/1.1\r\nHost: ${authority()}\r\nCookie: ${inject("session")}\r\n${headers}\r\n`);

  test.each(TARGETS)("GET %s is refused or redirected, and does not reach Orthanc", async (target) => {
    const status = await send(`GET ${target}`, "");
    // 308: to the address without its second slash.
    expect(target === "/pacs//studies" ? [308] : [400, 404, 405, 414]).toContain(status);
    expect(await reachedSince()).toEqual([]);
  });

  test.each(LINES)("%s with %j is refused and does not reach Orthanc", async (line, headers, statuses) => {
    const filled = headers
      .replace("ORIGIN", `Origin: ${inject("stack").url}`)
      .replace("STOW", 'Content-Type: multipart/related; type="application/dicom"; boundary=b');
    expect(statuses).toContain(await send(line, filled));
    expect(await reachedSince()).toEqual([]);
  });

  test("headers that override the method or claim an identity have no effect", async () => {
    // A search of its own, which no kept answer serves.
    const response = await ask(`/pacs/series?PatientID=${randomUUID()}`, {
      headers: {
        "X-HTTP-Method-Override": "DELETE",
        "X-HTTP-Method": "DELETE",
        "X-Method-Override": "DELETE",
        "Remote-User": "someone",
        Forwarded: "host=evil.example;proto=https",
      },
    });
    expect(response.status).toBe(200);
    expect(await reachedSince()).toEqual(["GET /dicom-web/series"]);
  });
});
