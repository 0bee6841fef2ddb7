import { generateKeyPairSync, randomUUID } from "node:crypto";

/** What the relying party and the provider have to know of each other. */
export interface DebianClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The gateway's origin as browsers see it. */
  readonly publicUrl: string;
  /** Where the provider sends logout tokens. */
  readonly backchannelLogoutUrl: string;
  /** How long an access token is good for, in seconds. */
  readonly accessTokenSeconds: number;
  /** Makes every refresh token good for one use. */
  readonly rotatesRefreshTokens: boolean;
}

/** The relying party's key in the configuration, where an option has to be set. */
export const RELYING_PARTY = "collimator";

/** A pair of keys as the configuration names them: `""` for the one in use, `New` for the next. */
function signingKey(which: "" | "New"): Record<string, string> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return {
    [`oidcService${which}PrivateKeySig`]: privateKey,
    [`oidcService${which}PublicKeySig`]: publicKey,
    [`oidcService${which}KeyIdSig`]: randomUUID(),
    [`oidcService${which}KeyTypeSig`]: "RSA",
  };
}

/** The options of the one relying party. LemonLDAP::NG reads numbers for flags. */
function relyingParty(client: DebianClient): Record<string, string | number> {
  const options = {
    ClientID: client.clientId,
    ClientSecret: client.clientSecret,
    RedirectUris: `${client.publicUrl}/oidc/callback`,
    PostLogoutRedirectUris: `${client.publicUrl}/oidc/logged-out`,
    RequirePKCE: 1,
    BypassConsent: 1,
    LogoutBypassConfirm: 1,
    IDTokenSignAlg: "RS256",
    IDTokenExpiration: client.accessTokenSeconds,
    IDTokenForceClaims: 1,
    AccessTokenSignAlg: "RS256",
    AccessTokenJWT: 1,
    AccessTokenClaims: 1,
    AccessTokenExpiration: client.accessTokenSeconds,
    RefreshToken: 1,
    RefreshTokenRotation: client.rotatesRefreshTokens ? 1 : 0,
    LogoutType: "back",
    LogoutUrl: client.backchannelLogoutUrl,
    LogoutSessionRequired: 1,
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [`oidcRPMetaDataOptions${name}`, value]));
}

/** The whole of `lmConf-1.json`: Debian's demo users and groups, and one relying party. */
export function debianConfiguration(portal: string, client: DebianClient): string {
  const folder = "/var/lib/lemonldap-ng";
  const sessions = (name: string): Record<string, string> => ({
    Directory: `${folder}/${name}`,
    LockDirectory: `${folder}/${name}/lock`,
  });
  const { hostname } = new URL(portal);
  return JSON.stringify({
    cfgNum: 1,
    cfgDate: Math.floor(Date.now() / 1000),
    cfgAuthor: "tests",
    // A worker looks for a newer configuration so often, in seconds.
    checkTime: 1,
    checkMsg: 1,
    portal,
    domain: hostname,
    cookieName: "lemonldap",
    securedCookie: 1,
    authentication: "Demo",
    userDB: "Same",
    passwordDB: "Null",
    demoExportedVars: { cn: "cn", mail: "mail", uid: "uid" },
    whatToTrace: "uid",
    globalStorage: "Apache::Session::File",
    globalStorageOptions: sessions("sessions"),
    persistentStorage: "Apache::Session::File",
    persistentStorageOptions: sessions("psessions"),
    localSessionStorage: "Cache::FileCache",
    // A session that has been ended from outside is known to no worker for longer than a second.
    localSessionStorageOptions: { namespace: "sessions", cache_root: "/var/cache/lemonldap-ng", default_expires_in: 1 },
    handlerInternalCache: 0,
    loginHistoryEnabled: 0,
    locationRules: { [hostname]: { default: "accept" } },
    captcha_mail_enabled: 0,
    captcha_register_enabled: 0,
    portalDisplayRegister: 0,
    portalDisplayResetPassword: 0,
    issuerDBOpenIDConnectActivation: 1,
    oidcServiceIgnoreScopeForClaims: 1,
    ...signingKey(""),
    ...signingKey("New"),
    oidcRPMetaDataOptions: { [RELYING_PARTY]: relyingParty(client) },
    oidcRPMetaDataExportedVars: {
      [RELYING_PARTY]: {
        name: "cn",
        email: "mail",
        preferred_username: "uid",
        groups: "groups;string;always",
      },
    },
  });
}
