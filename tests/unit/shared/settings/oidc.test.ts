import { describe, expect, test } from "vitest";

import { checkSettings, type Outcome } from "../../../../lua-src/shared/settings/check";
import { GOOD_OIDC } from "../../../support/bad-oidc-settings";
import { callLua } from "../../../support/lua";

type Environment = Readonly<Record<string, string>>;

/** In node text is bytes, as Lua has it. */
const toBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const fromBytes = (json: string): unknown => JSON.parse(Buffer.from(json, "latin1").toString("utf8"));

function inNode(environment: Environment, files: Environment): unknown {
  const values = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, toBytes(value)]));
  return fromBytes(JSON.stringify(checkSettings(values, Object.keys(environment), files)));
}

async function inLua(environment: Environment, files: Environment): Promise<unknown> {
  const [outcome] = await callLua(
    "shared.settings.check",
    "checkSettings",
    environment,
    Object.keys(environment),
    files,
  );
  return outcome;
}

const worlds = [
  ["node", inNode],
  ["Lua", inLua],
] as const;

describe.each(worlds)("settings of single sign-on, read in %s", (_world, check) => {
  const read = async (environment: Environment, files: Environment = {}): Promise<Outcome["settings"]> => {
    const { settings, problems } = (await check(environment, files)) as Outcome;
    expect(Object.values(problems)).toEqual([]);
    return settings;
  };

  test("four settings are enough for single sign-on", async () => {
    const settings = await read(GOOD_OIDC);
    expect(settings).toMatchObject({ localAccounts: "on", outboundProxy: "" });
    const { confirmAcr, ...oidc } = settings?.oidc ?? { confirmAcr: undefined };
    // An empty Lua table is written as {}.
    expect(Object.values(settings?.outboundNoProxy ?? { a: 1 })).toEqual([]);
    expect(Object.values(confirmAcr ?? { a: 1 })).toEqual([]);
    expect(oidc).toEqual({
      issuer: "https://login.example.org/realms/pacs",
      clientId: "collimator",
      clientSecret: "s3cret of the provider",
      clientAuth: "client_secret_basic",
      name: "single sign-on",
      scopes: "openid profile email",
      roles: [{ value: "*", role: "viewer" }],
      rolesClaims: [["groups"]],
      nameClaim: ["preferred_username"],
      internalUrl: "",
      endpoints: { authorization: "", token: "", jwks: "", userinfo: "", endSession: "" },
      audience: "",
    });
  });

  test("without OIDC_ISSUER there is no single sign-on", async () => {
    const settings = await read({ OUTBOUND_PROXY: "http://Proxy.example", OUTBOUND_NO_PROXY: "localhost,10.0.0.0/8" });
    expect(settings).not.toHaveProperty("oidc");
    expect(settings).toMatchObject({
      outboundProxy: "http://proxy.example:80",
      outboundNoProxy: ["localhost", "10.0.0.0/8"],
    });
  });

  test.each(["*", "localhost", ".example.org,*.A.example", "10.1.2.3,192.168.0.0/16,fd00::/8,::1"])(
    "%s is accepted as hosts without the proxy",
    async (hosts) => {
      const settings = await read({ OUTBOUND_PROXY: "http://proxy", OUTBOUND_NO_PROXY: hosts });
      expect(settings?.outboundNoProxy).toEqual(hosts.split(","));
    },
  );

  test.each([
    [
      "an issuer as it is written",
      { OIDC_ISSUER: "https://Login.example.org:443/a/" },
      { issuer: "https://Login.example.org:443/a/" },
    ],
    ["an issuer on this machine", { OIDC_ISSUER: "http://localhost:8080" }, { issuer: "http://localhost:8080" }],
    [
      "an issuer at an address for which the gateway has a name",
      { OIDC_ISSUER: "https://10.1.2.3", OIDC_INTERNAL_URL: "https://idp" },
      { issuer: "https://10.1.2.3" },
    ],
    ["an internal URL", { OIDC_INTERNAL_URL: "https://idp:8443" }, { internalUrl: "https://idp:8443" }],
    [
      "an internal URL in plain http for an issuer on this machine",
      { OIDC_ISSUER: "http://127.0.0.1:8080", OIDC_INTERNAL_URL: "http://idp:8080" },
      { internalUrl: "http://idp:8080" },
    ],
    [
      "endpoints",
      {
        OIDC_AUTHORIZATION_ENDPOINT: "https://a.example/authorize?p=b2c_1",
        OIDC_TOKEN_ENDPOINT: "https://a.example/token",
        OIDC_JWKS_URI: "http://[::1]:1/jwks",
        OIDC_USERINFO_ENDPOINT: "https://a.example/me",
        OIDC_END_SESSION_ENDPOINT: "https://a.example/out",
      },
      {
        endpoints: {
          authorization: "https://a.example/authorize?p=b2c_1",
          token: "https://a.example/token",
          jwks: "http://[::1]:1/jwks",
          userinfo: "https://a.example/me",
          endSession: "https://a.example/out",
        },
      },
    ],
    [
      "roles",
      { OIDC_ROLES: ' radiology = viewer,pacs-admins=admin, a=b=radiologist ,"CN=pacs,OU=x"=admin,à=viewer' },
      {
        roles: [
          { value: "radiology", role: "viewer" },
          { value: "pacs-admins", role: "admin" },
          { value: "a=b", role: "radiologist" },
          { value: "CN=pacs,OU=x", role: "admin" },
          { value: "à", role: "viewer" },
        ],
      },
    ],
    [
      "claims",
      { OIDC_ROLES_CLAIM: 'realm_access.roles, resource_access.*.roles,"https://x.example/a,b".roles,cognito:groups' },
      {
        rolesClaims: [
          ["realm_access", "roles"],
          ["resource_access", "*", "roles"],
          ["https://x.example/a,b", "roles"],
          ["cognito:groups"],
        ],
      },
    ],
    ["a claim for the name", { OIDC_NAME_CLAIM: 'person."login.name"' }, { nameClaim: ["person", "login.name"] }],
    ["scopes", { OIDC_SCOPES: "openid  offline_access" }, { scopes: "openid offline_access" }],
    ["acr values", { OIDC_CONFIRM_ACR: "urn:a phr" }, { confirmAcr: ["urn:a", "phr"] }],
    ["a non-ASCII name", { OIDC_NAME: "Universitätsklinikum" }, { name: "Universitätsklinikum" }],
    ["an audience", { OIDC_AUDIENCE: "https://pacs.example.org" }, { audience: "https://pacs.example.org" }],
    ["the secret in the body", { OIDC_CLIENT_AUTH: "client_secret_post" }, { clientAuth: "client_secret_post" }],
    ["no secret", { OIDC_CLIENT_AUTH: "none", OIDC_CLIENT_SECRET: "" }, { clientAuth: "none", clientSecret: "" }],
  ])("single sign-on settings accept %s", async (_title, changed, expected) => {
    expect((await read({ ...GOOD_OIDC, ...changed }))?.oidc).toMatchObject(expected);
  });

  test("the client secret is read from its file", async () => {
    const environment = { ...GOOD_OIDC, OIDC_CLIENT_SECRET: "", OIDC_CLIENT_SECRET_FILE: "secret.txt" };
    const settings = await read(environment, { OIDC_CLIENT_SECRET: "from a file\n" });
    expect(settings?.oidc?.clientSecret).toBe("from a file");
  });

  test("single sign-on settings can leave password login to the first admin only", async () => {
    expect(await read({ ...GOOD_OIDC, LOCAL_ACCOUNTS: "admin" })).toMatchObject({ localAccounts: "admin" });
  });

  test("an error of single sign-on settings never shows the secret", async () => {
    const secret = "hunter2\tor so";
    const outcomes = [
      await check({ ...GOOD_OIDC, OIDC_CLIENT_SECRET: secret }, {}),
      await check({ OIDC_CLIENT_SECRET: secret }, {}),
    ];
    expect(JSON.stringify(outcomes)).toContain("OIDC_CLIENT_SECRET");
    expect(JSON.stringify(outcomes)).not.toContain("hunter2");
  });
});
