import { crossChecks } from "./cross-checks";
import { unknownNames } from "./names";
import { oidcChecks } from "./oidc-checks";
import { type Problem, problem, mustBe } from "./problems";
import { schema, secretNames, valueOf } from "./schema";
import type { Environment, Setting } from "./setting";
import { readSettings, type Settings } from "./settings";
import { shown } from "./text";
import { simpleKinds } from "./kinds";
import { isUrl, isWholeNumber } from "./plain-values";
import { parseSize } from "./size";

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

/**
 * A secret that is given as `<name>` or as a file by `<name>_FILE`. One newline at the file's end is left off.
 *
 * @returns the secret, or the problem where it cannot be used, or neither where none is given
 */
function chooseSecret(
  name: string,
  environment: Environment,
  files: Environment,
): { readonly secret?: string; readonly problem?: Problem } {
  const value = environment[name] ?? "";
  const file = environment[name + "_FILE"] ?? "";
  if (file === "") return value === "" ? {} : { secret: value };
  if (value !== "") {
    return { problem: problem("CFG-017", name, `and ${name}_FILE are both set; only one of them may be.`) };
  }
  const content = withoutLineEnd(files[name] ?? "");
  if (content === "") {
    const said = `is ${shown(file)}; it must be a file with the secret in it that setup may read.`;
    return { problem: problem("CFG-018", name + "_FILE", said, name) };
  }
  return { secret: content };
}

function withoutLineEnd(text: string): string {
  if (text.endsWith("\r\n")) return text.slice(0, text.length - 2);
  return text.endsWith("\n") ? text.slice(0, text.length - 1) : text;
}

/** Checks one value that is set by itself; undefined: it is good. Passwords are checked with their user's name. */
function checkValue(setting: Setting, value: string): Problem | undefined {
  const { name, kind } = setting;
  if (kind.type === "size") return checkSize(setting, value);
  if (kind.type === "integer") {
    const allowed = `a whole number of ${kind.unit} from ${kind.min} to ${kind.max}`;
    return isWholeNumber(value, kind.min, kind.max) ? undefined : mustBe("CFG-011", name, value, allowed);
  }
  if (kind.type === "url") {
    const schemes = kind.schemes.map((scheme) => scheme + "://").join(" or ");
    // A mirror's address stays in the images; a proxy's does not.
    const without = kind.credentials ? "spaces or signs that need quoting" : "spaces, a user or a password";
    const good = isUrl(value, kind.schemes) && (kind.credentials || !value.includes("@"));
    return good
      ? undefined
      : mustBe("CFG-021", name, value, `an address that starts with ${schemes}, without ${without}`);
  }
  if (kind.type === "choice") {
    return kind.values.includes(value) ? undefined : mustBe("CFG-043", name, value, `one of ${kind.values.join(", ")}`);
  }
  if (kind.type === "password") return undefined;
  const [code, good, allowed] = simpleKinds[kind.type];
  return good(value) ? undefined : mustBe(code, name, value, allowed);
}

function checkSize(setting: Setting, value: string): Problem | undefined {
  if (setting.kind.type !== "size") return undefined;
  const { min, max, off } = setting.kind;
  if (off === true && (value === "off" || value === "0")) return undefined;
  const bytes = parseSize(value);
  const orOff = off === true ? ", or off" : "";
  if (bytes === undefined) {
    return mustBe(
      "CFG-008",
      setting.name,
      value,
      `a whole number with k, m or g behind it, such as 512m or 1g${orOff}`,
    );
  }
  if (bytes < (parseSize(min) ?? 0) || bytes > (parseSize(max) ?? 0)) {
    return mustBe("CFG-009", setting.name, value, `between ${min} and ${max}${orOff}`);
  }
  return undefined;
}
