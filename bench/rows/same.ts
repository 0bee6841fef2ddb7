import type { Arm, ArmName, Bench } from "../arms/bench";
import { armsOf, type Asked, capture, compareArms, together } from "../load/compare";
import type { JobRequest } from "../load/job";
import { type Load, measure, toJob } from "./requests";
import type { Prepared } from "./row";

/**
 * A row whose arms are all asked for the same, which none of them sees for the first time: it is compared before, and
 * arm L gets it from the gateway.
 */
export async function sameForAll(
  bench: Bench,
  names: readonly ArmName[],
  asked: readonly Asked[],
  load: Load,
): Promise<Prepared> {
  const compared = await compareArms(
    armsOf(
      bench,
      names.filter((name) => name !== "L"),
    ),
    asked,
  );
  const limit = names.includes("L") ? await capture(bench, asked) : undefined;
  const ofLimit = (limit?.paths ?? []).map((path, at) => ({ path, headers: asked[at]?.headers ?? {} }));
  const jobs = new Map<string, readonly JobRequest[]>(
    names.map((name) => [name, toJob(bench.arms[name], name === "L" ? ofLimit : asked)]),
  );
  return {
    round: async (name) => measure(bench.arms[name as ArmName] satisfies Arm, jobs.get(name) ?? [], load),
    bodies: async () => Promise.resolve(limit === undefined ? compared : together(compared, limit.bodies)),
  };
}
