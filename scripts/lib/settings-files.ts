import { runtimeSettings, schema } from "../../lua-src/shared/settings/schema";
import { buildSettings } from "../../lua-src/shared/settings/schema-build";
import type { Setting } from "../../lua-src/shared/settings/setting";

/** What follows from the schema in other files: by the file's name, its text as it has to be, made from what it is. */
export const settingsFiles = {
  ".env.example": envExample,
  "docs/configuration.md": withTables,
  "docker-compose.yml": withEnvironment,
} as const satisfies Record<string, (text: string) => string>;

const HEAD = [
  "# Settings of Collimator. Copy this file to .env and change what you need; what is not set has the value shown here.",
  "# Every setting is explained in docs/configuration.md. Put values with a $ or # in single quotes.",
];

/** Every setting with its one-line explanation and its default, commented out. */
function envExample(): string {
  const blocks = [
    HEAD.join("\n"),
    "# ---- what runs ----",
    ...runtimeSettings.map(envLines),
    "# ---- how the images are built ----",
    ...buildSettings.map(envLines),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function envLines({ name, explanation, fallback = "", secret }: Setting): string {
  const lines = [`# ${explanation}`, `#${name}=${fallback}`];
  if (secret === true)
    lines.push("# The same from a file, which user id 10001 must be able to read.", `#${name}_FILE=`);
  return lines.join("\n");
}

function withTables(text: string): string {
  return text
    .replace(/(?<=\n## Settings\n\n)(\|.*\n)+/, () => table(runtimeSettings))
    .replace(/(?<=\n## Settings of builds\n\n)(\|.*\n)+/, () => table(buildSettings));
}

/** A table as Prettier writes it, each column as wide as its widest cell. */
function table(settings: readonly Setting[]): string {
  const rows = [["setting", "default", "what it is"], ...settings.map(cells)];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  lines.splice(
    1,
    0,
    widths.map((width) => "-".repeat(width)),
  );
  return lines.map((line) => `| ${line.join(" | ")} |\n`).join("");
}

function cells({ name, fallback = "", explanation }: Setting): string[] {
  return [`[${name}](#${name.toLowerCase()})`, fallback === "" ? "none" : `\`${fallback}\``, explanation];
}

/** Docker itself hands these to builds and containers. */
const BY_DOCKER = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

/** The names that `setup` is handed from the shell; a secret's file it finds where Compose mounts it. */
function withEnvironment(text: string): string {
  const lines = schema.filter(({ name }) => !BY_DOCKER.includes(name)).flatMap(environmentLines);
  return text.replace(/(?<=\n {2}setup:\n(?: {4}.*\n)* {4}environment:\n)( {6}- .*\n)+/, () => lines.join(""));
}

function environmentLines({ name, secret }: Setting): string[] {
  const file = `${name}_FILE`;
  const mounted = `      - ${file}=\${${file}:+/run/secrets/${name.toLowerCase()}}\n`;
  return secret === true ? [`      - ${name}\n`, mounted] : [`      - ${name}\n`];
}
