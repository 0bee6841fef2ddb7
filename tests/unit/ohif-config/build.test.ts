import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { preloadLinks } from "../../../ohif-config/build/preload";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** An OHIF build of one's own, as small as one can be. */
const own = mkdtempSync(join(tmpdir(), "collimator-dist-"));
const out = mkdtempSync(join(tmpdir(), "collimator-out-"));
const viewer = join(out, "viewer");
const script = `${Array.from({ length: 200 }, (_, i) => `function part${i} ( ) { return   ${i} ; }`).join("\n")}\n`;
const page = `<!doctype html><html><head><script>window.PUBLIC_URL="/"</script><link rel="manifest" href="/manifest.json">
<script src="/app-config.js"></script><script defer src="/app.bundle.0123456789abcdef.js"></script></head></html>`;

const put = (name: string, content: string): void => {
  mkdirSync(join(own, name, ".."), { recursive: true });
  writeFileSync(join(own, name), content);
};
const build = (folder: string) =>
  spawnSync("node_modules/.bin/tsx", ["ohif-config/build/build.ts", out, folder], { encoding: "utf8" });
const read = (name: string): string => readFileSync(join(viewer, name), "utf8");

beforeAll(() => {
  put("index.html", page);
  put("app.bundle.0123456789abcdef.js", script);
  put("app.bundle.0123456789abcdef.js.map", "{}");
  put("app-config.js", "window.config = {};");
  put("sw.js", "importScripts('https://storage.googleapis.com/workbox.js')");
  put("ort/ort.js", "1");
  const { status, stderr } = build(own);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
afterAll(() => {
  for (const folder of [own, out]) rmSync(folder, { recursive: true, force: true });
});

describe("the build of the viewer, from VIEWER_DIST", () => {
  test("the viewer's build minifies scripts and compresses what it has minified", () => {
    const bundle = read("app.bundle.0123456789abcdef.js");
    expect(bundle.length).toBeLessThan(script.length);
    expect(bundle).toContain("function part199(){return 199}");
    const twin = (ending: string) => readFileSync(join(viewer, `app.bundle.0123456789abcdef.js.${ending}`));
    expect(brotliDecompressSync(twin("br")).toString()).toBe(bundle);
    expect(gunzipSync(twin("gz")).toString()).toBe(bundle);
  });

  test("the viewer's build leaves out what is not served, and the page's references to it", () => {
    for (const name of ["app.bundle.0123456789abcdef.js.map", "app-config.js", "sw.js", "ort", "index.html.br"])
      expect.soft(existsSync(join(viewer, name)), name).toBe(false);
    const own = read("index.html").replace(/<script src="\/session\.bundle\.[0-9a-f]{16}\.js"><\/script>/, "");
    expect(own).toBe(page.replace('<link rel="manifest" href="/manifest.json">', ""));
  });

  test("the viewer's build puts the hash of the page's inline script into the policy", () => {
    const policy = readFileSync(join(out, "viewer-csp.conf"), "utf8");
    // Computed with: printf '%s' 'window.PUBLIC_URL="/"' | openssl dgst -sha256 -binary | base64
    expect(policy).toContain(
      "script-src 'self' 'sha256-iDPt/Ua3DNNwIdzDqulCGYDYPv58ixnA75eez8NxOJg=' 'wasm-unsafe-eval';",
    );
  });

  test("the viewer's build names the page's scripts for nginx to preload", () => {
    const [app, config] = ["/app.bundle.0123456789abcdef.js", "/app-config.js"];
    const session = /\/session\.bundle\.[0-9a-f]{16}\.js/.exec(read("index.html"))?.[0] ?? "";
    const links = [session, config, app].map((file) => `<${file}>; rel=preload; as=script`);
    expect(readFileSync(join(out, "viewer-preload.conf"), "utf8")).toContain(`/index.html "${links.join(", ")}";`);
  });

  test("the viewer's build preloads style sheets and modules as such, and nothing from another origin or mode", () => {
    const page = `<link href="/a.css" rel="stylesheet"><link rel="icon" href="/i.png"><script type="module" src="/m.js">
      </script><script src="https://x.example/x.js"></script><script src="/c.js" crossorigin></script><script>1</script>`;
    expect(preloadLinks(page)).toBe("</a.css>; rel=preload; as=style, </m.js>; rel=modulepreload");
  });

  test("the viewer's build stops if the page names a missing file", () => {
    put("index.html", page.replace("0123456789abcdef", "fedcba9876543210"));
    const { status, stderr } = build(own);
    expect(status).not.toBe(0);
    expect(stderr).toContain("index.html names files that are not served: app.bundle.fedcba9876543210.js");
  });

  test("the viewer's build gets its folder from Compose, and an empty one if VIEWER_DIST is not set", () => {
    const context = (environment: Record<string, string>): string => {
      const env = { ...process.env, VIEWER_DIST: "", ...environment };
      const config = execFileSync("docker", ["compose", "config", "--format", "json"], { encoding: "utf8", env });
      const { services } = JSON.parse(config) as {
        services: { gateway: { build: { additional_contexts: Record<string, string> } } };
      };
      return services.gateway.build.additional_contexts["viewer-dist"] ?? "";
    };
    expect(context({ VIEWER_DIST: own })).toBe(own);
    expect(context({})).toBe(resolve("scripts/docker/no-viewer-dist"));
  });
});
