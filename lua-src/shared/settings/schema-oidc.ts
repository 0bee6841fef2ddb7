import type { Setting } from "./types";

/** How the gateway shows the provider who it is (OpenID Connect Core 1.0, section 9). */
export const CLIENT_AUTHS = ["client_secret_basic", "client_secret_post", "none"] as const;

/** Who may log in with a password. */
export const LOCAL_ACCOUNTS = ["on", "admin"] as const;

const text = (name: string, type: "printable" | "words" | "claim" | "claims", fallback: string, explanation: string) =>
  ({ name, fallback, explanation, kind: { type }, scope: "runtime" }) as const;

const endpoint = (name: string, explanation: string): Setting => ({
  name,
  fallback: "",
  explanation,
  kind: { type: "endpoint" },
  scope: "runtime",
});

/** Settings of single sign-on and of the way to its provider; the first four suffice. */
export const oidcSettings: readonly Setting[] = [
  {
    name: "OIDC_ISSUER",
    fallback: "",
    explanation: "Address of the OpenID Connect provider (its issuer); turns single sign-on on.",
    kind: { type: "issuer" },
    scope: "runtime",
  },
  text("OIDC_CLIENT_ID", "printable", "", "Name under which the provider knows this gateway."),
  {
    name: "OIDC_CLIENT_SECRET",
    fallback: "",
    explanation: "What the provider has given this gateway to prove its name with.",
    kind: { type: "password" },
    scope: "runtime",
    secret: true,
  },
  {
    name: "OIDC_ROLES",
    fallback: "",
    explanation:
      "Which role comes with which value of the provider, e.g. radiology=viewer, pacs-admins=admin, *=viewer.",
    kind: { type: "roles" },
    scope: "runtime",
  },
  {
    name: "OIDC_NAME",
    fallback: "single sign-on",
    explanation: "What the login page calls the provider.",
    kind: { type: "title" },
    scope: "runtime",
  },
  {
    name: "OIDC_CLIENT_AUTH",
    fallback: "client_secret_basic",
    explanation: "How the secret is shown to the provider: client_secret_basic, client_secret_post, or none.",
    kind: { type: "choice", values: CLIENT_AUTHS },
    scope: "runtime",
  },
  text("OIDC_SCOPES", "words", "openid profile email", "Scopes that are asked for; openid has to be one of them."),
  text("OIDC_ROLES_CLAIM", "claims", "groups", "Claims that OIDC_ROLES looks into, e.g. groups, realm_access.roles."),
  text("OIDC_NAME_CLAIM", "claim", "preferred_username", "Claim that a person's login name is made from."),
  {
    name: "OIDC_INTERNAL_URL",
    fallback: "",
    explanation: "Where the gateway reaches the provider, if not at the address that browsers use.",
    kind: { type: "origin" },
    scope: "runtime",
  },
  endpoint("OIDC_AUTHORIZATION_ENDPOINT", "Where people log in, for a provider without discovery."),
  endpoint("OIDC_TOKEN_ENDPOINT", "Where tokens are fetched, for a provider without discovery."),
  endpoint("OIDC_JWKS_URI", "Where the provider's keys are, for a provider without discovery."),
  endpoint("OIDC_USERINFO_ENDPOINT", "Where more claims are fetched, for a provider without discovery."),
  endpoint("OIDC_END_SESSION_ENDPOINT", "Where people log out, for a provider without discovery."),
  text("OIDC_AUDIENCE", "printable", "", "Audience of access tokens that machines may bring; default: none is taken."),
  text("OIDC_CONFIRM_ACR", "words", "", "acr values of which a confirmation must bring one; default: any is taken."),
  {
    name: "OUTBOUND_PROXY",
    fallback: "",
    explanation: "Proxy (HTTP CONNECT) on the gateway's way to the provider, e.g. http://proxy.example.org:3128.",
    kind: { type: "proxy" },
    scope: "runtime",
  },
  {
    name: "OUTBOUND_NO_PROXY",
    fallback: "",
    explanation: "Hosts that the gateway reaches without OUTBOUND_PROXY, separated by commas.",
    kind: { type: "no-proxy" },
    scope: "runtime",
  },
  {
    name: "LOCAL_ACCOUNTS",
    fallback: "on",
    explanation: "Who may log in with a password: on (everybody who has one) or admin (only ADMIN_NAME).",
    kind: { type: "choice", values: LOCAL_ACCOUNTS },
    scope: "runtime",
  },
];
