/**
 * What a setting is. Everything in this folder runs twice: in node (`npm start`) and in LuaJIT (`setup`). So it keeps to
 * what both sides do alike: ASCII string methods, arrays, plain objects. Text is a string of bytes: node hands values
 * over as Latin-1 views of their UTF-8 bytes, which is what a Lua string is anyway.
 *
 * @module
 */
import type { OidcSettings } from "./oidc";
import type { LOCAL_ACCOUNTS } from "./schema-oidc";
import type { TLS_MODES } from "./schema-tls";

/** What a value has to look like. Sizes are written `512m` or `1g`, as Docker and nginx do, or `off` where that is allowed. */
export type Kind =
  | { readonly type: "address" }
  | { readonly type: "port" }
  | { readonly type: "origin" }
  | { readonly type: "url"; readonly schemes: readonly string[]; readonly credentials: boolean }
  | { readonly type: "hosts" }
  | { readonly type: "proxies" }
  | { readonly type: "origins" }
  | { readonly type: "size"; readonly min: string; readonly max: string; readonly off?: boolean }
  | { readonly type: "integer"; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly type: "aet" }
  | { readonly type: "subnet" }
  | { readonly type: "name" }
  | { readonly type: "password" }
  | { readonly type: "file" }
  | { readonly type: "image" }
  | { readonly type: "suite" }
  | { readonly type: "tag" }
  | { readonly type: "title" }
  | { readonly type: "logo" }
  | {
      readonly type:
        "issuer" | "endpoint" | "proxy" | "no-proxy" | "roles" | "claim" | "claims" | "printable" | "words";
    }
  | { readonly type: "choice"; readonly values: readonly string[] };

export interface Setting {
  readonly name: string;
  /** The value when nothing is given; "" where that means "none" or "derived from other settings". */
  readonly fallback: string;
  /** One line, shown in `.env.example` and `docs/configuration.md`. */
  readonly explanation: string;
  readonly kind: Kind;
  /** `runtime`: what the containers do. `build`: how the images are made. */
  readonly scope: "runtime" | "build";
  /** A secret's value is never shown; it can also be given as the name of a file, by `<name>_FILE`. */
  readonly secret?: boolean;
}

/** Why the start is refused. */
export interface Problem {
  /** Stable: `CFG-` and three digits, listed in docs/configuration.md. */
  readonly code: string;
  readonly setting: string;
  /** Names the setting, its value (never a secret's) and what is allowed. Ends with a place in the docs. */
  readonly sentence: string;
}

/** Who ends TLS: nobody (loopback only), the gateway with one certificate or the other, or a proxy in front of it. */
export type TlsMode = (typeof TLS_MODES)[number];

/** Who may log in with a password: everybody who has one, or only the first administrator. */
export type LocalAccounts = (typeof LOCAL_ACCOUNTS)[number];

/** Checked settings of the containers, typed. Sizes are bytes. */
export interface Settings {
  readonly publicUrl: string;
  readonly bindAddress: string;
  readonly httpPort: number;
  readonly tlsMode: TlsMode;
  /** Set where the gateway ends TLS. */
  readonly httpsPort?: number;
  /** A folder of the host; "" unless TLS_MODE is `files`. */
  readonly tlsDir: string;
  /** `host`, or addresses and networks separated by commas; "" unless TLS_MODE is `proxy`. */
  readonly trustedProxies: string;
  readonly dicomBind: string;
  readonly dicomPort: number;
  readonly dicomAet: string;
  readonly adminName: string;
  /** Given by ADMIN_PASSWORD or ADMIN_PASSWORD_FILE; absent: `setup` generates one. */
  readonly adminPassword?: string;
  readonly sessionIdleMinutes: number;
  readonly sessionMaxHours: number;
  readonly strangerLogLines: number;
  /** Single sign-on; absent where it is off. */
  readonly oidc?: OidcSettings;
  readonly localAccounts: LocalAccounts;
  /** `http://host:port`, or "". */
  readonly outboundProxy: string;
  /** Hosts separated by commas, or "". */
  readonly outboundNoProxy: string;
  readonly uploadLimit: number;
  readonly orthancMemory: number;
  readonly archiveMinFree: number;
  readonly gatewayMemory: number;
  readonly valkeyMemory: number;
  /** 0 where there is no cache. */
  readonly cacheSize: number;
  /** The first three octets of the internal network, e.g. "10.213.77". */
  readonly archiveNet: string;
  /** "" for OHIF's own. */
  readonly viewerTitle: string;
  /** A file's name in ohif-config/custom; "" for OHIF's own logo. */
  readonly viewerLogo: string;
  /** "" for the browser's own. */
  readonly viewerLocale: string;
  /** Origins as browsers write them, separated by commas; "" for none. */
  readonly corsOrigins: string;
}

/** Either `settings`, or at least one problem. */
export interface Outcome {
  readonly settings?: Settings;
  readonly problems: readonly Problem[];
}

/** Names to values; a name that is present with "" counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;
