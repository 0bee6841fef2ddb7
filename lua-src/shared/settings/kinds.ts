import { parseClaimPaths, parseNameClaim, parseRoles } from "./oidc-claims";
import { ALLOWED_ORIGINS, isOrigins, readOrigins } from "./cors";
import { isIpv4, isPrivatePrefix, parseOrigin, isProxies } from "./network";
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
  withPort,
} from "./oidc-values";
import {
  isAeTitle,
  isFile,
  isHosts,
  isImage,
  isLogo,
  isName,
  isSuite,
  isTag,
  isTitle,
  isWholeNumber,
} from "./plain-values";
import type { Code } from "./problems";
import { commaList, spaceList, wholeNumber } from "./text";

/** The code for a bad value, the check, what is allowed, and how a good value is read; without `read` it is text. */
export type Simple = readonly [
  code: Code,
  good: (value: string) => boolean,
  allowed: string,
  read?: (value: string) => unknown,
];

const WORDS = "words separated by spaces, of printable ASCII without quotation marks and backslashes";

/** The kinds of values that have no parameters. */
export const simpleKinds = {
  port: ["CFG-002", (value) => isWholeNumber(value, 1, 65535), "a whole number from 1 to 65535", wholeNumber],
  address: ["CFG-003", isIpv4, "an IPv4 address such as 127.0.0.1, or 0.0.0.0 for all of this machine's addresses"],
  origin: [
    "CFG-004",
    (value) => parseOrigin(value) !== undefined,
    "http:// or https://, a host and perhaps a port, with nothing behind it, not even a slash",
    (value) => parseOrigin(value)?.text ?? "",
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
  origins: ["CFG-048", isOrigins, ALLOWED_ORIGINS, readOrigins],
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
  proxy: [
    "CFG-058",
    isHttpProxy,
    "http://, a host and perhaps a port, with nothing behind it and no user or password",
    withPort,
  ],
  roles: [
    "CFG-053",
    isRoles,
    "value=role pairs separated by commas, such as radiology=viewer, *=viewer; a value with a comma stands in quotation marks",
    (value) => parseRoles(value) ?? [],
  ],
  claim: [
    "CFG-055",
    isNameClaim,
    "the name of a claim, or names with dots between them; a name with other signs stands in quotation marks",
    (value) => parseNameClaim(value) ?? [],
  ],
  claims: [
    "CFG-055",
    isClaims,
    "names of claims separated by commas, such as groups or realm_access.roles; a name with other signs stands in quotation marks",
    (value) => parseClaimPaths(value) ?? [],
  ],
  printable: ["CFG-057", isPrintable, "1 to 512 printable characters of ASCII"],
  words: ["CFG-057", isWords, WORDS, spaceList],
  scopes: ["CFG-057", isWords, WORDS, (value) => spaceList(value).join(" ")],
  "no-proxy": [
    "CFG-024",
    isNoProxy,
    "* or host names without ports, addresses and networks separated by commas, without spaces, such as a.example,10.0.0.0/8",
    commaList,
  ],
  hosts: ["CFG-024", isHosts, "host names, addresses or networks separated by commas, without spaces"],
} as const satisfies Record<string, Simple>;

export type SimpleKind = keyof typeof simpleKinds;

/** The type that a good value of a simple kind is read as. */
export type SimpleValue<K extends SimpleKind> = (typeof simpleKinds)[K] extends readonly [
  unknown,
  unknown,
  unknown,
  (value: string) => infer V,
]
  ? V
  : string;
