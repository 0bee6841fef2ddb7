import { foreign, passed, plan, type PlanRow } from "./plan-row";

const REFUSED = "the callback shows a page that says so, there is no session, and userinfo is not asked";

const basic = plan(
  "oidcc-client-basic-certification-test-plan",
  passed(
    "oidcc-client-test",
    "a login by the code flow, among published keys of which most are of other kinds",
    "the login lands on its deep link in the person's session; the request has PKCE, state and nonce",
  ),
  passed("oidcc-client-test-invalid-iss", "refuse an ID token of another issuer", REFUSED),
  passed("oidcc-client-test-missing-sub", "refuse an ID token without `sub`", REFUSED),
  passed("oidcc-client-test-invalid-aud", "refuse an ID token for another client", REFUSED),
  passed("oidcc-client-test-missing-iat", "refuse an ID token without `iat`", REFUSED),
  passed(
    "oidcc-client-test-kid-absent-single-jwks",
    "find the one key that fits where the ID token names none",
    "the login succeeds",
  ),
  passed(
    "oidcc-client-test-kid-absent-multiple-jwks",
    "refuse an ID token that names no key where several fit, or try them all",
    `keys are not tried in turn: ${REFUSED}`,
  ),
  passed("oidcc-client-test-idtoken-sig-rs256", "take an ID token signed by RS256", "the login succeeds"),
  passed(
    "oidcc-client-test-idtoken-sig-none",
    "refuse an unsigned ID token, or take it in the code flow",
    `it is refused: ${REFUSED}`,
  ),
  passed("oidcc-client-test-invalid-sig-rs256", "refuse an ID token whose RS256 signature is wrong", REFUSED),
  passed(
    "oidcc-client-test-userinfo-invalid-sub",
    "refuse a userinfo answer about somebody else",
    "the callback shows a page that says so, and there is no session",
  ),
  passed("oidcc-client-test-nonce-invalid", "refuse an ID token with another `nonce`", REFUSED),
  passed(
    "oidcc-client-test-scope-userinfo-claims",
    "ask for claims by scopes, and read them from userinfo",
    "name and role come from userinfo where the ID token has nothing but its `sub`",
  ),
  passed(
    "oidcc-client-test-client-secret-basic",
    "prove itself to the token endpoint by client_secret_basic",
    "id and secret arrive encoded in the Authorization header, and no secret in the body",
  ),
);

const config = plan(
  "oidcc-client-config-certification-test-plan",
  passed(
    "oidcc-client-test-discovery-openid-config",
    "read the provider's metadata, and use it",
    "the login goes through the endpoints that the document names, which are elsewhere this time",
  ),
  passed(
    "oidcc-client-test-discovery-jwks-uri-keys",
    "read the keys from the `jwks_uri` of the metadata",
    "the keys are fetched from an address that only the document names, and the login succeeds",
  ),
  passed(
    "oidcc-client-test-discovery-issuer-mismatch",
    "notice that the metadata is another issuer's",
    "the login does not begin: a page says so, and nobody is sent to the provider",
  ),
  passed(
    "oidcc-client-test-signing-key-rotation",
    "fetch the keys anew when they have changed between two logins",
    "the second login succeeds, and the keys were fetched for it",
  ),
  passed(
    "oidcc-client-test-signing-key-rotation-just-before-signing",
    "fetch the keys anew when they change while somebody logs in",
    "that login succeeds",
  ),
);

const refreshing = plan(
  "oidcc-client-refreshtoken-test-plan",
  passed(
    "oidcc-client-test-refresh-token",
    "get a new access token by the refresh token, and ask userinfo with it",
    "the session is refreshed in the background, with userinfo, and goes on",
  ),
  passed(
    "oidcc-client-test-refresh-token-invalid-issuer",
    "refuse a refreshed ID token of another issuer",
    "the session ends",
  ),
  passed(
    "oidcc-client-test-refresh-token-invalid-sub",
    "refuse a refreshed ID token about somebody else",
    "the session ends",
  ),
);

const OTHER_FLOW = "of the implicit and hybrid flows, which are not used";

const whole = plan(
  "oidcc-client-test-plan",
  passed("oidcc-client-test-missing-aud", "refuse an ID token without `aud`", REFUSED),
  passed(
    "oidcc-client-test-userinfo-bearer-header",
    "send the access token in the Authorization header",
    "userinfo gets it there, and neither in the address nor in a body",
  ),
  passed("oidcc-client-test-invalid-sig-hs256", "refuse an ID token whose HS256 signature is wrong", REFUSED),
  passed("oidcc-client-test-invalid-sig-es256", "refuse an ID token whose ES256 signature is wrong", REFUSED),
  passed(
    "oidcc-client-test-invalid-athash",
    "refuse an ID token whose `at_hash` is not the access token's (the plan asks for it in other flows)",
    REFUSED,
  ),
  passed(
    "oidcc-client-test-aggregated-claims",
    "cope with aggregated claims in userinfo",
    "the login succeeds; what they say is not used",
  ),
  passed(
    "oidcc-client-test-distributed-claims",
    "cope with distributed claims in userinfo",
    "the login succeeds; what they point to is not fetched",
  ),
  foreign("oidcc-client-test-userinfo-bearer-body", "send the access token in a form", "the header is used"),
  foreign("oidcc-client-test-nonce-unless-code-flow", "send a `nonce`", `${OTHER_FLOW}; one is always sent`),
  foreign("oidcc-client-test-missing-chash", "refuse an ID token without `c_hash`", OTHER_FLOW),
  foreign("oidcc-client-test-invalid-chash", "refuse a wrong `c_hash`", OTHER_FLOW),
  foreign("oidcc-client-test-missing-athash", "refuse an ID token without `at_hash`", OTHER_FLOW),
  foreign("oidcc-client-test-form-post-error", "read errors by form_post", "answers come in the query"),
  foreign("oidcc-client-test-mtls-endpoint-aliases", "use mutual TLS", "clients prove themselves by a secret"),
  foreign("oidcc-client-test-discovery-webfinger-acct", "find the issuer by WebFinger", "the issuer is a setting"),
  foreign("oidcc-client-test-discovery-webfinger-url", "find the issuer by WebFinger", "the issuer is a setting"),
  foreign("oidcc-client-test-dynamic-registration", "register by itself", "the client is registered by hand"),
  foreign("oidcc-client-test-request-uri-signed-rs256", "sign its request", "requests are not signed"),
  foreign("oidcc-client-test-request-uri-signed-none", "send its request by reference", "it is sent by value"),
  foreign("oidcc-client-test-userinfo-signed", "read a signed userinfo answer", "none is asked for"),
);

/** Logins: the Basic, Config, refresh and comprehensive plans for relying parties. */
export const loginRows: readonly PlanRow[] = [...basic, ...config, ...refreshing, ...whole];
