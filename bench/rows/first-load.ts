import type { Page } from "playwright-core";
import { startBrowser, type TestBrowser } from "../../tests/support/browser";
import { lineTo } from "../load/slow-line";
import type { Row } from "./row";

/** The page itself, the viewer's configuration, whose session it is, and patients' data: asked for anew by every load. */
const ANEW = /^\/($|app-config\.js$|session$|pacs\/)/;

/** What a load carried over the network. */
interface Load {
  /** Heads included. */
  readonly bytes: number;
  /** Of bodies of files, which a browser keeps. */
  readonly fileBodies: number;
  /** Whose bodies those are. */
  readonly files: ReadonlySet<string>;
}

async function load(page: Page, navigate: () => Promise<unknown>): Promise<Load> {
  const devtools = await page.context().newCDPSession(page);
  const heads = new Map<string, { readonly path: string; readonly bytes: number }>();
  const files = new Set<string>();
  let [bytes, fileBodies] = [0, 0];
  devtools.on("Network.responseReceived", ({ requestId, response }) => {
    heads.set(requestId, { path: new URL(response.url).pathname, bytes: response.encodedDataLength });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    const head = heads.get(requestId);
    if (head === undefined || ANEW.test(head.path)) return;
    const body = Math.max(0, encodedDataLength - head.bytes);
    fileBodies += body;
    if (body > 0) files.add(`${head.path} (${body} bytes)`);
  });
  await devtools.send("Network.enable");
  await navigate();
  await page.getByText("Study List").waitFor();
  await page.waitForLoadState("networkidle");
  await devtools.detach();
  return { bytes, fileBodies, files };
}

async function visit(browser: TestBrowser, url: string, cookie: string): Promise<{ first: Load; reload: Load }> {
  const { page, context } = await browser.open(url);
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(cookie) ?? [];
  if (name !== "") await context.addCookies([{ name, value, url }]);
  const first = await load(page, () => page.goto(url, { waitUntil: "commit" }));
  const reload = await load(page, () => page.reload({ waitUntil: "commit" }));
  await context.close();
  return { first, reload };
}

/** The study list in a real browser with an empty cache, and again with a full one. */
export const firstLoad: Row = {
  name: "first-load",
  title: "First load of the viewer in a real browser, and a reload",
  arms: ["S", "G"],
  measures: [
    { name: "first", title: "first load", unit: "bytes" },
    { name: "reload", title: "reload", unit: "bytes" },
    { name: "files", title: "bodies of a reload, but page, configuration, session and data", unit: "bytes" },
  ],
  targets: [
    { measure: "first", above: "S", below: "G", atLeast: 1.8 },
    { measure: "files", above: "G", atMost: 0 },
  ],
  slow: true,
  mostRounds: 5,
  cold: true,
  prepare: async (bench) => {
    const browser = await startBrowser();
    // The viewer needs a secure context, which loopback is.
    const recipe = await lineTo(bench.arms.S);
    const urls = { S: `http://127.0.0.1:${recipe.arm.port}`, G: bench.stack.url };
    let again: readonly string[] = [];
    return {
      round: async (arm) => {
        const cookie = arm === "G" ? (bench.arms.G.headers["Cookie"] ?? "") : "";
        const { first, reload } = await visit(browser, urls[arm as "S" | "G"], cookie);
        if (arm === "G") again = [...reload.files];
        return { first: first.bytes, reload: reload.bytes, files: reload.fileBodies };
      },
      // Two builds of one viewer: their files are not the same, which is the point.
      bodies: async () => Promise.resolve({ compared: 0, differences: [] }),
      notes: () => [`The gateway sends at a reload: ${again.length === 0 ? "no file" : again.join(", ")}`],
      stop: async () => {
        await recipe.stop();
        await browser.close();
      },
    };
  },
};
