import { parseClaimPaths, parseNameClaim } from "./claim-path";
import { parseOrigin } from "./network";
import { parseRoles, type RoleRule } from "./oidc-roles";
import { CLIENT_AUTHS } from "./schema-oidc";
import { spaceList } from "./text";

/** Single sign-on by OpenID Connect, as `setup` has checked it. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** "" where `clientAuth` is `none`. */
  readonly clientSecret: string;
  readonly clientAuth: ClientAuth;
  /** What the login page calls the provider. */
  readonly name: string;
  /** Separated by single spaces; `openid` is one of them. */
  readonly scopes: string;
  /** The value `*` is everybody. */
  readonly roles: readonly RoleRule[];
  /** Paths into the claims; the name `*` is every member. */
  readonly rolesClaims: readonly (readonly string[])[];
  readonly nameClaim: readonly string[];
  /** An origin without a slash behind it, or "". */
  readonly internalUrl: string;
  readonly endpoints: Endpoints;
  /** "" takes no access tokens of machines. */
  readonly audience: string;
  /** Empty: any acr is taken. */
  readonly confirmAcr: readonly string[];
}

export type ClientAuth = (typeof CLIENT_AUTHS)[number];

/** Addresses in place of discovery; all "" with it. */
export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly jwks: string;
  readonly userinfo: string;
  readonly endSession: string;
}

/**
 * Makes the settings of single sign-on from values that have been checked; undefined: it is off.
 *
 * @param text the value of a setting, or its default
 */
export function readOidc(text: (name: string) => string, secret: string): OidcSettings | undefined {
  if (text("OIDC_ISSUER") === "") return undefined;
  return {
    issuer: text("OIDC_ISSUER"),
    clientId: text("OIDC_CLIENT_ID"),
    clientSecret: secret,
    clientAuth: CLIENT_AUTHS.find((auth) => auth === text("OIDC_CLIENT_AUTH")) ?? "client_secret_basic",
    name: text("OIDC_NAME"),
    scopes: spaceList(text("OIDC_SCOPES")).join(" "),
    roles: parseRoles(text("OIDC_ROLES")) ?? [],
    rolesClaims: parseClaimPaths(text("OIDC_ROLES_CLAIM")) ?? [],
    nameClaim: parseNameClaim(text("OIDC_NAME_CLAIM")) ?? [],
    internalUrl: parseOrigin(text("OIDC_INTERNAL_URL"))?.text ?? "",
    endpoints: {
      authorization: text("OIDC_AUTHORIZATION_ENDPOINT"),
      token: text("OIDC_TOKEN_ENDPOINT"),
      jwks: text("OIDC_JWKS_URI"),
      userinfo: text("OIDC_USERINFO_ENDPOINT"),
      endSession: text("OIDC_END_SESSION_ENDPOINT"),
    },
    audience: text("OIDC_AUDIENCE"),
    confirmAcr: spaceList(text("OIDC_CONFIRM_ACR")),
  };
}
