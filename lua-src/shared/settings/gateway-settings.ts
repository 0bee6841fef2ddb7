import type { rows } from "./schema";
import type { Settings } from "./settings";

/** What `setup` adds to settings.json that is not a setting: names and Lua types. */
export const made = {
  /** How many bytes all that is under way may make the archive load. */
  archiveBudget: "number",
  orthancHost: "string",
  orthancPort: "number",
  valkeyHost: "string",
  valkeyPort: "number",
  valkeyPassword: "string",
  /** 32 random bytes in base64, made once: what keys for sealed texts are derived from. */
  sealingSecret: "string",
} as const;

export type Made = {
  readonly [Name in keyof typeof made]: (typeof made)[Name] extends "number" ? number : string;
};

type GatewayRow = Extract<(typeof rows.settings)[number], { readonly gateway: true }>;

/** What settings.json holds: `setup` writes it, the gateway reads it. */
export type GatewaySettings = Made & Pick<Settings, GatewayRow["field"] | "oidc">;
