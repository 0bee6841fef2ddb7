import { GenericContainer, Wait } from "testcontainers";
import type { TestProject } from "vitest/node";
import { imageName } from "../../scripts/lib/image";

declare module "vitest" {
  interface ProvidedContext {
    luaUrl: string;
  }
}

/** Starts nginx from the gateway's image with the freshly transpiled Lua. */
export async function startLua(root: string): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const container = await new GenericContainer(imageName("gateway"))
    .withBindMounts([
      { source: `${root}/dist/lua`, target: "/lua", mode: "ro" },
      { source: `${root}/tests/support/lua.nginx.conf`, target: "/test/nginx.conf", mode: "ro" },
    ])
    .withTmpFs({ "/run/collimator": "mode=0700,uid=10001,gid=10001" })
    .withEntrypoint(["nginx", "-c", "/test/nginx.conf", "-e", "stderr", "-g", "daemon off;"])
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp("/ready", 8080).forStatusCode(204))
    .start();
  const stop = async (): Promise<void> => {
    await container.stop();
  };
  return { url: `http://${container.getHost()}:${container.getMappedPort(8080)}`, stop };
}

/** The runtime of the unit tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startLua(project.config.root);
  project.provide("luaUrl", url);
  return stop;
}
