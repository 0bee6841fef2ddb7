import { buildSettings } from "./schema-build";
import { oidcSettings } from "./schema-oidc";
import { tlsSettings } from "./schema-tls";
import type { Setting } from "./types";

/** The languages that OHIF 3.13 has texts in, by the names that it gives them. */
const LOCALES = ["ar", "de", "en-US", "es", "fr", "ja-JP", "nl", "pt-BR", "ru", "tr-TR", "vi", "zh"];

/** Every setting, in the order of `.env.example`. */
export const schema: readonly Setting[] = [
  {
    name: "PUBLIC_URL",
    fallback: "",
    explanation:
      "The one address people use, e.g. https://pacs.example.org; default: http:// with BIND_ADDRESS and HTTP_PORT.",
    kind: { type: "origin" },
    scope: "runtime",
  },
  {
    name: "BIND_ADDRESS",
    fallback: "127.0.0.1",
    explanation:
      "IPv4 address of this machine on which HTTP and HTTPS are published; 0.0.0.0 is all of them and needs a TLS_MODE.",
    kind: { type: "address" },
    scope: "runtime",
  },
  {
    name: "HTTP_PORT",
    fallback: "80",
    explanation: "TCP port on which HTTP is published.",
    kind: { type: "port" },
    scope: "runtime",
  },
  ...tlsSettings,
  {
    name: "DICOM_BIND",
    fallback: "127.0.0.1",
    explanation: "IPv4 address of this machine on which the DICOM port is published.",
    kind: { type: "address" },
    scope: "runtime",
  },
  {
    name: "DICOM_PORT",
    fallback: "4242",
    explanation: "TCP port on which modalities send by DICOM C-STORE.",
    kind: { type: "port" },
    scope: "runtime",
  },
  {
    name: "DICOM_AET",
    fallback: "ORTHANC",
    explanation: "AE title of the archive; a sender that calls another one is refused.",
    kind: { type: "aet" },
    scope: "runtime",
  },
  {
    name: "ADMIN_NAME",
    fallback: "admin",
    explanation: "Login name of the first administrator; used at the very first start only.",
    kind: { type: "name" },
    scope: "runtime",
  },
  {
    name: "ADMIN_PASSWORD",
    fallback: "",
    explanation:
      "First password of the administrator, changed at the first login; default: generated and printed once.",
    kind: { type: "password" },
    scope: "runtime",
    secret: true,
  },
  {
    name: "SESSION_IDLE_MINUTES",
    fallback: "30",
    explanation: "A session ends after this many minutes without a request.",
    kind: { type: "integer", min: 1, max: 1440, unit: "minutes" },
    scope: "runtime",
  },
  {
    name: "SESSION_MAX_HOURS",
    fallback: "12",
    explanation: "A session ends after this many hours, used or not.",
    kind: { type: "integer", min: 1, max: 168, unit: "hours" },
    scope: "runtime",
  },
  {
    name: "STRANGER_LOG_LINES",
    fallback: "1200",
    explanation: "Lines an hour that the log holds about requests without a session or token; more are only counted.",
    kind: { type: "integer", min: 60, max: 1000000, unit: "lines" },
    scope: "runtime",
  },
  ...oidcSettings,
  {
    name: "UPLOAD_LIMIT",
    fallback: "1g",
    explanation: "Largest upload in one request; ORTHANC_MEMORY has to grow with it.",
    kind: { type: "size", min: "1m", max: "8g" },
    scope: "runtime",
  },
  {
    name: "ORTHANC_MEMORY",
    fallback: "5g",
    explanation: "Memory limit of the archive.",
    kind: { type: "size", min: "1g", max: "1024g" },
    scope: "runtime",
  },
  {
    name: "ARCHIVE_MIN_FREE",
    fallback: "1g",
    explanation: "Disk that the archive leaves free: with less it stores nothing more, and all else goes on.",
    kind: { type: "size", min: "16m", max: "16384g" },
    scope: "runtime",
  },
  {
    name: "GATEWAY_MEMORY",
    fallback: "1g",
    explanation: "Memory limit of the gateway.",
    kind: { type: "size", min: "512m", max: "256g" },
    scope: "runtime",
  },
  {
    name: "VALKEY_MEMORY",
    fallback: "512m",
    explanation: "Memory limit of the shared state (users, sessions); three fifths of it may hold data.",
    kind: { type: "size", min: "64m", max: "256g" },
    scope: "runtime",
  },
  {
    name: "CACHE_SIZE",
    fallback: "10g",
    explanation: "Disk for answers of the archive that are kept, so that they are read once; off keeps none.",
    kind: { type: "size", min: "256m", max: "16384g", off: true },
    scope: "runtime",
  },
  {
    name: "ARCHIVE_NET",
    fallback: "10.213.77",
    explanation:
      "First three octets of the private /24 network between gateway and archive; change it where it is in use.",
    kind: { type: "subnet" },
    scope: "runtime",
  },
  {
    name: "VIEWER_TITLE",
    fallback: "",
    explanation: "Title of the viewer's pages, also shown beside the logo; default: OHIF Viewer, and nothing there.",
    kind: { type: "title" },
    scope: "runtime",
  },
  {
    name: "VIEWER_LOGO",
    fallback: "",
    explanation: "SVG or PNG file in ohif-config/custom that the viewer shows as its logo; default: OHIF's.",
    kind: { type: "logo" },
    scope: "runtime",
  },
  {
    name: "VIEWER_LOCALE",
    fallback: "",
    explanation: "Language of the viewer until a person chooses another one, e.g. de; default: the browser's.",
    kind: { type: "choice", values: LOCALES },
    scope: "runtime",
  },
  {
    name: "POLICY_DIR",
    fallback: "./policy",
    explanation: "Folder with policy.json, the roles of your own; a file that is changed or replaced is seen at once.",
    kind: { type: "file" },
    scope: "runtime",
  },
  {
    name: "CORS_ORIGINS",
    fallback: "",
    explanation:
      "Origins of other pages whose scripts may use /pacs with an API token, e.g. https://app.example.org; default: none.",
    kind: { type: "origins" },
    scope: "runtime",
  },
  ...buildSettings,
];

/** The setting of that name. */
export function findSetting(name: string): Setting | undefined {
  return schema.find((setting) => setting.name === name);
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
