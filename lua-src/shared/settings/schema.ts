import { buildSettings } from "./schema-build";
import { capacitySettings } from "./schema-capacity";
import { networkSettings } from "./schema-network";
import { besideOidcSettings, endpointSettings, moreOidcSettings, oidcSettings } from "./schema-oidc";
import { peopleSettings } from "./schema-people";
import { viewerSettings } from "./schema-viewer";
import type { Environment, Setting } from "./setting";

/** The rows behind the fields of `Settings` (settings.ts), of its `oidc`, and of `oidc.endpoints`. */
export const rows = {
  settings: [...networkSettings, ...peopleSettings, ...besideOidcSettings, ...capacitySettings, ...viewerSettings],
  oidc: [...oidcSettings, ...moreOidcSettings],
  endpoints: endpointSettings,
} as const;

/** The settings of the running containers, in the order of `.env.example`. */
export const runtimeSettings: readonly Setting[] = [
  ...networkSettings,
  ...peopleSettings,
  ...oidcSettings,
  ...endpointSettings,
  ...moreOidcSettings,
  ...besideOidcSettings,
  ...capacitySettings,
  ...viewerSettings,
];

/** Every setting. */
export const schema: readonly Setting[] = [...runtimeSettings, ...buildSettings];

/** The setting of that name. */
export function findSetting(name: string): Setting | undefined {
  return schema.find((setting) => setting.name === name);
}

/** The value of a setting: what is given, or what stands in the schema. */
export function valueOf(given: Environment, name: string): string {
  const value = given[name];
  return value === undefined || value === "" ? (findSetting(name)?.fallback ?? "") : value;
}

/** The names of all secrets. */
export function secretNames(): string[] {
  return schema.filter((setting) => setting.secret === true).map((setting) => setting.name);
}

/** Every name that may be set: the settings, and `<name>_FILE` for each secret. */
export function settingNames(): string[] {
  const names: string[] = [];
  for (const setting of schema) {
    names.push(setting.name);
    if (setting.secret === true) names.push(setting.name + "_FILE");
  }
  return names;
}
