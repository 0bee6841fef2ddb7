import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { loginCases } from "./plan-cases-login";
import { logoutCases } from "./plan-cases-logout";
import { ownCases } from "./plan-cases-own";
import { type PlanSite, startPlanSite } from "../support/oidc/plan-site";
import { planTable } from "../support/oidc/plan-table";
import { userOf } from "../support/oidc/sign-on";

const cases = { ...loginCases, ...logoutCases, ...ownCases };
const rows = planTable.filter(({ result }) => result === "passed");
let site: PlanSite;

beforeAll(async () => {
  site = await startPlanSite(inject("stack"), inject("lab"));
});
afterAll(async () => site.stop());

test("every conformance module listed as passed is tried, and no other", () => {
  expect(Object.keys(cases).toSorted()).toEqual(rows.map(({ module }) => module).toSorted());
});

describe.each([...new Set(rows.map(({ plan }) => plan))])("%s", (plan) => {
  test.each(rows.filter((row) => row.plan === plan).map(({ module, demands }) => [module, demands]))(
    "%s: %s",
    async (module) => {
      await cases[module]?.(site);
    },
  );
});

test("no session was ended by a refused attempt", async () => {
  // As long as a worker may remember one.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  for (const { what, user, cookie } of site.living)
    expect([what, await userOf(site.origin, cookie)]).toEqual([what, user]);
  expect(site.living.length).toBeGreaterThan(10);
});
