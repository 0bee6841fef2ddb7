import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PNG } from "pngjs";
import { imageName } from "../../scripts/lib/image";
import { type Ended, runContainer } from "../support/run-container";

/** What stands in for the project's ohif-config. */
const input = mkdtempSync(join(tmpdir(), "collimator-viewer-"));
chmodSync(input, 0o755);
const custom = join(input, "custom");

/** Runs `setup`, and after a good run a command that sees what it has written. */
function setup(settings: Readonly<Record<string, string>>, then = "true"): Ended {
  const variables = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const place = ["--network", "none", "--volume", `${input}:/ohif-config:ro`, "--entrypoint", "sh"];
  const command = `collimator setup > /dev/null && cd /secrets/gateway && ${then}`;
  return runContainer(...place, ...variables, imageName("gateway"), "-c", command);
}

interface Viewer {
  readonly config: Record<string, unknown>;
  readonly title: string | undefined;
  readonly stored: Record<string, string>;
  readonly cookie: string | undefined;
}

/** What app-config.js does to a page. */
function run(script: string, stored: Record<string, string> = {}): Viewer {
  const document: { title?: string; cookie?: string } = {};
  const localStorage = {
    getItem: (name: string) => stored[name] ?? null,
    setItem: (name: string, value: string) => {
      stored[name] = value;
    },
  };
  const window: { config?: Record<string, unknown> } = {};
  runInContext(script, createContext({ window, document, localStorage, location: {} }));
  return { config: window.config ?? {}, title: document.title, stored, cookie: document.cookie };
}

const appConfig = (settings: Readonly<Record<string, string>>): string =>
  setup(settings, "cat app-config.js").stdout.toString();

const NO_TOURS = '{"$set":[]}';

beforeEach(() => {
  rmSync(custom, { recursive: true, force: true });
  rmSync(join(input, "override.json"), { force: true });
  mkdirSync(custom);
});
afterAll(() => {
  rmSync(input, { recursive: true, force: true });
});

describe("viewer settings", () => {
  test("without viewer settings, everything but the tour is OHIF's own", () => {
    const { title, stored, cookie, config } = run(appConfig({}));
    expect([title, stored, cookie]).toEqual([undefined, {}, undefined]);
    expect(config).toMatchObject({ showStudyList: true, maxNumRequests: { prefetch: 25 } });
  });

  test.each([
    ["by default the viewer has its notice and no tour", {}, { option: "configure", days: 30 }, NO_TOURS],
    ["VIEWER_NOTICE=off hides the viewer's notice", { VIEWER_NOTICE: "off" }, { option: "never" }, NO_TOURS],
    ["VIEWER_TOUR=on shows the viewer's tour", { VIEWER_TOUR: "on" }, { option: "configure", days: 30 }, undefined],
  ])("%s", (_, settings, notice, tours) => {
    const { config } = run(appConfig(settings));
    expect(config["investigationalUseDialog"]).toEqual(notice);
    const { global } = config["customizationService"] as { global: Record<string, unknown> };
    expect(JSON.stringify(global["ohif.tours"])).toBe(tours);
  });

  test("override.json decides about the viewer's notice if it names it", () => {
    writeFileSync(join(input, "override.json"), JSON.stringify({ investigationalUseDialog: { option: "always" } }));
    expect(run(appConfig({ VIEWER_NOTICE: "off" })).config["investigationalUseDialog"]).toEqual({ option: "always" });
  });

  test("a title of any letters, including quotes, is the page's title", () => {
    expect(run(appConfig({ VIEWER_TITLE: `Röntgen "Süd" \\ 山` })).title).toBe(`Röntgen "Süd" \\ 山`);
  });

  test("a locale is set once in a browser, and a person's choice stays", () => {
    const script = appConfig({ VIEWER_LOCALE: "ja-JP" });
    const { stored, cookie } = run(script, { i18nextLng: "en-US" });
    expect(stored.i18nextLng).toBe("ja-JP");
    expect(cookie).toMatch(/^i18next=ja-JP; path=\//);
    expect(run(script, { ...stored, i18nextLng: "fr" }).stored.i18nextLng).toBe("fr");
    expect(run(appConfig({ VIEWER_LOCALE: "de" }), { ...stored, i18nextLng: "fr" }).stored.i18nextLng).toBe("de");
  });

  test("a logo is copied unchanged", () => {
    const png = PNG.sync.write(new PNG({ width: 4, height: 4 }));
    writeFileSync(join(custom, "our.png"), png);
    const copied = setup({ VIEWER_LOGO: "our.png" }, "base64 viewer-logo.png").stdout.toString();
    expect(Buffer.from(copied, "base64").equals(png)).toBe(true);
    expect(appConfig({ VIEWER_LOGO: "our.png" })).toContain('"logo":"/gateway/viewer-logo.png"');
  });

  test("override.json is merged: objects by key, the rest replaced", () => {
    const override = {
      showPatientInfo: "disabled",
      maxNumRequests: { prefetch: 50 },
      customizationService: { global: { "segmentation.store.defaultMode": { $set: "bitmap" } }, mode: {} },
    };
    writeFileSync(join(input, "override.json"), JSON.stringify(override, undefined, 2));
    const { config } = run(appConfig({}));
    expect(config).toMatchObject({ ...override, maxNumRequests: { interaction: 100, thumbnail: 25, prefetch: 50 } });
    expect(config).toHaveProperty(["customizationService", "global", "cornerstone.segmentationToolbarSections"]);
  });
});

const refused: readonly [string, string, string, string][] = [
  ["is a list", "[1]", "CFG-044", "override.json is not understood; it must be a JSON object"],
  ["has a comma too many", '{"showStudyList":true,}', "CFG-044", "is not understood"],
  ["has a key that does not exist", '{"showStudyLists":true}', "CFG-045", 'has the key "showStudyLists", which is not'],
  ["names a data source", '{"dataSources":[]}', "CFG-045", 'has the key "dataSources", which is not one that may be'],
  ["has a wrong key inside", '{"maxNumRequests":{"x":1}}', "CFG-045", 'has the key "maxNumRequests.x"'],
  ["loads code", '{"customizationService":{"requires":"x"}}', "CFG-045", "allowed are bootstrap, global, mode."],
  ["has text for a switch", '{"useCursors":"yes"}', "CFG-046", '"useCursors"; it must be true or false.'],
  ["has null for a number", '{"maxNumberOfWebWorkers":null}', "CFG-046", "it must be a number."],
  ["has an unknown word", '{"showPatientInfo":"never"}', "CFG-046", "it must be one of visible, visibleCollapsed,"],
];

describe("invalid viewer settings", () => {
  test.each(refused)("setup stops with a sentence if override.json %s", (_title, text, code, says) => {
    writeFileSync(join(input, "override.json"), text);
    const { status, stderr } = setup({});
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(says)]);
    expect(stderr).toMatch(
      new RegExp(`^${code}: ohif-config/override\\.json .* See docs/configuration\\.md#viewer-override`),
    );
    expect(status).toBe(78);
  });

  test.each([
    ["is missing", "none.svg", ""],
    ["is not a PNG", "a.png", "GIF89a"],
    ["is not an SVG", "a.svg", "<html></html>"],
    ["is too large", "b.svg", `<svg>${" ".repeat(256 * 1024)}</svg>`],
  ])("setup stops with a sentence if the logo %s", (_title, name, content) => {
    if (content !== "") writeFileSync(join(custom, name), content);
    const { status, stderr } = setup({ VIEWER_LOGO: name });
    expect(stderr).toMatch(
      new RegExp(`^CFG-018: VIEWER_LOGO is "${name}"; it must be a file .* See docs/configuration\\.md#viewer_logo\n$`),
    );
    expect(status).toBe(78);
  });
});
