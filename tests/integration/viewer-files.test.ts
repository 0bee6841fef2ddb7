import { describe, expect, inject, test } from "vitest";
import { docker } from "../support/docker";
import { ask } from "../support/session";

/** Names of the viewer's files in the image. */
async function viewerFiles(): Promise<readonly string[]> {
  const { stdout } = await docker(
    ...[
      "exec",
      `${inject("stack").project}-gateway-1`,
      "sh",
      "-c",
      "cd /usr/share/collimator/viewer && find . -type f",
    ],
  );
  return stdout.split("\n").map((line) => line.replace(/^\./, ""));
}

const get = (path: string, coding = "br, gzip"): Promise<Response> =>
  ask(path, { headers: { "Accept-Encoding": coding } });

describe("the viewer's files", () => {
  test.each(["/", "/viewer?StudyInstanceUIDs=1.2.3", "/index.html", "/app-config.js"])(
    "%s is revalidated each time and never precompressed",
    async (path) => {
      const answer = await get(path);
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("content-encoding")).toBeNull();
      const etag = answer.headers.get("etag") ?? "";
      expect(etag).not.toBe("");
      expect((await ask(path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    },
  );

  test("the viewer's pages preload files that exist", async () => {
    const link = (await get("/viewer?StudyInstanceUIDs=1.2.3")).headers.get("link") ?? "";
    expect((await get("/")).headers.get("link")).toBe(link);
    const files = [...link.matchAll(/<([^>]+)>; rel=preload; as=(script|style)/g)];
    expect(files.map(([, file]) => file?.replace(/[0-9a-f]{16}/, "*"))).toEqual([
      ...["/session.bundle.*.js", "/app-config.js", "/app.bundle.*.js", "/app.bundle.css"],
    ]);
    for (const [, file = "", as = ""] of files) {
      const answer = await get(file);
      expect([answer.status, answer.headers.get("link")], file).toEqual([200, null]);
      expect(answer.headers.get("content-type")).toContain(as === "script" ? "javascript" : "css");
    }
  });

  test("index.html and app-config.js have no compressed twin", async () => {
    const files = await viewerFiles();
    expect(files).toContain("/index.html");
    expect(files.filter((file) => /^\/(index\.html|app-config\.js)\./.test(file))).toEqual([]);
  });

  test.each(["br", "gzip"])(
    "a bundle with a hash in its name is cached for a year, and is served as %s",
    async (coding) => {
      const bundle = (await viewerFiles()).find((file) => /^\/app\.bundle\.[0-9a-f]{16}\.js$/.test(file)) ?? "";
      const answer = await get(bundle, coding);
      const script = await answer.text();
      expect(answer.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
      expect(answer.headers.get("content-encoding")).toBe(coding);
      expect(answer.headers.get("content-type")).toMatch(/javascript/);
      expect(script.length).toBeLessThan(8_500_000);
      expect(Number(answer.headers.get("content-length"))).toBeLessThan(coding === "br" ? 2_000_000 : 2_500_000);
    },
  );

  test("a style sheet without a hash is revalidated", async () => {
    expect((await get("/app.bundle.css")).headers.get("cache-control")).toBe("no-cache");
  });

  test.each(["/app.bundle.0000000000000000.js", "/nothing.js", "/assets/nothing.png", "/viewer.css", "/index.html.br"])(
    "the missing file %s gets 404 and no page",
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    },
  );

  test("source maps, the service worker, the silent refresh and AI runtimes are not served", async () => {
    const files = await viewerFiles();
    expect(files.filter((file) => /\.map$|^\/(sw\.js|silent-refresh\.html|ort\/|google\.js)/.test(file))).toEqual([]);
  });
});

describe("the viewer's Content-Security-Policy", () => {
  test("the viewer's policy allows no inline script but the page's own, no eval and no foreign origin", async () => {
    const answer = await get("/");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' ('sha256-[^']+' )+'wasm-unsafe-eval';/);
    expect(policy.match(/'unsafe-inline'/g)).toHaveLength(1);
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    expect(policy).not.toMatch(/'unsafe-eval'|https?:|\*/);
    expect(policy).toContain("object-src 'self' blob:; frame-src blob:; base-uri");
    expect(policy).toContain("; report-uri /gateway/csp-report");
    expect(answer.headers.get("reporting-endpoints")).toBe('gateway="/gateway/csp-report"');
  });
});
