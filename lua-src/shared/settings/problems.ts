import { shown } from "./text";

/** Why the start is refused. */
export interface Problem {
  /** Stable: `CFG-` and three digits, listed in docs/configuration.md. */
  readonly code: string;
  readonly setting: string;
  /** Names the setting, its value (never a secret's) and what is allowed. Ends with a place in the docs. */
  readonly sentence: string;
}

/**
 * Every reason to refuse the start. Codes are stable: a code is never given a second meaning.
 * The text is the line in docs/configuration.md.
 */
export const codes = {
  "CFG-001": "The name is not one of a setting.",
  "CFG-002": "The value is not a port.",
  "CFG-003": "The value is not an IPv4 address.",
  "CFG-004": "PUBLIC_URL is not an origin.",
  "CFG-005": "PUBLIC_URL is plain http with a host that is not this machine.",
  "CFG-006": "PUBLIC_URL is plain http and names another port than HTTP_PORT.",
  "CFG-007": "BIND_ADDRESS opens the gateway to a network without an https PUBLIC_URL.",
  "CFG-008": "The value is not a size.",
  "CFG-009": "The size is out of range.",
  "CFG-010": "ORTHANC_MEMORY is too small for UPLOAD_LIMIT.",
  "CFG-011": "The value is not a whole number in the allowed range.",
  "CFG-012": "Sessions may be idle for longer than they may last.",
  "CFG-013": "The value is not an AE title.",
  "CFG-014": "The value is not the first three octets of a private network.",
  "CFG-015": "The value is not a login name.",
  "CFG-016": "The password is too weak.",
  "CFG-017": "A secret is given twice, as a value and as a file.",
  "CFG-018": "The file cannot be read, or does not hold what it should.",
  "CFG-019": "HTTP and DICOM are on the same address and port.",
  "CFG-020": "The value is not the name of an image.",
  "CFG-021": "The value is not an address of a server.",
  "CFG-022": "The value is not the name of a file.",
  "CFG-023": "The value is not the name of a Debian suite.",
  "CFG-024": "The value is not a list of hosts.",
  "CFG-025": "A line of .env is not understood.",
  "CFG-026": "The port is taken, or the address is not one of this machine.",
  "CFG-027": "The value is not the tag of an image.",
  "CFG-028": "PUBLIC_URL and TLS_MODE do not fit each other.",
  "CFG-029": "TLS_MODE needs a setting that is not set.",
  "CFG-030": "The setting has no effect with this TLS_MODE.",
  "CFG-031": "HTTPS is on the same address and port as HTTP or DICOM.",
  "CFG-032": "The value is not a list of proxies.",
  "CFG-033": "The certificate or its key cannot be read.",
  "CFG-034": "The key and the certificate do not belong together.",
  "CFG-035": "The certificate is not valid today.",
  "CFG-036": "The certificate is not for the host of PUBLIC_URL.",
  "CFG-037": "The certificate is too weak for browsers.",
  "CFG-038": "TRUSTED_PROXIES is host, and others reach the gateway too.",
  "CFG-041": "The value is not a title.",
  "CFG-042": "The value is not the name of a logo.",
  "CFG-043": "The value is not one of those that are allowed.",
  "CFG-044": "ohif-config/override.json is not a JSON object.",
  "CFG-045": "A key in ohif-config/override.json is not one that may be set.",
  "CFG-046": "A value in ohif-config/override.json is of another kind than it has to be.",
  "CFG-047": "VIEWER_DIST is not the folder of an OHIF build.",
  "CFG-048": "The value is not a list of origins.",
  "CFG-049": "CORS_ORIGINS holds an origin twice, or PUBLIC_URL.",
  "CFG-050": "The value is not an address of the provider that single sign-on may use.",
  "CFG-051": "The setting has no effect without another one, which is not set.",
  "CFG-052": "A setting needs another one, which is not set.",
  "CFG-053": "The value is not a list of values and their roles.",
  "CFG-054": "OIDC_ROLES names a role that does not exist.",
  "CFG-055": "The value is not a claim, or a list of claims.",
  "CFG-056": "OIDC_CLIENT_AUTH and OIDC_CLIENT_SECRET do not fit each other.",
  "CFG-057": "The value is not a text or a list of words as OpenID Connect has them.",
  "CFG-058": "The value is not the address of an HTTP proxy.",
  "CFG-060": "policy.json is not a policy.",
} as const;

export type Code = keyof typeof codes;

/** A problem whose sentence is the setting's name, what is said, and a place in the docs. */
export function problem(code: Code, setting: string, said: string, anchor = setting): Problem {
  return { code, setting, sentence: `${setting} ${said} See docs/configuration.md#${anchor.toLowerCase()}` };
}

/** The usual problem: the value is not what is allowed. */
export function mustBe(code: Code, setting: string, value: string, allowed: string): Problem {
  return problem(code, setting, `is ${shown(value)}; it must be ${allowed}.`);
}
