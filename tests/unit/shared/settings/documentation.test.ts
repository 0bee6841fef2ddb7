import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { codes } from "../../../../lua-src/shared/settings/problems";
import { schema, settingNames } from "../../../../lua-src/shared/settings/schema";
import type { Kind } from "../../../../lua-src/shared/settings/setting";
import { settingsFiles } from "../../../../scripts/lib/settings-files";

const docs = readFileSync("docs/configuration.md", "utf8");
const compose = readFileSync("docker-compose.yml", "utf8");

/** What the paragraph "Allowed" has to say of a kind that names its bounds or its choices. */
function boundsOf(kind: Kind): string {
  if (kind.type === "size") return `from \`${kind.min}\` to \`${kind.max}\``;
  if (kind.type === "integer") return `from ${kind.min} to ${kind.max}`;
  return kind.type === "choice" ? `one of ${kind.values.map((value) => `\`${value}\``).join(", ")}` : "";
}

describe("documentation of settings", () => {
  test(".env.example holds every setting with its explanation and default", () => {
    const text = readFileSync(".env.example", "utf8");
    expect(text).toBe(settingsFiles[".env.example"]());
  });

  test.each(schema.map((setting) => [setting.name, setting] as const))(
    "docs/configuration.md explains %s",
    (_, setting) => {
      const { name, explanation, fallback = "", kind } = setting;
      expect(docs).toContain(`\n### ${name}\n\n${explanation}\n`);
      const [section = ""] = (docs.split(`\n### ${name}\n`)[1] ?? "").split("\n## ")[0]?.split("\n### ") ?? [];
      const allowed = section.split("\n").find((line) => line.startsWith("Allowed: ")) ?? "";
      expect(allowed).toContain(fallback === "" ? " Default: " : ` Default: \`${fallback}\`.`);
      expect(allowed).toContain(boundsOf(kind));
      const row = docs.split("\n").find((line) => line.startsWith(`| [${name}](#${name.toLowerCase()})`)) ?? "";
      expect(row).toContain(fallback === "" ? "none" : `\`${fallback}\``);
      expect(row).toContain(explanation);
    },
  );

  test("docs/configuration.md has a table of all settings", () => {
    expect(docs).toBe(settingsFiles["docs/configuration.md"](docs));
  });

  test.each(Object.entries(codes))("docs/configuration.md lists %s", (code, meaning) => {
    expect(docs).toMatch(new RegExp(`^\\| ${code} +\\| ${meaning.replaceAll(".", "\\.")} *\\|$`, "m"));
  });

  test("docker-compose.yml passes every setting to setup", () => {
    expect(compose).toBe(settingsFiles["docker-compose.yml"](compose));
    const [, service = ""] = /\n {2}setup:\n([\s\S]*?)\n {2}[a-z]+:\n/.exec(compose) ?? [];
    const [, list = ""] = /\n {4}environment:\n((?: {6}- [A-Z_]+(?:=.*)?\n)+)/.exec(service) ?? [];
    // Docker itself hands proxies to builds and containers.
    const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
    const handed = list
      .split("\n")
      .map((line) => line.trim().slice(2).replace(/=.*$/, ""))
      .filter((name) => name !== "");
    expect(handed.toSorted()).toEqual(
      settingNames()
        .filter((name) => !proxies.includes(name))
        .toSorted(),
    );
  });

  test("docker-compose.yml has the schema's defaults", () => {
    for (const [, name = "", fallback] of compose.matchAll(/\$\{([A-Z_]+):-([^}]*)\}/g)) {
      const setting = schema.find((one) => one.name === name);
      // Where the schema says "none", Compose may need a stand-in.
      if (setting?.fallback !== undefined) expect([name, fallback]).toEqual([name, setting.fallback]);
      else expect(settingNames()).toContain(name);
    }
  });
});
