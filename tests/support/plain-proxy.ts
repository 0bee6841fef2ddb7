import { resolve } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "./docker";
import type { Stack } from "./stack";

const CONFIGURATION = resolve(import.meta.dirname, "plain-proxy.nginx.conf");

const PORTS = { view: 8080, store: 8081, admin: 8082 } as const;

/** A scope that a proxy gives its requests. */
export type ProxiedScope = keyof typeof PORTS;

/** A started proxy without a parser, in front of a stack's Orthanc. */
export interface PlainProxy {
  /** The port of this machine for each scope. */
  readonly ports: Readonly<Record<ProxiedScope, number>>;
  readonly stop: () => Promise<void>;
}

/** Starts nginx from the gateway's image with plain prefix rules instead of the gateway's parser. */
export async function startPlainProxy(stack: Stack): Promise<PlainProxy> {
  const name = `${stack.project}-plain-proxy`;
  const places = ["--tmpfs", "/run/collimator:mode=0700,uid=10001,gid=10001", "--tmpfs", "/tmp:mode=1777"];
  const mounts = ["-v", `${stack.project}_secrets-gateway:/secrets:ro`, "-v", `${CONFIGURATION}:/test/nginx.conf:ro`];
  const command = [imageName("gateway"), "-c", "/test/nginx.conf", "-e", "stderr", "-g", "daemon off;"];
  const published = Object.values(PORTS).flatMap((port) => ["-p", `127.0.0.1::${port}`]);
  const outside = ["--network", `${stack.project}_edge`, ...published];
  // Without the image's health check, which asks the gateway's own pages.
  const create = ["create", "--name", name, "--no-healthcheck", ...places, ...mounts, ...outside];
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name);
  };
  for (const step of [
    [...create, "--entrypoint", "nginx", ...command],
    ["network", "connect", `${stack.project}_archive`, name],
    ["start", name],
  ]) {
    const { status, stderr } = await docker(...step);
    if (status !== 0) {
      await stop();
      throw new Error(`docker ${step[0] ?? ""}: ${stderr}`);
    }
  }
  const portOf = async (scope: ProxiedScope): Promise<number> => {
    const { stdout } = await docker("port", name, String(PORTS[scope]));
    return Number(/:(\d+)\s*$/.exec(stdout)?.[1]);
  };
  const ports = { view: await portOf("view"), store: await portOf("store"), admin: await portOf("admin") };
  await until("the plain proxy answers", async () => {
    const answer = await fetch(`http://127.0.0.1:${ports.view}/`, { redirect: "manual" }).catch(() => undefined);
    return answer !== undefined && answer.status < 500 ? true : undefined;
  });
  return { ports, stop };
}
