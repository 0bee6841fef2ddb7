import { ALLOWED_ORIGINS, isOrigins } from "./cors";
import { isIpv4, isPrivatePrefix, parseOrigin } from "./network";
import {
  isClaims,
  isEndpoint,
  isHttpProxy,
  isIssuer,
  isNameClaim,
  isNoProxy,
  isPrintable,
  isRoles,
  isWords,
} from "./oidc-values";
import { mustBe } from "./problems";
import { isProxies } from "./proxies";
import { parseSize } from "./size";
import { characters, consistsOf, DIGITS, hasControl, LOWER, UPPER, wholeNumber } from "./text";
import type { Problem, Setting } from "./types";

const WORD = LOWER + UPPER + DIGITS;

/** Checks one value that is set by itself; undefined: it is good. Passwords are checked with their user's name. */
export function checkValue(setting: Setting, value: string): Problem | undefined {
  const { name, kind } = setting;
  if (kind.type === "size") return checkSize(setting, value);
  if (kind.type === "integer") {
    const allowed = `a whole number of ${kind.unit} from ${kind.min} to ${kind.max}`;
    return inRange(value, kind.min, kind.max) ? undefined : mustBe("CFG-011", name, value, allowed);
  }
  if (kind.type === "url") {
    const schemes = kind.schemes.map((scheme) => scheme + "://").join(" or ");
    // A mirror's address stays in the images; a proxy's does not.
    const without = kind.credentials ? "spaces or signs that need quoting" : "spaces, a user or a password";
    const good = isUrl(value, kind.schemes) && (kind.credentials || !value.includes("@"));
    return good
      ? undefined
      : mustBe("CFG-021", name, value, `an address that starts with ${schemes}, without ${without}`);
  }
  if (kind.type === "choice") {
    return kind.values.includes(value) ? undefined : mustBe("CFG-043", name, value, `one of ${kind.values.join(", ")}`);
  }
  if (kind.type === "password") return undefined;
  const [code, good, allowed] = simple[kind.type];
  return good(value) ? undefined : mustBe(code, name, value, allowed);
}

type SimpleKind = Exclude<Setting["kind"]["type"], "size" | "integer" | "url" | "choice" | "password">;

const simple: Record<SimpleKind, readonly [Parameters<typeof mustBe>[0], (value: string) => boolean, string]> = {
  port: ["CFG-002", (value) => inRange(value, 1, 65535), "a whole number from 1 to 65535"],
  address: ["CFG-003", isIpv4, "an IPv4 address such as 127.0.0.1, or 0.0.0.0 for all of this machine's addresses"],
  origin: [
    "CFG-004",
    (value) => parseOrigin(value) !== undefined,
    "http:// or https://, a host and perhaps a port, with nothing behind it, not even a slash",
  ],
  aet: [
    "CFG-013",
    isAeTitle,
    "1 to 16 letters, digits, spaces or signs but no backslash, dollar or quotation mark and no space at either end",
  ],
  subnet: [
    "CFG-014",
    isPrivatePrefix,
    "the first three octets of a network in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, such as 10.213.77",
  ],
  name: ["CFG-015", isName, "1 to 64 letters, digits, dots, hyphens, underscores or @, starting with a letter"],
  file: ["CFG-022", isFile, "the name of a file, at most 1024 bytes and without control characters"],
  image: ["CFG-020", isImage, "the name of an image such as debian:trixie-slim"],
  suite: ["CFG-023", isSuite, "the name of a Debian suite such as forky, in lower case"],
  tag: ["CFG-027", isTag, "the tag of an image: letters, digits, dots, hyphens and underscores, at most 128"],
  title: ["CFG-041", isTitle, "1 to 60 characters without line ends and other control characters"],
  logo: [
    "CFG-042",
    isLogo,
    "the name of a file in ohif-config/custom that ends with .svg or .png: letters, digits, dots, hyphens, underscores",
  ],
  proxies: [
    "CFG-032",
    isProxies,
    "host, or addresses and networks of proxies separated by commas, such as 10.1.2.3,fd00::/64, none wider than /8",
  ],
  origins: ["CFG-048", isOrigins, ALLOWED_ORIGINS],
  issuer: [
    "CFG-050",
    isIssuer,
    "https://, a host and perhaps a port and a path, without user, query and fragment; http:// only for localhost, 127.0.0.1 or [::1]",
  ],
  endpoint: [
    "CFG-050",
    isEndpoint,
    "https://, a host and perhaps a port, a path and a query, without user and fragment; http:// only for localhost, 127.0.0.1 or [::1]",
  ],
  proxy: ["CFG-058", isHttpProxy, "http://, a host and perhaps a port, with nothing behind it and no user or password"],
  roles: [
    "CFG-053",
    isRoles,
    "value=role pairs separated by commas, such as radiology=viewer, *=viewer; a value with a comma stands in quotation marks",
  ],
  claim: [
    "CFG-055",
    isNameClaim,
    "the name of a claim, or names with dots between them; a name with other signs stands in quotation marks",
  ],
  claims: [
    "CFG-055",
    isClaims,
    "names of claims separated by commas, such as groups or realm_access.roles; a name with other signs stands in quotation marks",
  ],
  printable: ["CFG-057", isPrintable, "1 to 512 printable characters of ASCII"],
  words: ["CFG-057", isWords, "words separated by spaces, of printable ASCII without quotation marks and backslashes"],
  "no-proxy": [
    "CFG-024",
    isNoProxy,
    "* or host names without ports, addresses and networks separated by commas, without spaces, such as a.example,10.0.0.0/8",
  ],
  hosts: ["CFG-024", isHosts, "host names, addresses or networks separated by commas, without spaces"],
};

function inRange(value: string, min: number, max: number): boolean {
  const count = wholeNumber(value);
  return count !== undefined && count >= min && count <= max;
}

function checkSize(setting: Setting, value: string): Problem | undefined {
  if (setting.kind.type !== "size") return undefined;
  const { min, max, off } = setting.kind;
  if (off === true && (value === "off" || value === "0")) return undefined;
  const bytes = parseSize(value);
  const orOff = off === true ? ", or off" : "";
  if (bytes === undefined) {
    return mustBe(
      "CFG-008",
      setting.name,
      value,
      `a whole number with k, m or g behind it, such as 512m or 1g${orOff}`,
    );
  }
  if (bytes < (parseSize(min) ?? 0) || bytes > (parseSize(max) ?? 0)) {
    return mustBe("CFG-009", setting.name, value, `between ${min} and ${max}${orOff}`);
  }
  return undefined;
}

/** DICOM PS3.5 section 6.2, value representation AE. Signs stay out that a configuration file would have to escape. */
function isAeTitle(value: string): boolean {
  if (value.length < 1 || value.length > 16 || value.startsWith(" ") || value.endsWith(" ")) return false;
  return consistsOf(value, WORD + " !#%&'()*+,-./:;<=>?@[]^_`{|}~");
}

function isName(value: string): boolean {
  return value.length <= 64 && consistsOf(value.charAt(0), LOWER + UPPER) && consistsOf(value, WORD + ".-_@");
}

function isFile(value: string): boolean {
  return value.length <= 1024 && !hasControl(value);
}

function isImage(value: string): boolean {
  return value.length <= 255 && consistsOf(value.charAt(0), WORD) && consistsOf(value, WORD + "._-/:@");
}

function isSuite(value: string): boolean {
  return value.length <= 40 && consistsOf(value.charAt(0), LOWER) && consistsOf(value, LOWER + DIGITS + "-");
}

function isTag(value: string): boolean {
  return value.length <= 128 && consistsOf(value.charAt(0), WORD + "_") && consistsOf(value, WORD + "_.-");
}

function isTitle(value: string): boolean {
  return characters(value) <= 60 && !hasControl(value);
}

function isLogo(value: string): boolean {
  if (!value.endsWith(".svg") && !value.endsWith(".png")) return false;
  return value.length <= 100 && consistsOf(value.charAt(0), WORD) && consistsOf(value, WORD + "._-");
}

function isHosts(value: string): boolean {
  return value.length <= 4096 && consistsOf(value, WORD + ".,:-_*/[]");
}

function isUrl(value: string, schemes: readonly string[]): boolean {
  const scheme = schemes.find((one) => value.startsWith(one + "://"));
  if (scheme === undefined || value.length > 2048) return false;
  const rest = value.slice(scheme.length + 3);
  return consistsOf(rest.charAt(0), WORD + "[") && consistsOf(rest, WORD + "._-/:@[]~%+=,&?!");
}
