import type { Setting } from "./setting";

const endpoint = <F extends string>(name: string, field: F, explanation: string) =>
  ({ name, field, gateway: true, explanation, kind: { type: "endpoint" } }) as const;

/** Single sign-on, as fields of `oidc`; the first four suffice. */
export const oidcSettings = [
  {
    name: "OIDC_ISSUER",
    field: "issuer",
    gateway: true,
    explanation: "Address of the OpenID Connect provider (its issuer); turns single sign-on on.",
    kind: { type: "issuer" },
  },
  {
    name: "OIDC_CLIENT_ID",
    field: "clientId",
    gateway: true,
    explanation: "Name under which the provider knows this gateway.",
    kind: { type: "printable" },
  },
  {
    name: "OIDC_CLIENT_SECRET",
    field: "clientSecret",
    gateway: true,
    explanation: "What the provider has given this gateway to prove its name with.",
    kind: { type: "password" },
    secret: true,
  },
  {
    name: "OIDC_ROLES",
    field: "roles",
    gateway: true,
    explanation:
      "Which role comes with which value of the provider, e.g. radiology=viewer, pacs-admins=admin, *=viewer.",
    kind: { type: "roles" },
  },
  {
    name: "OIDC_NAME",
    field: "name",
    gateway: true,
    fallback: "single sign-on",
    explanation: "What the login page calls the provider.",
    kind: { type: "title" },
  },
  {
    name: "OIDC_CLIENT_AUTH",
    field: "clientAuth",
    gateway: true,
    fallback: "client_secret_basic",
    explanation: "How the secret is shown to the provider: client_secret_basic, client_secret_post, or none.",
    // OpenID Connect Core 1.0, section 9.
    kind: { type: "choice", values: ["client_secret_basic", "client_secret_post", "none"] },
  },
  {
    name: "OIDC_SCOPES",
    field: "scopes",
    gateway: true,
    fallback: "openid profile email",
    explanation: "Scopes that are asked for; openid has to be one of them.",
    kind: { type: "scopes" },
  },
  {
    name: "OIDC_ROLES_CLAIM",
    field: "rolesClaims",
    gateway: true,
    fallback: "groups",
    explanation: "Claims that OIDC_ROLES looks into, e.g. groups, realm_access.roles.",
    kind: { type: "claims" },
  },
  {
    name: "OIDC_NAME_CLAIM",
    field: "nameClaim",
    gateway: true,
    fallback: "preferred_username",
    explanation: "Claim that a person's login name is made from.",
    kind: { type: "claim" },
  },
  {
    name: "OIDC_INTERNAL_URL",
    field: "internalUrl",
    gateway: true,
    explanation: "Where the gateway reaches the provider, if not at the address that browsers use.",
    kind: { type: "origin" },
  },
] as const satisfies readonly Setting[];

/** Addresses in place of discovery, as fields of `oidc.endpoints`. */
export const endpointSettings = [
  endpoint("OIDC_AUTHORIZATION_ENDPOINT", "authorization", "Where people log in, for a provider without discovery."),
  endpoint("OIDC_TOKEN_ENDPOINT", "token", "Where tokens are fetched, for a provider without discovery."),
  endpoint("OIDC_JWKS_URI", "jwks", "Where the provider's keys are, for a provider without discovery."),
  endpoint("OIDC_USERINFO_ENDPOINT", "userinfo", "Where more claims are fetched, for a provider without discovery."),
  endpoint("OIDC_END_SESSION_ENDPOINT", "endSession", "Where people log out, for a provider without discovery."),
];

/** The other fields of `oidc`; in `.env.example` they follow the endpoints. */
export const moreOidcSettings = [
  {
    name: "OIDC_AUDIENCE",
    field: "audience",
    gateway: true,
    explanation: "Audience of access tokens that machines may bring; default: none is taken.",
    kind: { type: "printable" },
  },
  {
    name: "OIDC_CONFIRM_ACR",
    field: "confirmAcr",
    gateway: true,
    explanation: "acr values of which a confirmation must bring one; default: any is taken.",
    kind: { type: "words" },
  },
] as const satisfies readonly Setting[];

/** The way to the provider, and passwords beside it. */
export const besideOidcSettings = [
  {
    name: "OUTBOUND_PROXY",
    field: "outboundProxy",
    gateway: true,
    explanation: "Proxy (HTTP CONNECT) on the gateway's way to the provider, e.g. http://proxy.example.org:3128.",
    kind: { type: "proxy" },
  },
  {
    name: "OUTBOUND_NO_PROXY",
    field: "outboundNoProxy",
    gateway: true,
    explanation: "Hosts that the gateway reaches without OUTBOUND_PROXY, separated by commas.",
    kind: { type: "no-proxy" },
  },
  {
    name: "LOCAL_ACCOUNTS",
    field: "localAccounts",
    gateway: true,
    fallback: "on",
    explanation: "Who may log in with a password: on (everybody who has one) or admin (only ADMIN_NAME).",
    kind: { type: "choice", values: ["on", "admin"] },
  },
] as const satisfies readonly Setting[];
