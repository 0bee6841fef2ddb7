import { schema } from "../../lua-src/shared/settings/schema";

const HEAD = [
  "# Settings of Collimator. Copy this file to .env and change what you need; what is not set has the value shown here.",
  "# Every setting is explained in docs/configuration.md. Put values with a $ or # in single quotes.",
];

/** What `.env.example` holds: every setting with its one-line explanation and its default, commented out. */
export function envExample(): string {
  const blocks = [HEAD.join("\n")];
  for (const scope of ["runtime", "build"] as const) {
    blocks.push(scope === "runtime" ? "# ---- what runs ----" : "# ---- how the images are built ----");
    for (const { name, explanation, fallback, secret } of schema.filter((setting) => setting.scope === scope)) {
      const lines = [`# ${explanation}`, `#${name}=${fallback}`];
      if (secret === true)
        lines.push(`# The same from a file, which user id 10001 must be able to read.`, `#${name}_FILE=`);
      blocks.push(lines.join("\n"));
    }
  }
  return `${blocks.join("\n\n")}\n`;
}
