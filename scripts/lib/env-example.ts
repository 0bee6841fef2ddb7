import { runtimeSettings } from "../../lua-src/shared/settings/schema";
import { buildSettings } from "../../lua-src/shared/settings/schema-build";
import type { Setting } from "../../lua-src/shared/settings/setting";

const HEAD = [
  "# Settings of Collimator. Copy this file to .env and change what you need; what is not set has the value shown here.",
  "# Every setting is explained in docs/configuration.md. Put values with a $ or # in single quotes.",
];

/** What `.env.example` holds: every setting with its one-line explanation and its default, commented out. */
export function envExample(): string {
  const blocks = [
    HEAD.join("\n"),
    "# ---- what runs ----",
    ...runtimeSettings.map(blockOf),
    "# ---- how the images are built ----",
    ...buildSettings.map(blockOf),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function blockOf({ name, explanation, fallback, secret }: Setting): string {
  const lines = [`# ${explanation}`, `#${name}=${fallback}`];
  if (secret === true) lines.push("# The same from a file, which user id 10001 must be able to read.", `#${name}_FILE=`);
  return lines.join("\n");
}
