import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";

import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { runContainer } from "../support/run-container";

const prefix = `collimator-setup-test-${randomUUID().slice(0, 8)}`;
const places = {
  gateway: "/secrets/gateway",
  orthanc: "/secrets/orthanc",
  valkey: "/secrets/valkey",
  state: "/state",
  archive: "/archive",
};
const volumes = Object.entries(places).map(([name, place]) => [`${prefix}-${name}`, place] as const);
const mounts = volumes.flatMap(([name, place]) => ["--volume", `${name}:${place}`]);
const BEHIND_PROXY = ["PUBLIC_URL=https://pacs.example.org", "TLS_MODE=proxy", "TRUSTED_PROXIES=10.1.2.3,fd00::/64"];
const RECORD = "/secrets/gateway/first-admin.json";

function docker(...args: string[]): void {
  spawnSync("docker", args);
}

function setup(...variables: string[]): string {
  const env = variables.flatMap((variable) => ["--env", variable]);
  const image = imageName("gateway");
  const { status, stdout } = runContainer("--network", "none", ...mounts, ...env, image, "setup");
  expect(status).toBe(0);
  return stdout.toString();
}

/** A shell command where `setup` runs, as root. */
function shell(command: string): string {
  const rest = ["--user", "0", "--entrypoint", "sh", imageName("gateway"), "-c", command];
  return runContainer("--network", "none", ...mounts, ...rest).stdout.toString();
}

const removeVolumes = (): void => {
  docker("volume", "rm", "--force", ...volumes.map(([name]) => name));
};

beforeEach(removeVolumes);
afterAll(removeVolumes);

describe("setup", () => {
  test("setup makes an admin at the first start and prints the password, which is in no file", () => {
    const stdout = setup();
    expect(stdout).toContain("Collimator: http://127.0.0.1/\n");
    const [, password = ""] = /password: ([a-z2-9]{5}(?:-[a-z2-9]{5}){3})\n/.exec(stdout) ?? [];
    expect(password).toHaveLength(23);
    expect(shell(`cat ${RECORD}`)).toMatch(
      /^\{"name":"admin","password":"pbkdf2-sha256\$600000\$[^"]+","createdAt":\d+\}$/,
    );
    expect(shell(`grep -rlF ${password} /secrets; true`)).toBe("");
  });

  test("setup does not print a password from the settings", () => {
    const stdout = setup("ADMIN_PASSWORD=a rather long secret", "ADMIN_NAME=boss");
    expect(stdout).toContain("name:     boss\n");
    expect(stdout).not.toContain("a rather long secret");
  });

  test("setup writes files that only their own user can read, and the same ones at every run", () => {
    setup();
    const list = "find /secrets -type f ! -name first-admin.json | sort | xargs sha256sum";
    const first = shell(list);
    expect(first.split("\n").length).toBeGreaterThan(8);
    expect(shell("find /secrets -type f ! -perm 600 -o -type f ! -user 10001")).toBe("");
    setup();
    expect(shell(list)).toBe(first);
  });

  test("setup leaves existing accounts alone, and keeps no first password for them", () => {
    setup();
    shell("mkdir /state/appendonlydir && echo xxcollimator:schemaxx > /state/appendonlydir/appendonly.aof.1.incr.aof");
    expect(setup()).toBe("Collimator: http://127.0.0.1/\n");
    expect(shell(`ls ${RECORD} 2>&1 || true`)).toContain("No such file");
  });

  test("setup makes a new first password if Valkey has started a state that nobody wrote to", () => {
    setup();
    shell("mkdir /state/appendonlydir && touch /state/appendonlydir/appendonly.aof.1.base.rdb");
    expect(setup()).toContain("password: ");
  });

  test("setup makes a new first password as long as there is no state", () => {
    const passwords = [setup(), setup()].map((stdout) => /password: (\S+)/.exec(stdout)?.[1]);
    expect(passwords[0]).not.toBe(passwords[1]);
  });

  test("setup makes no admin if there are images but no state, and drops an older record", () => {
    setup();
    shell("mkdir -p /archive/a7/3f");
    const stdout = setup();
    expect(stdout).toContain("docker compose exec gateway collimator admin reset\n");
    expect(stdout).not.toContain("password:");
    expect(shell(`ls ${RECORD}`)).toBe("");
  });

  test("setup puts PUBLIC_URL and limits where nginx, Orthanc and Valkey read them", () => {
    setup(...BEHIND_PROXY, "UPLOAD_LIMIT=100m", "DICOM_AET=MY AET", "VALKEY_MEMORY=1g");
    expect(shell("cat /secrets/gateway/forwarded.conf")).toBe(
      'proxy_set_header X-Forwarded-Host "pacs.example.org";\nproxy_set_header X-Forwarded-Proto "https";\n',
    );
    const conf = shell("cat /secrets/gateway/generated.conf");
    expect(conf).toContain("server 10.213.77.3:8042 max_fails=0;");
    expect(conf).toContain('"report-uri /gateway/csp-report; report-to gateway"');
    expect(conf).toContain(`client_max_body_size ${100 * 1024 ** 2};`);
    const settings = JSON.parse(shell("cat /secrets/gateway/settings.json")) as Record<string, unknown>;
    expect(settings).toMatchObject({ version: 1, publicUrl: "https://pacs.example.org", sessionIdleSeconds: 1800 });
    const orthanc = JSON.parse(shell("cat /secrets/orthanc/generated.json")) as Record<string, unknown>;
    expect(orthanc).toMatchObject({ DicomAet: "MY AET", RegisteredUsers: {} });
    const users = Object.entries(orthanc["RegisteredUsers"] as Record<string, string>);
    expect(users.map(([name]) => name)).toEqual([
      "gateway-view",
      "gateway-store",
      "gateway-admin",
      "gateway-health",
      "gateway-watch",
      "gateway-resolve",
    ]);
    expect(new Set(users.map(([, password]) => password)).size).toBe(6);
    const authorization = shell("cat /secrets/gateway/orthanc-authorization.conf");
    for (const [name, password] of users) {
      const basic = Buffer.from(`${name}:${password}`).toString("base64");
      expect(authorization).toContain(`\n    ${name.replace("gateway-", "")} "Basic ${basic}";\n`);
    }
    const valkey = shell("cat /secrets/valkey/valkey.conf");
    expect(valkey).toContain(`\nmaxmemory ${Math.floor(0.6 * 1024 ** 3)}\n`);
    expect(valkey).toContain(`\nuser default on >${String(settings.valkeyPassword)} ~* resetchannels -@all +auth `);
  });

  test("setup makes nginx listen as TLS_MODE says", () => {
    const listen = (): string => shell("cat /secrets/gateway/listen.conf");
    setup();
    expect(listen()).toBe("listen 8080 default_server;\n");
    setup(...BEHIND_PROXY);
    expect(listen().split("\n").slice(0, 3)).toEqual([
      "listen 8080 default_server;",
      "set_real_ip_from 10.1.2.3;",
      "set_real_ip_from fd00::/64;",
    ]);
    expect(shell("cat /secrets/gateway/plain-http.conf")).not.toContain("include");
    setup("PUBLIC_URL=https://10.1.2.3", "TLS_MODE=self-signed", "HTTPS_PORT=443");
    expect(listen()).toContain("listen 8443 ssl default_server;\nssl_certificate /secrets/self-signed.crt;\n");
    expect(shell("cat /secrets/gateway/plain-http.conf")).toMatch(/^include tls\/plain-http\.conf;\n/);
  });

  test("setup keeps the self-signed certificate as long as the host is the same", () => {
    const selfSigned = (host: string): string => {
      const stdout = setup(`PUBLIC_URL=https://${host}`, "TLS_MODE=self-signed", "HTTPS_PORT=443");
      return /^ {2}((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/m.exec(stdout)?.[1] ?? "";
    };
    const first = selfSigned("a.example");
    expect(first).not.toBe("");
    setup();
    expect(selfSigned("a.example")).toBe(first);
    expect(selfSigned("b.example")).not.toBe(first);
    expect(shell("find /secrets -type f ! -perm 600")).toBe("");
  });
});
