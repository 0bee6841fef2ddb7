/**
 * `npm run check:nginx`: the configuration in the built image, without a network. `nginx -t`, the list of loaded
 * modules, then a real start, since `-t` compiles no Lua file; its error log must be clean. All of it twice: without
 * TLS and with it.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";

import { imageName } from "./lib/image";
import { complain, say } from "./lib/project";
import { capture } from "./lib/run";

const IMAGE = imageName("gateway");
const MODULES = [
  "ndk_http_module",
  "ngx_http_brotli_filter_module",
  "ngx_http_brotli_static_module",
  "ngx_http_lua_module",
];
const CONFIGURATION = ["-c", "/etc/collimator/nginx/nginx.conf"];
const NAME = `collimator-check-nginx-${process.pid}`;
const VOLUMES = ["gateway", "orthanc", "valkey"].map((reader) => `${NAME}-${reader}`);
const MOUNTS = VOLUMES.flatMap((volume, i) => [
  "-v",
  `${volume}:/secrets/${["gateway", "orthanc", "valkey"][i] ?? ""}`,
]);
const RUN = ["docker", "run", "--network", "none", "--read-only", "--tmpfs", "/tmp:mode=1777"];
const GATEWAY = [
  ...RUN,
  "--tmpfs",
  "/run/collimator:mode=0700,uid=10001,gid=10001",
  "--tmpfs",
  "/cache:mode=0700,uid=10001,gid=10001",
  "-v",
  `${VOLUMES[0] ?? ""}:/secrets:ro`,
];

/** Settings of one run each. */
const WORLDS = [[], ["PUBLIC_URL=https://127.0.0.1", "TLS_MODE=self-signed", "HTTPS_PORT=443"]] as const;

/** Messages of nginx that are no complaint. */
function complaints(log: string): string[] {
  return log.split("\n").filter((line) => /\[(warn|error|crit|alert|emerg)\]|"level":"error"/.test(line));
}

function test(): string[] {
  const { status, stdout, stderr } = capture([
    ...GATEWAY,
    "--rm",
    "--entrypoint",
    "nginx",
    IMAGE,
    "-T",
    "-e",
    "stderr",
    ...CONFIGURATION,
  ]);
  const loaded = [...stdout.matchAll(/^load_module \S*\/(\w+)\.so;/gm)].map(([, name = ""]) => name).sort();
  const problems = complaints(stderr);
  if (status !== 0) problems.push(`nginx -t ended with ${status}: ${stderr}`);
  if (loaded.join() !== MODULES.join())
    problems.push(`loaded are ${loaded.join(", ")}; expected ${MODULES.join(", ")}`);
  return problems;
}

/** Starts the gateway and waits until it answers; without an archive and a state it is alive, but not ready. */
async function start(): Promise<string[]> {
  const started = capture([...GATEWAY, "--detach", "--name", NAME, IMAGE]);
  if (started.status !== 0) return [started.stderr];
  const ask = "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3; head -1 <&3";
  for (let tries = 0; tries < 50; tries += 1) {
    if (capture(["docker", "exec", NAME, "bash", "-c", ask]).stdout.includes(" 200 ")) break;
    await sleep(100);
  }
  const answered = capture(["docker", "exec", NAME, "bash", "-c", ask]).stdout;
  const { stdout, stderr } = capture(["docker", "logs", NAME]);
  // Here there is no Valkey: that it says so is right.
  const expected = /state unavailable|connect\(\) to \S+:6379 failed/;
  const problems = complaints(stdout + stderr).filter((line) => !expected.test(line));
  return answered.includes(" 200 ") ? problems : [...problems, `/healthz answered "${answered.trim()}"`];
}

async function checkWith(settings: readonly string[]): Promise<string[]> {
  try {
    const env = settings.flatMap((setting) => ["--env", setting]);
    const made = capture([...RUN, "--rm", ...MOUNTS, ...env, IMAGE, "setup"]);
    return made.status === 0 ? [...test(), ...(await start())] : [made.stderr];
  } finally {
    capture(["docker", "rm", "--force", NAME]);
    capture(["docker", "volume", "rm", "--force", ...VOLUMES]);
  }
}

async function check(): Promise<number> {
  let problems = 0;
  for (const settings of WORLDS) {
    for (const problem of await checkWith(settings)) {
      complain(problem);
      problems += 1;
    }
  }
  if (problems === 0) say("nginx: the configuration is good, the start is clean.");
  return problems === 0 ? 0 : 1;
}

process.exitCode = await check();
