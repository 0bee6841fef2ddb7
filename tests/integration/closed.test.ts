import { connect } from "node:net";
import { describe, expect, inject, test } from "vitest";
import { LINES, TARGETS } from "../support/attack-samples";
import { docker } from "../support/docker";
import { httpGet, NAVIGATION } from "../support/http-get";
import { ask } from "../support/session";

/** Everything that answers without a session; anything else has to refuse. */
const PUBLIC = ["/login", "/healthz", "/readyz", "/gateway/gateway.css", "/gateway/logo.svg"];

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

  test.each(LINES)("%s with %j is refused and does not reach Orthanc", async (line, headers, statuses) => {
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
