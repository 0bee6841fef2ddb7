import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { codes } from "../../lua-src/shared/settings/problems";
import { schema, settingNames } from "../../lua-src/shared/settings/schema";
import { envExample } from "../../scripts/lib/env-example";

const docs = readFileSync("docs/configuration.md", "utf8");
const compose = readFileSync("docker-compose.yml", "utf8");

describe("what is written about settings", () => {
  it(".env.example holds every setting with its explanation and default", () => {
    expect(readFileSync(".env.example", "utf8")).toBe(envExample());
  });

  it.each(schema.map((setting) => [setting.name, setting] as const))(
    "docs/configuration.md explains %s",
    (_, setting) => {
      const { name, explanation, fallback } = setting;
      expect(docs).toContain(`\n### ${name}\n\n${explanation}\n`);
      const row = docs.split("\n").find((line) => line.startsWith(`| [${name}](#${name.toLowerCase()})`)) ?? "";
      expect(row).toContain(fallback === "" ? "none" : `\`${fallback}\``);
      expect(row).toContain(explanation);
    },
  );

  it.each(Object.entries(codes))("docs/configuration.md lists %s", (code, meaning) => {
    expect(docs).toMatch(new RegExp(`^\\| ${code} +\\| ${meaning.replaceAll(".", "\\.")} *\\|$`, "m"));
  });

  it("docker-compose.yml hands every setting to setup", () => {
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

  it("docker-compose.yml has the schema's defaults", () => {
    for (const [, name = "", fallback] of compose.matchAll(/\$\{([A-Z_]+):-([^}]*)\}/g)) {
      const setting = schema.find((one) => one.name === name);
      // Where the schema says "none", Compose may need a stand-in.
      if (setting?.fallback !== undefined && setting.fallback !== "")
        expect([name, fallback]).toEqual([name, setting.fallback]);
      else expect(settingNames()).toContain(name);
    }
  });
});
