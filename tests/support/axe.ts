import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

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

/** By how many pixels the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}
