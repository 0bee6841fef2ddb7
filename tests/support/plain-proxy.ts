import { resolve } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "./docker";
import type { Stack } from "./stack";

const CONFIGURATION = resolve(import.meta.dirname, "plain-proxy.nginx.conf");

/** A started proxy without a parser, in front of a stack's Orthanc. */
export interface PlainProxy {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts nginx from the gateway's image with plain prefix rules instead of the gateway's parser. */
export async function startPlainProxy(stack: Stack): Promise<PlainProxy> {
  const name = `${stack.project}-plain-proxy`;
  const places = ["--tmpfs", "/run/collimator:mode=0700,uid=10001,gid=10001", "--tmpfs", "/tmp:mode=1777"];
  const mounts = ["-v", `${stack.project}_secrets-gateway:/secrets:ro`, "-v", `${CONFIGURATION}:/test/nginx.conf:ro`];
  const command = [imageName("gateway"), "-c", "/test/nginx.conf", "-e", "stderr", "-g", "daemon off;"];
  const outside = ["--network", `${stack.project}_edge`, "-p", "127.0.0.1::8080"];
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
  const { stdout } = await docker("port", name, "8080");
  const port = Number(/:(\d+)\s*$/.exec(stdout)?.[1]);
  await until("the plain proxy answers", 10, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" }).catch(() => undefined);
    return answer !== undefined && answer.status < 500 ? true : undefined;
  });
  return { port, stop };
}
