import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { WatchedTab } from "../browser";

export interface ScriptWatch {
  /** Nothing of what is stored has run, and nothing of it was markup that the policy alone has kept from running. */
  readonly expectNothingRan: () => void;
}

/** Sees what the hostile texts (`tests/support/payloads.ts`) run in a tab: call it before the first page. */
export async function watchScripts({ page, context, complaints }: WatchedTab): Promise<ScriptWatch> {
  /** Where a script ran. */
  const runs: string[] = [];
  await context.exposeBinding("noteRun", (_source, where: string) => {
    runs.push(where);
  });
  await context.addInitScript(() => {
    const page = globalThis as unknown as { x: () => void; noteRun: (where: string) => void };
    page.x = () => {
      page.noteRun(location.href);
    };
  });
  page.on("dialog", (dialog) => {
    runs.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return {
    expectNothingRan() {
      expect(runs).toEqual([]);
      expect(complaints().filter((complaint) => /^(policy|foreign):/.test(complaint))).toEqual([]);
    },
  };
}

/** Touches all that may wait for a pointer or the focus. */
export async function touch(page: Page): Promise<void> {
  await page.mouse.move(200, 200);
  await page.mouse.move(900, 600, { steps: 5 });
  for (let count = 0; count < 5; count += 1) await page.keyboard.press("Tab");
  await page.waitForTimeout(300);
}
