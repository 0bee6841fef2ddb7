/** By which the providers know the gateways; the signs in the secret have to be encoded on the way (RFC 6749, section 2.3.1). */
export const RELYING = { clientId: "collimator", clientSecret: "tests only: +%&/=?" } as const;

/** The API that machines' tokens are for. */
export const AUDIENCE = "https://pacs.collimator.test";

/** The settings of a gateway with single sign-on, but for its own address. */
export function ssoSettings(issuer: string): Record<string, string> {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: RELYING.clientId,
    OIDC_CLIENT_SECRET: RELYING.clientSecret,
    OIDC_ROLES: "radiology=viewer, modalities=contributor, pacs-admins=admin",
    OIDC_NAME: "Lab login",
    OIDC_AUDIENCE: AUDIENCE,
  };
}
