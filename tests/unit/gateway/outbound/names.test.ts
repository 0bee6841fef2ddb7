import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageName } from "../../../../scripts/lib/image";
import { docker, until } from "../../../support/docker";
import { type LabCa, makeLabCa } from "../../../support/lab-ca";
import { callLua } from "../../../support/lua";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaWith } from "../../../support/lua-runtime";
import { settingsJson } from "../../../support/outbound";

const V4 = "Iface\tDestination\tGateway\neth0\t00000000\t010011AC\t0003\n";
const NONE = "Iface\tDestination\tGateway\n";
const ZERO = "0".repeat(32);
const V6 = `${ZERO} 00 ${ZERO} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n`;
const V6_NONE = `${ZERO} 00 ${ZERO} 00 ${ZERO} ffffffff 00000001 00000000 00200200       lo\n`;

describe("nginx's resolver line", () => {
  test.each([
    ["one", "nameserver 127.0.0.11\nsearch lab\n", V4, V6_NONE, "resolver 127.0.0.11 ipv6=off;\n"],
    ["both kinds", "nameserver 10.1.2.3\nnameserver fd00::53\n", V4, V6, "resolver 10.1.2.3 [fd00::53];\n"],
    ["IPv6 alone", "nameserver fd00::53\n", NONE, V6, "resolver [fd00::53] ipv4=off;\n"],
    ["a network without a way out", "nameserver 127.0.0.11\n", NONE, "", "resolver 127.0.0.11 ipv6=off;\n"],
    ["no server", "# none\nsearch lab\n", V4, "", ""],
    ["no file", "", "", "", ""],
    [
      "nonsense",
      "nameserver ::;\nnameserver 1.2.3\n nameserver  1.1.1.1 \n#nameserver 9.9.9.9\n",
      V4,
      "",
      "resolver 1.1.1.1 ipv6=off;\n",
    ],
    ["a zone, which nginx does not know", "nameserver fe80::1%eth0\n", V4, V6, ""],
    ["more than three", "nameserver 1.1.1.1\n".repeat(5), V4, "", "resolver 1.1.1.1 1.1.1.1 1.1.1.1 ipv6=off;\n"],
  ])("the resolver line is right for %s", async (_what, resolvConf, routes, routesV6, line) => {
    expect(await callLua("setup.before-nginx", "resolverLine", resolvConf, routes, routesV6)).toEqual([line]);
  });
});

describe("names in a Docker network", () => {
  const network = `collimator-outbound-${randomUUID().slice(0, 8)}`;
  let ca: LabCa;
  let runtime: LuaRuntime;

  beforeAll(async () => {
    ca = makeLabCa();
    const secrets = join(ca.folder, "secrets");
    mkdirSync(secrets);
    writeFileSync(join(secrets, "ca.pem"), ca.certificate);
    writeFileSync(join(secrets, "settings.json"), settingsJson("", []));
    const certificate = ca.issue("DNS:provider", { mode: "644" });
    writeFileSync(join(ca.folder, "provider.conf"), PROVIDER);
    await docker("network", "create", network);
    const files = ["-v", `${certificate}:/certificate:ro`, "-v", `${ca.folder}/provider.conf:/provider.conf:ro`];
    const place = ["--network", network, "--network-alias", "provider", "--name", network];
    const nginx = ["--entrypoint", "nginx", imageName("gateway"), "-c", "/provider.conf", "-e", "stderr"];
    const started = await docker("run", "--detach", ...place, ...files, ...nginx);
    expect(started.stderr).toBe("");
    const root = process.cwd();
    runtime = await startLuaWith(root, {
      network,
      before: "LUA_PATH='/lua/?.lua;;' luajit /lua/entry/before-nginx.lua",
      mounts: [
        { source: secrets, target: "/secrets", mode: "ro" },
        { source: `${root}/nginx/conf.d/outbound.conf`, target: "/test/http-outbound.conf", mode: "ro" },
      ],
    });
  });

  afterAll(async () => {
    await docker("rm", "--force", network);
    ca.remove();
    await runtime.stop();
    await docker("network", "rm", network);
  });

  test("a container is found by its name, and a nonexistent one is not", { timeout: 120_000 }, async () => {
    const ask = async (url: string): Promise<unknown> => {
      const request = { method: "GET", url, headers: {}, via: "" };
      const call = { module: "gateway.outbound.fetch", fn: "fetch", args: [request] };
      const [results] = await callLuaAt(runtime.url, [call], "utf8");
      return results?.[1] ?? (results?.[0] as { body: string }).body;
    };
    const body = await until("the provider answers", async () => {
      const got = await ask("https://provider:8443/");
      return got === "outbound-connect" || got === "outbound-name" ? undefined : got;
    });
    expect(body).toBe("from a container");
    expect(await ask("https://nobody:8443/")).toBe("outbound-name");
  });
});

const PROVIDER = `
daemon off;
pid /tmp/nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path /tmp/a; proxy_temp_path /tmp/b; fastcgi_temp_path /tmp/c; uwsgi_temp_path /tmp/d; scgi_temp_path /tmp/e;
    server {
        listen 8443 ssl;
        ssl_certificate /certificate/tls.crt;
        ssl_certificate_key /certificate/tls.key;
        location / { return 200 "from a container"; }
    }
}
`;
