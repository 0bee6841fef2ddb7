import fc from "fast-check";
import { expect, inject, test } from "vitest";
import {
  type Comparison,
  compareRequests,
  compareTransactions,
  sum,
} from "../../../support/dicomweb-reference/compare";
import { request, transaction } from "../../../support/dicomweb-reference/generate";

const BATCH = 500;

/** The same targets in every run: a failure can be looked at again. `npm run fuzz` takes others. */
async function inBatches<T>(
  count: number,
  items: fc.Arbitrary<T>,
  compare: (url: string, batch: readonly T[]) => Promise<Comparison>,
): Promise<Comparison> {
  const comparisons: Comparison[] = [];
  for (let batch = 0; batch < count / BATCH; batch += 1) {
    comparisons.push(await compare(inject("luaUrl"), fc.sample(items, { numRuns: BATCH, seed: batch + 1 })));
  }
  return sum(comparisons);
}

test("20,000 printed transactions are parsed back to themselves", { timeout: 60_000 }, async () => {
  const { faults, accepted } = await inBatches(20_000, transaction, compareTransactions);
  expect(faults).toEqual([]);
  expect(accepted).toBe(20_000);
});

test("30,000 requests are parsed as the reference does, in one form only", { timeout: 60_000 }, async () => {
  const { faults, accepted, refused, undecided } = await inBatches(30_000, request, compareRequests);
  expect(faults).toEqual([]);
  // Both answers are common enough for the comparison to mean something.
  expect(accepted).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(10_000);
  expect(undecided).toBeLessThan(300);
});
