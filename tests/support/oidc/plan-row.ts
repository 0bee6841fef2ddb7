/** One module of a test plan, and how it went. */
export interface PlanRow {
  readonly plan: string;
  readonly module: string;
  /** What the plan wants of a relying party. */
  readonly demands: string;
  /** How the tests show it; for a module that does not apply, why. */
  readonly shown: string;
  readonly result: "passed" | "does not apply";
}

/** The rows of one plan. */
export function plan(name: string, ...rows: readonly Omit<PlanRow, "plan">[]): PlanRow[] {
  return rows.map((row) => ({ plan: name, ...row }));
}

export function passed(module: string, demands: string, shown: string): Omit<PlanRow, "plan"> {
  return { module, demands, shown, result: "passed" };
}

export function foreign(module: string, demands: string, why: string): Omit<PlanRow, "plan"> {
  return { module, demands, shown: why, result: "does not apply" };
}
