import { startBrowser, type WatchedTab } from "../../tests/support/browser";
import { seriesOf } from "../data/plan";
import { armsOf, compareArms } from "../load/compare";
import { openingOf } from "../load/open-study";
import { lineTo } from "../load/slow-line";
import type { Row } from "./row";

const LIMIT = 120_000;

/** Whether the middle of the viewport is not black any more; runs in the page. */
function isDrawn(): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>("canvas.cornerstone-canvas");
  if (canvas === null || canvas.width === 0) return false;
  const [red = 0] = canvas.getContext("2d")?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data ?? [];
  return red > 0;
}

/** A study in a real browser that has the viewer's files, from the navigation to the first image on the screen. */
export const studyOpenBrowser: Row = {
  name: "study-open-browser",
  title: "A study is opened in a real browser, until the first image; warm",
  arms: ["S", "G"],
  measures: [{ name: "wall", title: "time to the first image", unit: "ms" }],
  targets: [{ measure: "wall", above: "S", below: "G", atLeast: 8 }],
  slow: true,
  mostRounds: 5,
  prepare: async (bench) => {
    const series = seriesOf(bench.plan, "chest");
    const same = await compareArms(armsOf(bench, ["S", "G"]), openingOf(series));
    const browser = await startBrowser();
    const recipe = await lineTo(bench.arms.S);
    const urls = { S: `http://127.0.0.1:${recipe.arm.port}`, G: bench.stack.url };
    const address = `/viewer?StudyInstanceUIDs=${series[0]?.studyUid ?? ""}`;
    const tabs = new Map<string, WatchedTab>();
    return {
      round: async (arm) => {
        const url = urls[arm as "S" | "G"];
        const known = tabs.get(arm);
        const tab = known ?? (await browser.open(url));
        if (known === undefined) {
          tabs.set(arm, tab);
          const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(bench.arms.G.headers["Cookie"] ?? "") ?? [];
          if (arm === "G") await tab.context.addCookies([{ name, value, url }]);
        }
        const { page } = tab;
        const begin = performance.now();
        await page.goto(url + address, { waitUntil: "commit" });
        const wall = await page
          .waitForFunction(isDrawn, undefined, { polling: 20, timeout: LIMIT })
          .then(() => performance.now() - begin)
          .catch(() => undefined);
        if (wall === undefined) throw new Error(`${arm} shows no image: ${tab.complaints().slice(0, 3).join("; ")}`);
        await page.goto("about:blank");
        return { wall };
      },
      bodies: async () => Promise.resolve(same),
      stop: async () => {
        await recipe.stop();
        await browser.close();
      },
    };
  },
};
