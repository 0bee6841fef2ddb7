import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Locator, Page } from "playwright-core";
import { until } from "./docker";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
  readonly run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] }>;
}

/**
 * What axe-core has against the page as it is, a sentence each. The script comes by the debugger, which no policy of
 * the page stops, so the page is tested under its own.
 *
 * @throws if axe-core has found nothing to look at
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const { found, passed } = await page.evaluate(async () => {
    const { violations, passes } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return {
      found: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      passed: passes.length,
    };
  });
  if (passed < 10) throw new Error(`axe-core has looked at ${passed} rules only`);
  return found;
}

/**
 * Whether a text is legible: axe-core has measured the contrast of its letters, and has nothing against it. That is
 * awaited, since it measures nothing of what still comes into view, and nothing of letters in the colour of what is
 * behind them.
 */
export async function isLegible(text: Locator): Promise<boolean> {
  await text.page().evaluate(source);
  return until(`axe-core to measure the contrast of ${String(text)}`, async () => {
    const { passed, failed } = await contrasts(text);
    return passed + failed === 0 ? undefined : failed === 0;
  });
}

/** How many texts in an element axe-core finds legible and not, as soon as nothing is in motion. */
async function contrasts(text: Locator): Promise<{ readonly passed: number; readonly failed: number }> {
  return text.evaluate(async (element) => {
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(moving.map(async ({ finished }) => finished));
    const { axe } = globalThis as unknown as {
      axe: { run: (element: Element, options: object) => ReturnType<Axe["run"]> };
    };
    const { violations, passes } = await axe.run(element, { runOnly: ["color-contrast"] });
    return { passed: passes.length, failed: violations.length };
  });
}

/** By how many pixels the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}
