/**
 * A real Chromium in the project's `browser` image, driven over its DevTools port.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { imageName } from "../../scripts/lib/image";
import { freePort, until } from "./docker";

const run = promisify(execFile);

/** For each action and each wait: a viewer takes its time on a slow machine. */
const PATIENCE_MS = 90_000;

/** WebGL in software (SwiftShader), and none of the requests that Chromium makes on its own account. */
const flags = [
  "--headless=new",
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--user-data-dir=/tmp/profile",
  "--remote-debugging-address=127.0.0.1",
];

/** A tab with a cookie jar of its own that notes what a page of ours must never do. */
export interface WatchedTab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Foreign requests, violations of the policy and console errors so far, a sentence each. */
  readonly complaints: () => readonly string[];
}

export interface TestBrowser {
  /**
   * Opens a tab. `origin` is the only origin that it may talk to, for example `http://127.0.0.1`.
   *
   * @param options of the context, such as no JavaScript
   */
  readonly open: (origin: string, options?: BrowserContextOptions) => Promise<WatchedTab>;
  /** Copies a folder into the browser's container, so that it can be chosen and dropped there under the path. */
  readonly bring: (folder: string, path: string) => Promise<void>;
  /** Ends the browser and its container. */
  readonly close: () => Promise<void>;
}

/**
 * Without netlink sockets Chromium can't see the host's interfaces come and go. Otherwise each container that starts
 * or stops elsewhere on the machine ends the page's requests with ERR_NETWORK_CHANGED.
 */
const withoutNetlink = `seccomp=${join(import.meta.dirname, "browser-seccomp.json")}`;

/**
 * Starts the container and waits until the browser answers.
 *
 * @param more flags of Chromium's
 * @throws if the image is not there, or the browser does not answer within 30 s; with Docker's own words
 */
export async function startBrowser(more: readonly string[] = []): Promise<TestBrowser> {
  const port = await freePort();
  const name = `collimator-test-browser-${process.pid}-${port}`;
  const container = ["--network", "host", "--security-opt", withoutNetlink, "--name", name, "--env", "HOME=/tmp"];
  const chromiumFlags = [...flags, ...more, `--remote-debugging-port=${port}`, "about:blank"];
  await run("docker", ["run", "--rm", "--detach", "--init", ...container, imageName("browser"), ...chromiumFlags]);
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await untilAnswer(`${endpoint}/json/version`, name);
    const browser = await chromium.connectOverCDP(endpoint);
    return {
      open: async (origin, options) =>
        watch(await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options }), origin),
      bring: async (folder, path) => {
        await run("docker", ["cp", folder, `${name}:${path}`]);
        await run("docker", ["exec", "--user", "0", name, "chmod", "-R", "a+rX", path]);
      },
      close: async () => {
        await browser.close();
        await stop(name);
      },
    };
  } catch (error) {
    await stop(name);
    throw error;
  }
}

async function stop(container: string): Promise<void> {
  await run("docker", ["rm", "--force", container]);
}

async function untilAnswer(address: string, container: string): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    const answer = await fetch(address).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  };
  try {
    await until("an answer of the browser", ask);
  } catch (error) {
    const { stdout, stderr } = await run("docker", ["logs", "--tail", "20", container]);
    throw new Error(`The browser does not answer. Its last words: ${stdout}${stderr}`, { cause: error });
  }
}

async function watch(context: BrowserContext, origin: string): Promise<WatchedTab> {
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  await context.exposeBinding("noteViolation", (_source, text: string) => {
    complaints.push(`policy: ${text}`);
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const note = (globalThis as unknown as { noteViolation: (text: string) => void }).noteViolation;
      note(`${event.effectiveDirective} refused ${event.blockedURI} on ${event.documentURI}`);
    });
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) complaints.push(`foreign: ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => {
    complaints.push(`error: ${error.error().message}`);
  });
  return { page: await context.newPage(), context, complaints: () => complaints };
}
