/**
 * `npm run write:settings`: writes what follows from the schema of settings into `.env.example`, the tables of
 * docs/configuration.md and docker-compose.yml.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { root } from "./lib/project";
import { settingsFiles } from "./lib/settings-files";

for (const [name, made] of Object.entries(settingsFiles)) {
  const file = resolve(root, name);
  const text = readFileSync(file, "utf8");
  if (made(text) === text) continue;
  writeFileSync(file, made(text));
  console.log(name);
}
