/** A metadata document in the manner of a provider, and what a login with it needs. */
export interface ProviderDocument {
  readonly title: string;
  readonly issuer: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** Some of what `readMetadata` returns. */
  readonly expected: Readonly<Record<string, unknown>>;
}

const keycloak = "https://login.klinik.example/realms/hospital";
const kc = `${keycloak}/protocol/openid-connect`;
const tenant = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
const entra = `https://login.microsoftonline.com/${tenant}`;
const authentik = "https://auth.klinik.example/application/o/pacs/";
const adfs = "https://fs.klinik.example/adfs";
const lemon = "https://auth.praxis.example/";
const op = "https://op.example";

const RSA_AND_MORE = ["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512"];
const SECRETS = ["client_secret_basic", "client_secret_post"];

export const PROVIDERS: readonly ProviderDocument[] = [
  {
    title: "Keycloak",
    issuer: keycloak,
    document: {
      issuer: keycloak,
      authorization_endpoint: `${kc}/auth`,
      token_endpoint: `${kc}/token`,
      introspection_endpoint: `${kc}/token/introspect`,
      userinfo_endpoint: `${kc}/userinfo`,
      end_session_endpoint: `${kc}/logout`,
      frontchannel_logout_session_supported: true,
      jwks_uri: `${kc}/certs`,
      check_session_iframe: `${kc}/login-status-iframe.html`,
      grant_types_supported: ["authorization_code", "client_credentials", "implicit", "password", "refresh_token"],
      acr_values_supported: ["0", "1"],
      response_types_supported: ["code", "none", "id_token", "token", "id_token token", "code id_token"],
      subject_types_supported: ["public", "pairwise"],
      prompt_values_supported: ["none", "login", "consent"],
      id_token_signing_alg_values_supported: RSA_AND_MORE,
      token_endpoint_auth_methods_supported: ["private_key_jwt", ...SECRETS, "tls_client_auth"],
      mtls_endpoint_aliases: { token_endpoint: `${kc}/token`, userinfo_endpoint: `${kc}/userinfo` },
      code_challenge_methods_supported: ["plain", "S256"],
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      authorization_response_iss_parameter_supported: true,
    },
    expected: { endSessionEndpoint: `${kc}/logout`, userinfoEndpoint: `${kc}/userinfo`, issParameter: true },
  },
  {
    title: "Entra ID",
    issuer: `${entra}/v2.0`,
    document: {
      token_endpoint: `${entra}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${entra}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer: `${entra}/v2.0`,
      request_uri_parameter_supported: false,
      userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
      authorization_endpoint: `${entra}/oauth2/v2.0/authorize`,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: `${entra}/oauth2/v2.0/logout`,
      kerberos_endpoint: `${entra}/kerberos`,
      tenant_region_scope: "EU",
      cloud_instance_name: "microsoftonline.com",
    },
    expected: { tokenEndpoint: `${entra}/oauth2/v2.0/token`, issParameter: false },
  },
  {
    title: "Google",
    issuer: "https://accounts.google.com",
    document: {
      issuer: "https://accounts.google.com",
      authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
      device_authorization_endpoint: "https://oauth2.googleapis.com/device/code",
      token_endpoint: "https://oauth2.googleapis.com/token",
      userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
      revocation_endpoint: "https://oauth2.googleapis.com/revoke",
      jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
      response_types_supported: ["code", "token", "id_token", "code token", "none"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      code_challenge_methods_supported: ["plain", "S256"],
    },
    expected: { issParameter: false, jwksUri: "https://www.googleapis.com/oauth2/v3/certs" },
  },
  {
    title: "Authentik",
    issuer: authentik,
    document: {
      issuer: authentik,
      authorization_endpoint: "https://auth.klinik.example/application/o/authorize/",
      token_endpoint: "https://auth.klinik.example/application/o/token/",
      userinfo_endpoint: "https://auth.klinik.example/application/o/userinfo/",
      end_session_endpoint: `${authentik}end-session/`,
      revocation_endpoint: "https://auth.klinik.example/application/o/revoke/",
      jwks_uri: `${authentik}jwks/`,
      response_types_supported: ["code", "id_token", "id_token token", "code token", "code id_token"],
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      acr_values_supported: ["goauthentik.io/providers/oauth2/default"],
      request_parameter_supported: false,
      code_challenge_methods_supported: ["plain", "S256"],
    },
    expected: { endSessionEndpoint: `${authentik}end-session/`, jwksUri: `${authentik}jwks/` },
  },
  {
    title: "AD FS",
    issuer: adfs,
    document: {
      issuer: adfs,
      authorization_endpoint: `${adfs}/oauth2/authorize/`,
      token_endpoint: `${adfs}/oauth2/token/`,
      jwks_uri: `${adfs}/discovery/keys`,
      token_endpoint_auth_methods_supported: [
        "client_secret_post",
        "client_secret_basic",
        "windows_client_authentication",
      ],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      subject_types_supported: ["pairwise"],
      scopes_supported: ["allatclaims", "email", "openid", "profile", "user_impersonation"],
      id_token_signing_alg_values_supported: ["RS256"],
      access_token_issuer: "http://fs.klinik.example/adfs/services/trust",
      claims_supported: ["aud", "iss", "iat", "exp", "auth_time", "nonce", "at_hash", "upn", "unique_name", "pwd_url"],
      microsoft_multi_refresh_token: true,
      userinfo_endpoint: `${adfs}/userinfo`,
      end_session_endpoint: `${adfs}/oauth2/logout`,
      as_access_token_token_binding_supported: true,
      op_id_token_token_binding_supported: true,
    },
    expected: { authorizationEndpoint: `${adfs}/oauth2/authorize/`, endSessionEndpoint: `${adfs}/oauth2/logout` },
  },
  {
    title: "LemonLDAP::NG",
    issuer: lemon,
    document: {
      issuer: lemon,
      authorization_endpoint: `${lemon}oauth2/authorize`,
      token_endpoint: `${lemon}oauth2/token`,
      userinfo_endpoint: `${lemon}oauth2/userinfo`,
      jwks_uri: `${lemon}oauth2/jwks`,
      end_session_endpoint: `${lemon}oauth2/logout`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code"],
      acr_values_supported: ["loa-1", "loa-2"],
      subject_types_supported: ["public"],
      token_endpoint_auth_methods_supported: SECRETS,
      id_token_signing_alg_values_supported: ["none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512"],
      code_challenge_methods_supported: ["plain", "S256"],
      require_request_uri_registration: false,
      backchannel_logout_supported: true,
    },
    expected: { tokenAuthMethods: SECRETS, issParameter: false },
  },
  {
    title: "oidc-provider",
    issuer: op,
    document: {
      acr_values_supported: [],
      authorization_endpoint: `${op}/auth`,
      claims_parameter_supported: false,
      claims_supported: ["sub", "sid", "auth_time", "iss"],
      code_challenge_methods_supported: ["S256"],
      end_session_endpoint: `${op}/session/end`,
      grant_types_supported: ["authorization_code", "refresh_token"],
      issuer: op,
      authorization_response_iss_parameter_supported: true,
      jwks_uri: `${op}/jwks`,
      pushed_authorization_request_endpoint: `${op}/request`,
      response_modes_supported: ["form_post", "fragment", "query"],
      response_types_supported: ["code"],
      scopes_supported: ["openid", "offline_access"],
      subject_types_supported: ["public"],
      token_endpoint_auth_methods_supported: [...SECRETS, "none"],
      token_endpoint: `${op}/token`,
      id_token_signing_alg_values_supported: ["RS256", "PS256", "ES256", "Ed25519"],
      userinfo_endpoint: `${op}/me`,
      claim_types_supported: ["normal"],
    },
    expected: { issParameter: true, tokenEndpoint: `${op}/token` },
  },
];
