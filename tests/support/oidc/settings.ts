/** Settings of a provider as the gateway has them (`OidcSettings`), with some changed. */
export function oidcSettings(change: object = {}): Record<string, unknown> {
  return {
    issuer: "https://op.example",
    clientId: "collimator",
    clientSecret: "s3cret",
    clientAuth: "client_secret_basic",
    name: "single sign-on",
    scopes: "openid profile email",
    roles: [],
    rolesClaims: [["groups"]],
    nameClaim: ["preferred_username"],
    internalUrl: "",
    endpoints: { authorization: "", token: "", jwks: "", userinfo: "", endSession: "" },
    audience: "",
    confirmAcr: [],
    ...change,
  };
}

/** Metadata as `readMetadata` returns it, with some changed; undefined leaves a member out. */
export function oidcMetadata(change: object = {}): Record<string, unknown> {
  return {
    issuer: "https://op.example",
    authorizationEndpoint: "https://op.example/authorize",
    tokenEndpoint: "https://op.example/token",
    jwksUri: "https://op.example/jwks",
    endSessionEndpoint: "https://op.example/logout",
    issParameter: false,
    ...change,
  };
}
