import { imageName } from "../../scripts/lib/image";
import { docker, freePort, until } from "../support/docker";
import type { Stack } from "../support/stack";

/** A second gateway of a stack. */
export interface Twin {
  /** Of the loopback address. */
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts one with the settings and secrets of the stack's own, as who runs several gateways behind one address does. */
export async function startTwin({ project }: Stack): Promise<Twin> {
  const container = `${project}-twin`;
  const port = await freePort();
  const places = [
    "--tmpfs",
    "/run/collimator:mode=0700,uid=10001,gid=10001",
    "--tmpfs",
    "/tmp:mode=1777",
    "--tmpfs",
    "/cache:mode=0700,uid=10001,gid=10001",
  ];
  const secrets = ["-v", `${project}_secrets-gateway:/secrets:ro`];
  const outside = ["--network", `${project}_edge`, "-p", `127.0.0.1:${port}:8080`];
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", container);
  };
  for (const step of [
    ["create", "--name", container, "--read-only", ...places, ...secrets, ...outside, imageName("gateway")],
    ["network", "connect", `${project}_archive`, container],
    ["start", container],
  ]) {
    const { status, stderr } = await docker(...step);
    if (status === 0) continue;
    await stop();
    throw new Error(`docker ${step[0] ?? ""}: ${stderr}`);
  }
  await until("the second gateway to be ready", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return answer?.status === 200 ? true : undefined;
  });
  return { port, stop };
}
