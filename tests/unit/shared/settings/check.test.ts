import { describe, expect, test } from "vitest";

import { checkSettings, type Outcome } from "../../../../lua-src/shared/settings/check";
import { badSettings, unknownNames } from "../../../support/bad-settings";
import { callLua } from "../../../support/lua";

type Environment = Readonly<Record<string, string>>;

/** `npm start`'s side: values as bytes. */
function inNode(environment: Environment, files: Environment): Outcome {
  const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
  const values = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, bytes(value)]));
  return checkSettings(values, Object.keys(environment), files);
}

/** The side of `setup`. */
async function inLua(environment: Environment, files: Environment): Promise<Outcome> {
  const names = Object.keys(environment);
  const [outcome] = await callLua("shared.settings.check", "checkSettings", environment, names, files);
  const { settings, problems } = outcome as Outcome;
  // An empty Lua table is written as {}.
  const outboundNoProxy = Object.values(settings?.outboundNoProxy ?? []);
  return {
    ...(settings === undefined ? {} : { settings: { ...settings, outboundNoProxy } }),
    problems: Array.isArray(problems) ? problems : [],
  };
}

const SELF_SIGNED = { TLS_MODE: "self-signed", HTTPS_PORT: "443" };

const worlds = [
  ["node", inNode],
  ["Lua", inLua],
] as const;

describe.each(worlds)("settings, checked in %s", (_world, check) => {
  test.each([...badSettings, ...unknownNames])("settings refuse $title", async ({ environment, code, says }) => {
    const { settings, problems } = await check(environment, {});
    expect(settings).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.sentence).toContain(says);
    expect(problems[0]?.sentence).toMatch(/ See docs\/configuration\.md#[a-z_]+$/);
  });

  test("an error of settings never shows a secret's value", async () => {
    const weak = await check({ ADMIN_PASSWORD: "Zk4-vRq8" }, {});
    const wrong = await check({ HTTP_PROXY: "me:hunter2@proxy" }, {});
    expect([...weak.problems, ...wrong.problems]).toHaveLength(2);
    expect(JSON.stringify([weak, wrong])).not.toMatch(/Zk4|hunter2/);
  });

  test("settings have good defaults", async () => {
    const { settings, problems } = await check({}, {});
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      publicUrl: "http://127.0.0.1",
      bindAddress: "127.0.0.1",
      httpPort: 80,
      tlsMode: "off",
      tlsDir: "",
      trustedProxies: "",
      dicomBind: "127.0.0.1",
      dicomPort: 4242,
      dicomAet: "ORTHANC",
      adminName: "admin",
      adminPassword: "",
      sessionIdleSeconds: 30 * 60,
      sessionMaxSeconds: 12 * 3600,
      strangerLogLines: 1200,
      localAccounts: "on",
      outboundProxy: "",
      outboundNoProxy: [],
      uploadLimitBytes: 1024 ** 3,
      orthancMemory: 5 * 1024 ** 3,
      archiveMinFreeBytes: 1024 ** 3,
      valkeyMemory: 512 * 1024 ** 2,
      cacheBytes: 10 * 1024 ** 3,
      archiveNet: "10.213.77",
      viewerTitle: "",
      viewerLogo: "",
      viewerLocale: "",
      viewerNotice: "on",
      viewerTour: "off",
      corsOrigins: "",
      wadoUri: "off",
    });
  });

  test.each([
    ["the port goes into the public URL", { HTTP_PORT: "8080" }, { publicUrl: "http://127.0.0.1:8080" }],
    [
      "an empty value is the default",
      { HTTP_PORT: "", PUBLIC_URL: "" },
      { publicUrl: "http://127.0.0.1", httpPort: 80 },
    ],
    [
      "a public URL in browsers' form",
      { PUBLIC_URL: "HTTPS://PACS.Example.org:443", ...SELF_SIGNED },
      { publicUrl: "https://pacs.example.org" },
    ],
    [
      "https with a port",
      { PUBLIC_URL: "https://a.example:8443", ...SELF_SIGNED },
      { publicUrl: "https://a.example:8443" },
    ],
    ["IPv6 loopback", { PUBLIC_URL: "http://[::1]:8042", HTTP_PORT: "8042" }, { publicUrl: "http://[::1]:8042" }],
    [
      "open to a network with HTTPS",
      { PUBLIC_URL: "https://a.example", BIND_ADDRESS: "0.0.0.0", ...SELF_SIGNED },
      { bindAddress: "0.0.0.0", tlsMode: "self-signed", httpsPort: 443 },
    ],
    [
      "a certificate from the operator",
      { PUBLIC_URL: "https://10.1.2.3", TLS_MODE: "files", HTTPS_PORT: "443", TLS_DIR: "/etc/pacs" },
      { tlsMode: "files", httpsPort: 443, tlsDir: "/etc/pacs" },
    ],
    [
      "a proxy on this machine",
      { PUBLIC_URL: "https://a.example", TLS_MODE: "proxy", TRUSTED_PROXIES: "host" },
      { tlsMode: "proxy", trustedProxies: "host" },
    ],
    ...["10.1.2.3", "10.0.0.0/8,192.168.7.0/24", "::1", "fd00::/8", "2001:db8::1/128,1:2:3:4:5:6:7:8", "::"].map(
      (proxies): [string, Record<string, string>, object] => [
        `${proxies} as proxies`,
        { PUBLIC_URL: "https://a.example", TLS_MODE: "proxy", TRUSTED_PROXIES: proxies, BIND_ADDRESS: "0.0.0.0" },
        { trustedProxies: proxies },
      ],
    ),
    [
      "the least memory for an upload",
      { UPLOAD_LIMIT: "512m", ORTHANC_MEMORY: "2816m" },
      { orthancMemory: 2816 * 1024 ** 2 },
    ],
    ...[
      ["https://app.example.org", "https://app.example.org"],
      [
        "HTTPS://App.Example.org:443,https://app.example.org:8443",
        "https://app.example.org,https://app.example.org:8443",
      ],
      ["http://localhost:3000,http://127.0.0.1:5173", "http://localhost:3000,http://127.0.0.1:5173"],
      ["http://[::1]:3000,https://10.1.2.3", "http://[::1]:3000,https://10.1.2.3"],
    ].map(([given = "", corsOrigins = ""]): [string, Record<string, string>, object] => [
      `${given} as other origins`,
      { CORS_ORIGINS: given },
      { corsOrigins },
    ]),
    ["one port on two addresses", { HTTP_PORT: "4242", DICOM_BIND: "127.0.0.2" }, { dicomPort: 4242 }],
    ["an AE title with a space inside", { DICOM_AET: "MY ARCHIVE_1" }, { dicomAet: "MY ARCHIVE_1" }],
    ["a password with non-ASCII letters", { ADMIN_PASSWORD: "größere Übung" }, {}],
    ["names that Docker and shells set", { PATH: "/bin", HOSTNAME: "x", COMPOSE_PROFILES: "a", https_proxy: "?" }, {}],
    [
      "build settings",
      { APT_MIRROR: "https://mirror.example.org/debian", NO_PROXY: "localhost,.example.org,10.0.0.0/8" },
      {},
    ],
  ])("settings are read: %s", async (_title, environment, expected) => {
    const { settings, problems } = await check(environment, {});
    expect(problems).toEqual([]);
    expect(settings).toMatchObject(expected);
  });

  test("a secret is read from its file without the final newline", async () => {
    const files = { ADMIN_PASSWORD: "from a file, with $ and #\n" };
    const { settings } = await check({ ADMIN_PASSWORD_FILE: "secret.txt" }, files);
    expect(settings?.adminPassword).toBe("from a file, with $ and #");
  });

  test("settings report every mistake at once", async () => {
    const { problems } = await check({ HTTP_PORT: "x", DICOM_AET: "\\", NONSENSE: "1" }, {});
    expect(problems.map((problem) => problem.code)).toEqual(["CFG-002", "CFG-013", "CFG-001"]);
  });
});
