import { problem, type Problem } from "./problems";
import type { Environment } from "./setting";
import { shown } from "./text";

/**
 * A secret that is given as `<name>` or as a file by `<name>_FILE`. One newline at the file's end is left off.
 *
 * @returns the secret, or the problem where it cannot be used, or neither where none is given
 */
export function chooseSecret(
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
