import { basename, resolve } from "node:path";
import { GenericContainer, Wait } from "testcontainers";
import type { TestProject } from "vitest/node";
import { checkSettings } from "../../lua-src/shared/settings/check";
import { imageName } from "../../scripts/lib/image";
import { docker } from "./docker";
import type { Stack } from "./stack";

declare module "vitest" {
  interface ProvidedContext {
    luaUrl: string;
  }
}

const ROOT = resolve(import.meta.dirname, "../..");

/** nginx with the freshly transpiled Lua, whose functions can be called: see lua-calls.ts. */
export interface LuaRuntime {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts nginx from the gateway's image with the freshly transpiled Lua, and settings that lead to no other part; `more`
 * are fields that differ.
 */
export async function startLua(root: string, more: Readonly<Record<string, unknown>> = {}): Promise<LuaRuntime> {
  const content = JSON.stringify({ ...SETTINGS, ...more });
  return start(lua(root).withCopyContentToContainer([{ content, target: "/secrets/settings.json" }]));
}

/** What the gateway's `loadSettings` reads. */
const SETTINGS = {
  ...checkSettings({}, [], {}).settings,
  publicUrl: "https://pacs.example",
  tlsMode: "proxy",
  sessionIdleSeconds: 900,
  uploadLimitBytes: 1024 * 1024,
  cacheBytes: 0,
  archiveBudget: 4 * 1024 ** 3,
  orthancHost: "127.0.0.1",
  orthancPort: 8042,
  valkeyHost: "127.0.0.1",
  valkeyPort: 6379,
  valkeyPassword: "none",
  sealingSecret: Buffer.from("a sealing secret of 32 bytes, ok").toString("base64"),
};

/**
 * The same beside a stack's gateway, with its settings and its Valkey: so a test can call what works on the state,
 * and give it a time of its own.
 */
export async function startLuaIn({ project }: Stack, root: string): Promise<LuaRuntime> {
  const volume = { source: `${project}_secrets-gateway`, target: "/secrets", mode: "ro" } as const;
  const runtime = await start(
    lua(root)
      .withBindMounts([...mounts(root), volume])
      .withNetworkMode(`${project}_edge`),
  );
  const connected = await docker("network", "connect", `${project}_archive`, runtime.id);
  if (connected.status !== 0) throw new Error(connected.stderr);
  return runtime;
}

/** What a runtime of its own is given besides; see `startLuaWith`. */
export interface LuaExtras {
  readonly mounts: Mounts;
  /** A Docker network; without it the usual one. */
  readonly network?: string;
  /** A shell command before nginx starts. */
  readonly before?: string;
}

/** The same with files of a test's own, e.g. `/secrets/settings.json` or `/test/http-more.conf`. */
export async function startLuaWith(root: string, { mounts: more, network, before }: LuaExtras): Promise<LuaRuntime> {
  const configured = lua(root).withBindMounts([...mounts(root), ...more]);
  if (network !== undefined) configured.withNetworkMode(network);
  if (before !== undefined) {
    const nginx = "exec nginx -c /test/nginx.conf -e stderr -g 'daemon off;'";
    configured.withEntrypoint(["sh", "-ec", `${before}; ${nginx}`]);
  }
  return start(configured);
}

/** The same with a file `NAME-driver.lua` as the module `NAME_driver`: it calls what is tested. */
export async function startLuaDriver(source: string): Promise<LuaRuntime> {
  const target = `/usr/share/lua/5.1/${basename(source).replace("-driver", "_driver")}`;
  return startLuaWith(ROOT, { mounts: [{ source, target, mode: "ro" }] });
}

type Mounts = Parameters<GenericContainer["withBindMounts"]>[0];

function mounts(root: string): Mounts {
  return [
    { source: `${root}/dist/lua`, target: "/lua", mode: "ro" },
    { source: `${root}/tests/support/lua.nginx.conf`, target: "/test/nginx.conf", mode: "ro" },
  ];
}

function lua(root: string): GenericContainer {
  return new GenericContainer(imageName("gateway"))
    .withBindMounts(mounts(root))
    .withTmpFs({ "/run/collimator": "mode=0700,uid=10001,gid=10001" })
    .withEntrypoint(["nginx", "-c", "/test/nginx.conf", "-e", "stderr", "-g", "daemon off;"])
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp("/ready", 8080).forStatusCode(204));
}

async function start(configured: GenericContainer): Promise<LuaRuntime & { readonly id: string }> {
  const container = await configured.start();
  const stop = async (): Promise<void> => {
    await container.stop();
  };
  const url = `http://${container.getHost()}:${container.getMappedPort(8080)}`;
  return { url, stop, id: container.getId() };
}

/** The runtime of the unit tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startLua(project.config.root);
  project.provide("luaUrl", url);
  return stop;
}
