/**
 * What the first view of the study list costs, by hand (`npm run check:first-load`): transferred bytes, headers
 * included, of a first load and of a reload in a real browser, and the time from navigation to list; for the gateway
 * and for the unmodified viewer behind the plain recipe's nginx, in turn. Prints medians and ratios; status 1 where a
 * bound is broken.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { startBrowser, type TestBrowser } from "../../tests/support/browser";
import { spendFirstPassword } from "../../tests/support/forms";
import { startRecipe } from "./recipe";
import { startStack } from "../../tests/support/stack";

const ROUNDS = 5;
const FIRST_LIMIT = 3_000_000;
const RELOAD_LIMIT = 20_000;
const BYTES_RATIO = 1.8;

/** One load of the list. */
interface Load {
  readonly bytes: number;
  readonly requests: number;
  /** From navigation to the list on the screen. */
  readonly milliseconds: number;
  /** Of it, time that scripts ran. */
  readonly scripts: number;
}

interface Visit {
  readonly first: Load;
  readonly reload: Load;
}

/** Counts what the network carries while `navigate` brings up the list. */
async function measure(page: Page, navigate: () => Promise<unknown>): Promise<Load> {
  const devtools = await page.context().newCDPSession(page);
  let [bytes, requests] = [0, 0];
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    if (encodedDataLength > 0) requests += 1;
  });
  await devtools.send("Network.enable");
  await devtools.send("Performance.enable");
  const begin = performance.now();
  await navigate();
  await page.getByText("Study List").waitFor();
  const milliseconds = performance.now() - begin;
  const { metrics } = await devtools.send("Performance.getMetrics");
  const scripts = 1000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0);
  await page.waitForLoadState("networkidle");
  await devtools.detach();
  return { bytes, requests, milliseconds, scripts };
}

/** A person's first visit with an empty cache, and a reload. */
async function visit(browser: TestBrowser, url: string, cookie: string): Promise<Visit> {
  const { page, context } = await browser.open(url);
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(cookie) ?? [];
  await context.addCookies([{ name, value, url }]);
  const first = await measure(page, () => page.goto(url, { waitUntil: "commit" }));
  const reload = await measure(page, () => page.reload({ waitUntil: "commit" }));
  await context.close();
  return { first, reload };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function summary(loads: readonly Load[]): Load {
  const of = (field: keyof Load): number => Math.round(median(loads.map((load) => load[field])));
  return {
    bytes: of("bytes"),
    requests: of("requests"),
    milliseconds: of("milliseconds"),
    scripts: of("scripts"),
  };
}

const { stack, stop } = await startStack(process.cwd(), "first-load");
try {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  const recipe = await startRecipe(stack, cookie);
  const browser = await startBrowser();
  try {
    const arms = { gateway: stack.url, recipe: recipe.url };
    const visits = { gateway: [] as Visit[], recipe: [] as Visit[] };
    for (let round = 0; round < ROUNDS; round += 1)
      for (const arm of ["gateway", "recipe"] as const) visits[arm].push(await visit(browser, arms[arm], cookie));

    const result = (arm: "gateway" | "recipe") => ({
      first: summary(visits[arm].map(({ first }) => first)),
      reload: summary(visits[arm].map(({ reload }) => reload)),
    });
    const [ours, theirs] = [result("gateway"), result("recipe")];
    console.table({
      "gateway, first": ours.first,
      "recipe, first": theirs.first,
      "gateway, reload": ours.reload,
      "recipe, reload": theirs.reload,
    });
    const ratio = (field: keyof Load, load: "first" | "reload"): number => theirs[load][field] / ours[load][field];
    console.log(`recipe to gateway, first load: ${ratio("bytes", "first").toFixed(2)} times the bytes,`);
    console.log(`  ${ratio("milliseconds", "first").toFixed(2)} times the time to the list,`);
    console.log(`  ${ratio("scripts", "first").toFixed(2)} times the script time`);
    console.log(`recipe to gateway, reload: ${ratio("bytes", "reload").toFixed(0)} times the bytes,`);
    console.log(`  ${ratio("milliseconds", "reload").toFixed(2)} times the time to the list`);
    const good =
      ours.first.bytes <= FIRST_LIMIT &&
      ours.reload.bytes <= RELOAD_LIMIT &&
      ratio("bytes", "first") >= BYTES_RATIO &&
      ratio("milliseconds", "first") > 1;
    process.exitCode = good ? 0 : 1;
  } finally {
    await browser.close();
    await recipe.stop();
  }
} finally {
  await stop();
}
