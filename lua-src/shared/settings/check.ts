import { checkValue } from "./check-value";
import { crossChecks } from "./cross-checks";
import { unknownNames } from "./names";
import { oidcChecks } from "./oidc-checks";
import type { Problem } from "./problems";
import { schema, secretNames, valueOf } from "./schema";
import { chooseSecret } from "./secret";
import type { Environment } from "./setting";
import { readSettings, type Settings } from "./settings";

/** Either `settings`, or at least one problem. */
export interface Outcome {
  readonly settings?: Settings;
  readonly problems: readonly Problem[];
}

/**
 * Checks everything that is set, and all of it: the user sees every mistake at once.
 *
 * @param environment names to values, as bytes; "" counts as not set
 * @param names every name that is present; unknown ones are refused. `npm start` gives those of `.env`, because a
 *   shell's environment is full of other people's names
 * @param files for each `<secret>_FILE` that is set: what the file holds, or nothing where it cannot be read
 */
export function checkSettings(environment: Environment, names: readonly string[], files: Environment): Outcome {
  const problems: Problem[] = [];
  for (const setting of schema) {
    const value = environment[setting.name];
    const found = value === undefined || value === "" ? undefined : checkValue(setting, value);
    if (found !== undefined) problems.push(found);
  }
  const given: Record<string, string | undefined> = { ...environment };
  for (const name of secretNames()) {
    const { secret, problem } = chooseSecret(name, environment, files);
    given[name] = secret;
    if (problem !== undefined) problems.push(problem);
  }
  // Values that are wrong by themselves make no sense together.
  if (problems.length === 0) {
    const settings = readSettings((name) => valueOf(given, name));
    problems.push(...crossChecks(settings), ...oidcChecks(given));
    const unknown = unknownNames(names);
    return problems.length + unknown.length === 0
      ? { settings, problems: [] }
      : { problems: [...problems, ...unknown] };
  }
  return { problems: [...problems, ...unknownNames(names)] };
}
