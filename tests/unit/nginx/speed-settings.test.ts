import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HEAVY, LIGHT, STORE, STORE_LARGE } from "../../../lua-src/gateway/queue/kinds";

const orthanc = JSON.parse(readFileSync("orthanc/orthanc.json", "utf8")) as Readonly<Record<string, unknown>>;
const setup = readFileSync("lua-src/setup/gateway-files.ts", "utf8");
const connection = readFileSync("lua-src/gateway/archive/connection.ts", "utf8");

/** All of nginx's configuration that is not made by `setup`, without comments. */
const nginx = readdirSync("nginx", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".conf"))
  .map((name) => readFileSync(join("nginx", name), "utf8").replaceAll(/^\s*#.*$/gm, ""))
  .join("\n");

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1]?.replace("_", "") ?? NaN);
}

test("nginx and the frames handler close idle connections well before Orthanc does", () => {
  const orthancMs = Number(orthanc["KeepAliveTimeout"]) * 1000;
  expect(orthanc["KeepAlive"]).toBe(true);
  for (const idle of [numberIn(setup, /keepalive_timeout (\d+)ms/), numberIn(connection, /IDLE_MS = (\d+)/)]) {
    expect(idle).toBeGreaterThan(0);
    expect(idle).toBeLessThan(orthancMs / 2);
  }
  expect(nginx).toMatch(/proxy_set_header Connection "";/);
  expect(nginx).toMatch(/proxy_next_upstream off;/);
});

test("readers, uploads and the gateway's own requests are fewer than Orthanc's threads", () => {
  const people = [LIGHT, HEAVY, STORE, STORE_LARGE].reduce((sum, { slots }) => sum + slots, 0);
  expect(people + 5).toBeLessThanOrEqual(Number(orthanc["HttpThreadsCount"]));
});

test("no setting that made the plain recipe slow is used", () => {
  expect(nginx).toMatch(/^\s*tcp_nopush off;/m);
  expect(nginx).toMatch(/^\s*lua_code_cache on;/m);
  expect(nginx).not.toMatch(/tcp_nopush on|lua_code_cache off|Connection "?close/);
  for (const [, level] of nginx.matchAll(/(?:gzip|brotli)_comp_level (\d+)/g)) expect(Number(level)).toBeLessThan(6);
});

test("patient data is written to no disk but the cache's, and no frame goes through shared memory", () => {
  expect(nginx).toMatch(/proxy_max_temp_file_size 0;/);
  const sizes = [...nginx.matchAll(/lua_shared_dict \w+ (\d+)(k|m);/g)].map(
    ([, count, unit]) => Number(count) * (unit === "m" ? 1024 : 1),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(64 * 1024);
});

test("the cache leaves space on its disk, and its volume belongs to the gateway only", () => {
  expect(setup).toMatch(/min_free=1g/);
  const compose = readFileSync("docker-compose.yml", "utf8");
  expect(compose.match(/"?cache:\/cache/g)).toHaveLength(1);
});

test("each service has a memory limit, and Orthanc's allocator has few arenas", () => {
  const compose = readFileSync("docker-compose.yml", "utf8");
  for (const name of ["gateway", "orthanc", "valkey"]) {
    const [, service = ""] = new RegExp(`\\n  ${name}:\\n([\\s\\S]*?)(?=\\n  \\S)`).exec(compose) ?? [];
    expect(service, name).toMatch(/mem_limit: /);
  }
  expect(orthanc).toMatchObject({ MallocArenaMax: 5, MaximumStorageCacheSize: 256, StorageCompression: false });
});
