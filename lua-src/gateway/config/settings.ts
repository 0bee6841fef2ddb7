import { decodeObject, numberField, textField } from "../../shared/json";
import { readFile } from "../../shared/read-file";
import type { OidcSettings } from "../../shared/settings/oidc";
import { readOidc } from "./read-oidc";

export type { OidcSettings } from "../../shared/settings/oidc";

/** What `setup` has checked and written for the gateway; times in seconds, sizes in bytes. */
export interface Settings {
  readonly publicUrl: string;
  /** Host and, unless it is the scheme's own, port of `publicUrl`, in lower case. */
  readonly publicAuthority: string;
  /** Whether `publicUrl` is https: cookies are then `Secure` and carry the `__Host-` prefix. */
  readonly secure: boolean;
  /** Who ends TLS; see `lua-src/shared/settings/schema-tls.ts`. */
  readonly tlsMode: string;
  readonly adminName: string;
  readonly sessionIdleSeconds: number;
  readonly sessionMaxSeconds: number;
  /** How many lines an hour the log holds about requests for which no person or token is known. */
  readonly strangerLogLines: number;
  /** The origins of CORS_ORIGINS, as browsers write them; undefined where there are none. */
  readonly corsOrigins: Readonly<Record<string, true | undefined>> | undefined;
  /** Whether answers are kept on disk (CACHE_SIZE). */
  readonly cache: boolean;
  /** UPLOAD_LIMIT, in bytes. */
  readonly uploadLimitBytes: number;
  /** How many bytes all that is under way may make the archive load. */
  readonly archiveBudget: number;
  /** ARCHIVE_MIN_FREE, in bytes. */
  readonly archiveMinFreeBytes: number;
  readonly orthancHost: string;
  readonly orthancPort: number;
  readonly valkeyHost: string;
  readonly valkeyPort: number;
  readonly valkeyPassword: string;
  /** Single sign-on; undefined where it is off. */
  readonly oidc: OidcSettings | undefined;
  /** Who may log in with a password: everybody who has one, or `adminName` alone. */
  readonly localAccounts: "on" | "admin";
  /** 32 random bytes in base64, made once: what keys for sealed texts are derived from. */
  readonly sealingSecret: string;
  /** `http://host:port` of a proxy for what the gateway asks of others, or "". */
  readonly outboundProxy: string;
  /** Hosts that are asked without the proxy. */
  readonly outboundNoProxy: readonly string[];
}

let current: Settings | undefined;

function required<T>(value: T | undefined, name: string): T {
  return value ?? error(`settings.json lacks ${name}`);
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
  const text = (name: string): string => required(textField(object, name), name);
  const number = (name: string): number => required(numberField(object, name), name);
  const publicUrl = text("publicUrl");
  const [scheme, authority] = string.match(publicUrl, "^(https?)://([^/]+)$");
  current = {
    publicUrl,
    publicAuthority: string.lower(required(authority, "an origin in publicUrl")),
    secure: scheme === "https",
    tlsMode: text("tlsMode"),
    adminName: text("adminName"),
    sessionIdleSeconds: number("sessionIdleSeconds"),
    sessionMaxSeconds: number("sessionMaxSeconds"),
    strangerLogLines: number("strangerLogLines"),
    corsOrigins: setOf(text("corsOrigins")),
    cache: number("cacheBytes") > 0,
    uploadLimitBytes: number("uploadLimitBytes"),
    archiveBudget: number("archiveBudget"),
    archiveMinFreeBytes: number("archiveMinFreeBytes"),
    orthancHost: text("orthancHost"),
    orthancPort: number("orthancPort"),
    valkeyHost: text("valkeyHost"),
    valkeyPort: number("valkeyPort"),
    valkeyPassword: text("valkeyPassword"),
    oidc: readOidc(object),
    localAccounts: text("localAccounts") === "admin" ? "admin" : "on",
    sealingSecret: text("sealingSecret"),
    outboundProxy: text("outboundProxy"),
    outboundNoProxy: required(object["outboundNoProxy"] as readonly string[] | undefined, "outboundNoProxy"),
  };
}

/** The settings; only after `loadSettings`. */
export function settings(): Settings {
  return current ?? error("settings are not loaded");
}
