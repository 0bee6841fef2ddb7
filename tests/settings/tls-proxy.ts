import { resolve } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker } from "../support/docker";
import { runContainer } from "../support/run-container";
import type { Stack } from "../support/stack";

const CONFIGURATION = resolve(import.meta.dirname, "tls-proxy.nginx.conf");

/** A started proxy that ends TLS, in the network of a stack's gateway. */
export interface TlsProxy {
  readonly name: string;
  /** Its address in that network. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts nginx from the gateway's image as a proxy before the second gateway, which may start later. */
export async function startTlsProxy(stack: Stack, certificateFolder: string): Promise<TlsProxy> {
  const name = `${stack.project}-tls-proxy`;
  const places = ["--tmpfs", "/run/collimator:mode=0700,uid=10001,gid=10001", "--tmpfs", "/tmp:mode=1777"];
  const mounts = ["-v", `${certificateFolder}:/tls:ro`, "-v", `${CONFIGURATION}:/test/nginx.conf:ro`];
  const command = ["-c", "/test/nginx.conf", "-e", "stderr", "-g", "daemon off;"];
  const network = ["--network", `${stack.project}_edge`, "--no-healthcheck"];
  const image = imageName("gateway");
  const run = ["run", "--detach", "--name", name, ...network, ...places, ...mounts, "--entrypoint", "nginx", image];
  const started = await docker(...run, ...command);
  if (started.status !== 0) throw new Error(`the proxy: ${started.stderr}`);
  const { stdout } = await docker(
    "inspect",
    "--format",
    "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
    name,
  );
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name);
  };
  return { name, address: stdout.trim(), stop };
}

/** What a container in the network of a stack's gateway got: its own address, and the answer's text. */
export interface FromContainer {
  readonly address: string;
  readonly text: string;
}

/** Sends a request from a container of its own: by TLS to port 8443 of a host, or in plain http to its port 8080. */
export function askFromContainer(stack: Stack, host: string, tls: boolean, request: string): FromContainer {
  const encoded = Buffer.from(request).toString("base64");
  const plain = `exec 3<>/dev/tcp/${host}/8080; base64 -d <<<${encoded} >&3; cat <&3`;
  const secure = `base64 -d <<<${encoded} | openssl s_client -quiet -verify_quiet -connect ${host}:8443 2>/dev/null`;
  const script = `hostname -i; ${tls ? secure : plain}`;
  const { stdout } = runContainer(
    "--network",
    `${stack.project}_edge`,
    "--no-healthcheck",
    "--entrypoint",
    "bash",
    imageName("gateway"),
    "-c",
    script,
  );
  const text = stdout.toString("latin1");
  const end = text.indexOf("\n");
  return { address: text.slice(0, end).trim(), text: text.slice(end + 1) };
}
