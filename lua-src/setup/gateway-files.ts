import { encodeBase64 } from "../shared/base64";
import { userOf } from "../shared/policy/scopes";
import type { Made } from "../shared/settings/gateway-settings";
import { parseOrigin } from "../shared/settings/network";
import { rows } from "../shared/settings/schema";
import type { Setting } from "../shared/settings/setting";
import type { Settings } from "../shared/settings/settings";
import { archiveBudget } from "../shared/settings/size";
import { writeFile, hosts, places } from "./files";
import { type Field, jsonOf, memberFields, toJson } from "./json";
import type { ScopeSecret } from "./secrets";

export interface Secrets {
  readonly valkeyPassword: string;
  readonly sealingSecret: string;
  readonly orthancPasswords: readonly ScopeSecret[];
}

/** Everything that nginx and its Lua read. */
export function writeGatewayFiles(settings: Settings, secrets: Secrets): void {
  const put = (name: string, content: string): void => {
    writeFile(`${places.gateway}/${name}`, content);
  };
  put("settings.json", gatewaySettings(settings, secrets));
  put("generated.conf", nginxSettings(settings));
  put("orthanc-authorization.conf", authorizations(secrets.orthancPasswords));
  put("forwarded.conf", forwarded(settings.publicUrl));
}

function gatewaySettings(settings: Settings, secrets: Secrets): string {
  const made: Made = {
    archiveBudget: archiveBudget(settings.orthancMemory),
    orthancHost: `${settings.archiveNet}.${hosts.orthanc.last}`,
    orthancPort: hosts.orthanc.port,
    valkeyHost: `${settings.archiveNet}.${hosts.valkey.last}`,
    valkeyPort: hosts.valkey.port,
    valkeyPassword: secrets.valkeyPassword,
    sealingSecret: secrets.sealingSecret,
  };
  const fields = [...fieldsOf(rows.settings, settings), ...memberFields(made)];
  return toJson([["version", 1], ...fields, ...oidcFields(settings)]);
}

/** Single sign-on; nothing where it is off. */
function oidcFields({ oidc }: Settings): Field[] {
  if (oidc === undefined) return [];
  const endpoints = fieldsOf(rows.endpoints, oidc.endpoints);
  return [["oidc", [...fieldsOf(rows.oidc, oidc), ["endpoints", endpoints]]]];
}

/** The fields of settings that the gateway reads, in the order of their rows. */
function fieldsOf(settings: readonly Setting[], values: Readonly<Record<string, unknown>>): Field[] {
  const fields: Field[] = [];
  for (const { field, gateway } of settings) {
    if (field !== undefined && gateway === true) fields.push([field, jsonOf(values[field])]);
  }
  return fields;
}

/** Included at nginx's http level. */
function nginxSettings(settings: Settings): string {
  return [
    "upstream orthanc {",
    `    server ${settings.archiveNet}.${hosts.orthanc.last}:${hosts.orthanc.port} max_fails=0;`,
    // An idle connection holds a thread of Orthanc's: not many of a worker, and not for long. Far below the five seconds
    // of KeepAliveTimeout (orthanc.json) after which Orthanc closes one; one that is reused at that moment fails.
    "    keepalive 8;",
    "    keepalive_timeout 900ms;",
    "}",
    "",
    'map "" $collimator_public_url {',
    `    default "${settings.publicUrl}";`,
    "}",
    "",
    'map "" $csp_report {',
    `    default "${reportDirectives(settings.publicUrl)}";`,
    "}",
    "",
    `client_max_body_size ${settings.uploadLimitBytes};`,
    ...cachePaths(settings),
    "",
  ].join("\n");
}

/**
 * Where answers are kept (nginx/conf.d/cache-zones.conf). Those of searches hold for seconds and go when nobody has
 * asked for them as long.
 */
function cachePaths({ cacheBytes }: Settings): string[] {
  if (cacheBytes === 0) return [];
  // One level of folders: with two, each file of a new cache has to make its own.
  const common = "levels=2 use_temp_path=off min_free=1g";
  return [
    `proxy_cache_path /cache/answers ${common} keys_zone=answers:64m max_size=${cacheBytes} inactive=30d;`,
    `proxy_cache_path /cache/searches ${common} keys_zone=searches:4m max_size=256m inactive=15s;`,
  ];
}

/**
 * Included at nginx's http level: from the scope that the outer server has given a request to the credentials of the
 * scope's user. Without a known scope there are none, and Orthanc answers 401.
 */
function authorizations(passwords: readonly ScopeSecret[]): string {
  const lines = passwords.map(({ scope, password }) => {
    return `    ${scope} "Basic ${encodeBase64(`${userOf(scope)}:${password}`)}";`;
  });
  return ["map $http_x_scope $orthanc_authorization {", '    default "";', ...lines, "}", ""].join("\n");
}

/**
 * Where a policy's violations are reported to (CSP Level 3, section 6.5). Browsers that know report-to pass over
 * report-uri, but Chromium takes an endpoint by https only: with plain http on loopback there is report-uri alone.
 */
function reportDirectives(publicUrl: string): string {
  const uri = "report-uri /gateway/csp-report";
  return publicUrl.startsWith("https://") ? `${uri}; report-to gateway` : uri;
}

/** Orthanc makes absolute addresses from these headers; they come from PUBLIC_URL, never from a request. */
function forwarded(publicUrl: string): string {
  const scheme = parseOrigin(publicUrl)?.scheme ?? "https";
  const authority = publicUrl.slice(scheme.length + 3);
  return [
    `proxy_set_header X-Forwarded-Host "${authority}";`,
    `proxy_set_header X-Forwarded-Proto "${scheme}";`,
    "",
  ].join("\n");
}
