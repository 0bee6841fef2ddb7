import { decodeObject } from "../../shared/json";
import { readFile } from "../../shared/read-file";
import { type GatewaySettings, made } from "../../shared/settings/gateway-settings";
import { readValue } from "../../shared/settings/read-value";
import { rows } from "../../shared/settings/schema";
import type { Setting } from "../../shared/settings/setting";

export type { OidcSettings } from "../../shared/settings/settings";

/** What `setup` has checked and written for the gateway, and what follows from it; times in seconds, sizes in bytes. */
export type Settings = GatewaySettings & {
  /** Host and, unless it is the scheme's own, port of `publicUrl`, in lower case. */
  readonly publicAuthority: string;
  /** The same without a port. */
  readonly publicName: string;
  /** Whether `publicUrl` is https: cookies are then `Secure` and carry the `__Host-` prefix. */
  readonly secure: boolean;
  /** The origins of CORS_ORIGINS, to be looked up as browsers write them; undefined where there are none. */
  readonly allowedOrigins: Readonly<Record<string, true | undefined>> | undefined;
  /** Whether answers are cached on disk (CACHE_SIZE). */
  readonly cache: boolean;
};

type Fields = Readonly<Record<string, unknown>>;

let current: Settings | undefined;

/** Each setting that the gateway reads must be there, with the type of its default. */
function requireSettings(from: Fields, settings: readonly Setting[], within = ""): void {
  for (const { field, gateway, kind, fallback = "" } of settings) {
    if (field !== undefined && gateway === true) requireType(from, field, type(readValue(kind, fallback)), within);
  }
}

function requireType(from: Fields, field: string, is: string, within = ""): void {
  if (type(from[field]) !== is) error(`settings.json lacks ${within}${field}`);
}

/** Checks that settings.json has everything that the gateway reads. */
function checked(object: Fields): GatewaySettings {
  requireSettings(object, rows.settings);
  for (const [name, is] of Object.entries(made)) requireType(object, name, is);
  const oidc = object["oidc"] as Fields | undefined;
  if (oidc !== undefined) {
    requireSettings(oidc, rows.oidc, "oidc.");
    requireType(oidc, "endpoints", "table", "oidc.");
    requireSettings(oidc["endpoints"] as Fields, rows.endpoints, "oidc.endpoints.");
  }
  return object as unknown as GatewaySettings;
}

/** Texts that are separated by commas, to be looked up; undefined for "". */
function setOf(list: string): Readonly<Record<string, true | undefined>> | undefined {
  if (list === "") return undefined;
  const found: Record<string, true> = {};
  for (const one of list.split(",")) found[one] = true;
  return found;
}

/** Reads the file once, at start-up; a missing or wrong file stops the start. */
export function loadSettings(path: string): void {
  const object = decodeObject(readFile(path) ?? "") ?? error(`${path} is missing or no JSON object`);
  const written = checked(object);
  const [scheme, authority] = string.match(written.publicUrl, "^(https?)://([^/]+)$");
  const publicAuthority = string.lower(authority ?? error("settings.json lacks an origin in publicUrl"));
  const [publicName] = string.gsub(publicAuthority, ":%d+$", "");
  current = {
    ...written,
    publicAuthority,
    publicName,
    secure: scheme === "https",
    allowedOrigins: setOf(written.corsOrigins),
    cache: written.cacheBytes > 0,
  };
}

/** The settings; only after `loadSettings`. */
export function settings(): Settings {
  return current ?? error("settings are not loaded");
}
