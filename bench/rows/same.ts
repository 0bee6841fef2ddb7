import type { Arm, ArmName, Bench } from "../arms/bench";
import { armsOf, type Asked, capture, compareArms, together } from "../load/compare";
import type { JobRequest } from "../load/job";
import { type Load, measure, toJob } from "./requests";
import type { Prepared } from "./row";

/** Arms that have what the gateway answers under names of its own. */
const FILES: ReadonlySet<string> = new Set<ArmName>(["C", "L"]);

/**
 * A row whose arms are all asked for the same, which none of them sees for the first time: it is compared before, and
 * arm L gets it from the gateway, and arm C from L.
 *
 * @param alike what is compared, if the arms may answer what is measured in different ways
 */
export async function sameForAll(
  bench: Bench,
  names: readonly ArmName[],
  asked: readonly Asked[],
  load: Load,
  alike: readonly Asked[] = asked,
): Promise<Prepared> {
  const compared = await compareArms(
    armsOf(
      bench,
      names.filter((name) => !FILES.has(name)),
    ),
    alike,
  );
  const limit = names.includes("L") ? await capture(bench, asked) : undefined;
  const ofLimit = limit?.files ?? [];
  const kept = names.includes("C")
    ? await compareArms(armsOf(bench, ["C", "L"]), ofLimit)
    : { compared: 0, differences: [] };
  const jobs = new Map<string, readonly JobRequest[]>(
    names.map((name) => [name, toJob(bench.arms[name], FILES.has(name) ? ofLimit : asked)]),
  );
  return {
    round: async (name) => measure(bench.arms[name as ArmName] satisfies Arm, jobs.get(name) ?? [], load),
    bodies: async () => Promise.resolve(together(compared, kept, ...(limit === undefined ? [] : [limit.bodies]))),
  };
}
