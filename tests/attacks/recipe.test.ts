import { afterAll, beforeAll, expect, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { answerBaselines, attacksOf, judgeAll } from "./judge";
import { startRecipe } from "./recipe/start";
import { get } from "./request";
import { siteAt } from "./site";
import { ATTACKS } from "./table";
import { send } from "./wire";

let recipe: Awaited<ReturnType<typeof startRecipe>>;

beforeAll(async () => {
  recipe = await startRecipe();
});

afterAll(async () => recipe.stop());

/** These need a login, which the recipe leaves to others or to nobody. */
const OF_LOGINS = ["no session", "cookies", "further cookies", "claimed identities", "changes from another site"];

/** These cross a path prefix: they reach what the prefix was to keep. */
const OF_PREFIXES = ["traversal with backslashes", "traversal with slashes", "traversal with encoded dots"];

test("a plain proxy configuration lets dozens of the same attacks through", async () => {
  const phantom = phantomSeries({ name: "recipe", slices: 1, rows: 32, columns: 32 });
  const stored = await storeInstances({ publicUrl: recipe.url, cookie: "" }, [...phantom.files()]);
  expect(stored).toEqual({ stored: 1, failed: 0 });
  const site = await siteAt(recipe.url, "");
  const page = await send(site, get("/"));
  const counts: Record<string, number> = {};
  for (const attackClass of ATTACKS.filter(({ name }) => !OF_LOGINS.includes(name))) {
    const attacks = attacksOf(attackClass, site, false);
    const judged = await judgeAll(site, attacks, await answerBaselines(site, attacks), page.body);
    const count = judged.filter(({ verdict }) => verdict === "through").length;
    if (count > 0) counts[attackClass.name] = count;
  }
  const through = sum(Object.values(counts));
  console.log(`${through} attacks got through the plain recipe:`, counts);
  expect(sum(OF_PREFIXES.map((name) => counts[name] ?? 0))).toBeGreaterThan(24);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
