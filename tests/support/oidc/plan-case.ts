import { expect } from "vitest";
import type { Bend } from "./bend";
import { PATHS } from "./bent-answers";
import type { Json } from "./bent-tokens";
import { asked, expectAccepted, expectRefused, type PlanSite } from "./plan-site";

/** What shows that a module is passed. */
export type PlanCase = (site: PlanSite) => Promise<void>;

export function without(claims: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

/** An ID token that is not taken, for this reason; userinfo is not asked with what came beside it. */
export function refusedFor(reason: string, bend: Bend, cold = false): PlanCase {
  return async (site) => {
    if (cold) await site.restart();
    const attempt = await site.attempt(bend);
    expectRefused(attempt, 502, reason);
    expect(asked(attempt.asked, PATHS.token)).toBe(1);
    expect(asked(attempt.asked, PATHS.userinfo)).toBe(0);
  };
}

export function acceptedWith(bend: Bend, cold = false): PlanCase {
  return async (site) => {
    if (cold) await site.restart();
    expectAccepted(await site.attempt(bend));
  };
}
