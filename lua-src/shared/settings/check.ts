import { checkValue } from "./check-value";
import { readOrigins } from "./cors";
import { crossChecks } from "./cross-checks";
import { unknownNames } from "./names";
import { parseOrigin } from "./network";
import { readOidc } from "./oidc";
import { oidcChecks } from "./oidc-checks";
import { findSetting, schema } from "./schema";
import { LOCAL_ACCOUNTS } from "./schema-oidc";
import { TLS_MODES } from "./schema-tls";
import { chooseSecret } from "./secret";
import { parseSize } from "./size";
import { wholeNumber } from "./text";
import type { Environment, Outcome, Problem, Settings } from "./types";

/**
 * Checks everything that is set, and all of it: the user sees every mistake at once.
 *
 * @param environment names to values, as bytes; "" counts as not set
 * @param names every name that is present; unknown ones are refused. `npm start` gives those of `.env`, because a
 *   shell's environment is full of other people's names
 * @param files for each `<secret>_FILE` that is set: what the file holds, or nothing where it cannot be read
 */
export function checkSettings(environment: Environment, names: readonly string[], files: Environment): Outcome {
  const problems: Problem[] = [];
  for (const setting of schema) {
    const value = environment[setting.name];
    const found = value === undefined || value === "" ? undefined : checkValue(setting, value);
    if (found !== undefined) problems.push(found);
  }
  const password = chooseSecret("ADMIN_PASSWORD", environment, files);
  const clientSecret = chooseSecret("OIDC_CLIENT_SECRET", environment, files);
  if (password.problem !== undefined) problems.push(password.problem);
  if (clientSecret.problem !== undefined) problems.push(clientSecret.problem);
  // Values that are wrong by themselves make no sense together.
  if (problems.length === 0) {
    const text = (name: string): string => valueOf(environment, name);
    const secret = clientSecret.secret ?? "";
    const settings = readSettings(text, password.secret, secret);
    problems.push(...crossChecks(settings), ...oidcChecks(environment, text, secret));
    const unknown = unknownNames(names);
    return problems.length + unknown.length === 0
      ? { settings, problems: [] }
      : { problems: [...problems, ...unknown] };
  }
  return { problems: [...problems, ...unknownNames(names)] };
}

/** The value of a setting: what is given, or what stands in the schema. */
export function valueOf(environment: Environment, name: string): string {
  const given = environment[name];
  return given === undefined || given === "" ? (findSetting(name)?.fallback ?? "") : given;
}

type Text = (name: string) => string;

function readSettings(text: Text, adminPassword: string | undefined, clientSecret: string): Settings {
  const count = (name: string): number => wholeNumber(text(name)) ?? 0;
  const bytes = (name: string): number => parseSize(text(name)) ?? 0;
  const bindAddress = text("BIND_ADDRESS");
  const httpPort = count("HTTP_PORT");
  const given = text("PUBLIC_URL");
  const publicUrl = parseOrigin(given === "" ? `http://${bindAddress}:${httpPort}` : given)?.text ?? "";
  const oidc = readOidc(text, clientSecret);
  return {
    publicUrl,
    bindAddress,
    httpPort,
    tlsMode: TLS_MODES.find((mode) => mode === text("TLS_MODE")) ?? "off",
    ...(text("HTTPS_PORT") === "" ? {} : { httpsPort: count("HTTPS_PORT") }),
    tlsDir: text("TLS_DIR"),
    trustedProxies: text("TRUSTED_PROXIES"),
    dicomBind: text("DICOM_BIND"),
    dicomPort: count("DICOM_PORT"),
    dicomAet: text("DICOM_AET"),
    adminName: text("ADMIN_NAME"),
    ...(adminPassword === undefined ? {} : { adminPassword }),
    sessionIdleMinutes: count("SESSION_IDLE_MINUTES"),
    sessionMaxHours: count("SESSION_MAX_HOURS"),
    strangerLogLines: count("STRANGER_LOG_LINES"),
    ...(oidc === undefined ? {} : { oidc }),
    localAccounts: LOCAL_ACCOUNTS.find((who) => who === text("LOCAL_ACCOUNTS")) ?? "on",
    outboundProxy: withPort(text("OUTBOUND_PROXY")),
    outboundNoProxy: text("OUTBOUND_NO_PROXY"),
    uploadLimit: bytes("UPLOAD_LIMIT"),
    orthancMemory: bytes("ORTHANC_MEMORY"),
    archiveMinFree: bytes("ARCHIVE_MIN_FREE"),
    gatewayMemory: bytes("GATEWAY_MEMORY"),
    valkeyMemory: bytes("VALKEY_MEMORY"),
    cacheSize: bytes("CACHE_SIZE"),
    archiveNet: text("ARCHIVE_NET"),
    viewerTitle: text("VIEWER_TITLE"),
    viewerLogo: text("VIEWER_LOGO"),
    viewerLocale: text("VIEWER_LOCALE"),
    corsOrigins: readOrigins(text("CORS_ORIGINS")),
  };
}

/** A proxy's address with its port written out; "" where there is none. */
function withPort(proxy: string): string {
  const origin = parseOrigin(proxy);
  return origin === undefined ? "" : `http://${origin.host}:${origin.port}`;
}
