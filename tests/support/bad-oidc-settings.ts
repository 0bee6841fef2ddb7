import type { BadSettings } from "./bad-settings";

/** The least that single sign-on needs. */
export const GOOD_OIDC = {
  OIDC_ISSUER: "https://login.example.org/realms/pacs",
  OIDC_CLIENT_ID: "collimator",
  OIDC_CLIENT_SECRET: "s3cret of the provider",
  OIDC_ROLES: "*=viewer",
} as const;

const bad = (title: string, changed: Record<string, string>, code: string, says: string): BadSettings => ({
  title,
  environment: { ...GOOD_OIDC, ...changed },
  code,
  says,
});

const alone = (title: string, environment: Record<string, string>, code: string, says: string): BadSettings => ({
  title,
  environment,
  code,
  says,
});

const issuers = [
  "login.example.org",
  "http://login.example.org",
  "http://10.1.2.3:8080",
  "https://login.example.org?tenant=1",
  "https://login.example.org/#a",
  "https://login.example.org/a b",
  "https://login.example.org:0/",
  "HTTPS://login.example.org",
  "https:///realms",
  'https://login.example.org/"',
];

const roles = [
  "viewer",
  "=viewer",
  "a=",
  "a=Viewer",
  "a=viewer,",
  "a=viewer;b=admin",
  '"a=viewer',
  'x"y"=viewer',
  '"*"=viewer',
];
const claims = ["", ".groups", "a..b", "a b", "https://x.example/roles", '"a', '"*"', "a.b*"];

/** Wrong settings of single sign-on and of the way to its provider. */
export const badOidcSettings: readonly BadSettings[] = [
  ...issuers.map((issuer) =>
    bad(
      `${issuer} as an issuer`,
      { OIDC_ISSUER: issuer },
      "CFG-050",
      `OIDC_ISSUER is "${issuer}"; it must be https://`,
    ),
  ),
  bad(
    "an issuer with a user",
    { OIDC_ISSUER: "https://me:opensesame@login.example.org" },
    "CFG-050",
    "OIDC_ISSUER is (not shown, it may hold a password); it must be https://, a host",
  ),
  bad("an endpoint in plain http", { OIDC_JWKS_URI: "http://a.example/jwks" }, "CFG-050", "OIDC_JWKS_URI is"),
  bad(
    "an endpoint with a fragment",
    { OIDC_TOKEN_ENDPOINT: "https://a.example/#b" },
    "CFG-050",
    "without user and fragm",
  ),
  bad("an internal URL with a path", { OIDC_INTERNAL_URL: "https://idp:8443/x" }, "CFG-004", "with nothing behind it"),
  bad(
    "an internal URL in plain http",
    { OIDC_INTERNAL_URL: "http://idp:8080" },
    "CFG-050",
    'OIDC_INTERNAL_URL is "http://idp:8080"; with an https OIDC_ISSUER it must start with https:// too.',
  ),
  ...["https://10.1.2.3", "https://10.1.2.3:8443/realms/a", "https://[::1]/"].map((url) =>
    bad(`an issuer at ${url}`, { OIDC_ISSUER: url }, "CFG-050", `OIDC_ISSUER is "${url}"; its host must be a name`),
  ),
  bad(
    "an internal URL with an address",
    { OIDC_INTERNAL_URL: "https://10.1.2.3:8443" },
    "CFG-050",
    'OIDC_INTERNAL_URL is "https://10.1.2.3:8443"; its host must be a name, as certificates are checked for.',
  ),
  ...["OIDC_NAME", "OIDC_CLIENT_ID", "OIDC_CONFIRM_ACR"].map((name) =>
    alone(
      `${name} without an issuer`,
      { [name]: "x" },
      "CFG-051",
      `${name} is "x"; without OIDC_ISSUER it must not be set, since single sign-on is off.`,
    ),
  ),
  alone(
    "a client secret without an issuer",
    { OIDC_CLIENT_SECRET: "hunter2" },
    "CFG-051",
    "OIDC_CLIENT_SECRET is set; without OIDC_ISSUER it must not be set",
  ),
  alone(
    "hosts without a proxy",
    { OUTBOUND_NO_PROXY: "localhost" },
    "CFG-051",
    'OUTBOUND_NO_PROXY is "localhost"; without OUTBOUND_PROXY it must not be set, since there is no proxy.',
  ),
  bad("no client id", { OIDC_CLIENT_ID: "" }, "CFG-052", "OIDC_CLIENT_ID is not set; with OIDC_ISSUER it must be the"),
  bad("no roles", { OIDC_ROLES: "" }, "CFG-052", "OIDC_ROLES is not set; with OIDC_ISSUER it must be value=role"),
  bad(
    "endpoints without keys",
    { OIDC_AUTHORIZATION_ENDPOINT: "https://a.example/a", OIDC_TOKEN_ENDPOINT: "https://a.example/t" },
    "CFG-052",
    "OIDC_JWKS_URI is not set; with OIDC_AUTHORIZATION_ENDPOINT it must be set too",
  ),
  alone(
    "nobody who could log in",
    { LOCAL_ACCOUNTS: "admin" },
    "CFG-052",
    "OIDC_ISSUER is not set; with LOCAL_ACCOUNTS admin it must be the address of a provider",
  ),
  alone(
    "local accounts off",
    { LOCAL_ACCOUNTS: "off" },
    "CFG-043",
    'LOCAL_ACCOUNTS is "off"; it must be one of on, admin',
  ),
  ...roles.map((list) =>
    bad(`${list} as roles`, { OIDC_ROLES: list }, "CFG-053", `OIDC_ROLES is "${list}"; it must be value=role pairs`),
  ),
  ...claims
    .filter((claim) => claim !== "")
    .flatMap((claim) => [
      bad(`${claim} as claims`, { OIDC_ROLES_CLAIM: claim }, "CFG-055", `OIDC_ROLES_CLAIM is "${claim}"; it must be`),
      bad(`${claim} as a claim`, { OIDC_NAME_CLAIM: claim }, "CFG-055", `OIDC_NAME_CLAIM is "${claim}"; it must be`),
    ]),
  bad("claims with an empty one", { OIDC_ROLES_CLAIM: "groups,,roles" }, "CFG-055", "OIDC_ROLES_CLAIM is"),
  bad("a name of many members", { OIDC_NAME_CLAIM: "a.*.b" }, "CFG-055", 'OIDC_NAME_CLAIM is "a.*.b"'),
  bad("a list of names", { OIDC_NAME_CLAIM: "email,sub" }, "CFG-055", 'OIDC_NAME_CLAIM is "email,sub"'),
  bad(
    "no secret",
    { OIDC_CLIENT_SECRET: "" },
    "CFG-056",
    "OIDC_CLIENT_SECRET is not set; with OIDC_CLIENT_AUTH client_secret_basic it must be what the provider has given.",
  ),
  bad(
    "a secret too many",
    { OIDC_CLIENT_AUTH: "none" },
    "CFG-056",
    'OIDC_CLIENT_AUTH is "none"; with OIDC_CLIENT_SECRET',
  ),
  bad(
    "another way to show it",
    { OIDC_CLIENT_AUTH: "private_key_jwt" },
    "CFG-043",
    "it must be one of client_secret_b",
  ),
  bad("a secret with a line end", { OIDC_CLIENT_SECRET: "a\nb" }, "CFG-057", "OIDC_CLIENT_SECRET holds something else"),
  bad(
    "a secret given twice",
    { OIDC_CLIENT_SECRET_FILE: "a.txt" },
    "CFG-017",
    "OIDC_CLIENT_SECRET and OIDC_CLIENT_SECR",
  ),
  bad(
    "a secret's file that is not there",
    { OIDC_CLIENT_SECRET: "", OIDC_CLIENT_SECRET_FILE: "no/such" },
    "CFG-018",
    'OIDC_CLIENT_SECRET_FILE is "no/such"',
  ),
  bad("scopes without openid", { OIDC_SCOPES: "profile email" }, "CFG-057", "openid must be one of its words"),
  bad("scopes with commas and quotes", { OIDC_SCOPES: 'openid "profile"' }, "CFG-057", "OIDC_SCOPES is"),
  bad("a client id beyond ASCII", { OIDC_CLIENT_ID: "Röntgen" }, "CFG-057", "it must be 1 to 512 printable"),
  bad("an audience with a tab", { OIDC_AUDIENCE: "a\tb" }, "CFG-057", 'OIDC_AUDIENCE is "a?b"; it must be 1 to 512'),
  bad("an acr with a backslash", { OIDC_CONFIRM_ACR: "a\\b" }, "CFG-057", "OIDC_CONFIRM_ACR is"),
  bad("a name of two lines", { OIDC_NAME: "a\nb" }, "CFG-041", 'OIDC_NAME is "a?b"; it must be 1 to 60 characters'),
  ...["proxy:3128", "https://proxy:3128", "http://proxy:3128/", "socks5://proxy:1080"].map((proxy) =>
    alone(
      `${proxy} as a proxy`,
      { OUTBOUND_PROXY: proxy },
      "CFG-058",
      `OUTBOUND_PROXY is "${proxy}"; it must be http://`,
    ),
  ),
  alone(
    "a proxy with a password",
    { OUTBOUND_PROXY: "http://me:hunter2@proxy:3128" },
    "CFG-058",
    "OUTBOUND_PROXY is (not shown, it may hold a password); it must be http://",
  ),
  ...["a.example:443", "10.0.0.0/33", "a..b", "a,", "https://a.example", "[fd00::1]"].map((hosts) =>
    alone(
      `${hosts} without the proxy`,
      { OUTBOUND_PROXY: "http://proxy:3128", OUTBOUND_NO_PROXY: hosts },
      "CFG-024",
      `OUTBOUND_NO_PROXY is "${hosts}"; it must be * or host names without ports`,
    ),
  ),
  alone(
    "hosts with spaces",
    { OUTBOUND_PROXY: "http://proxy:3128", OUTBOUND_NO_PROXY: "a b" },
    "CFG-024",
    'OUTBOUND_NO_PROXY is "a b"',
  ),
];
