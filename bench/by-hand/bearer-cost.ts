/**
 * What an access token of the single sign-on provider costs, by hand (`npm run check:bearer-cost`): CPU time of nginx's
 * worker for a token that is seen for the first time (cold), and for one that was seen within the second (warm), with
 * RS256 of 2048 bits and with ES256.
 *
 * A verification is all between the value of the Authorization header and the principal: looking whether the token is
 * known, taking it apart, its signature, its claims, whose it is, its roles, and keeping the verdict for all workers.
 * `bearer-cost/init.lua` puts a clock around just this in the gateway's workers, in requests as anybody sends them, each
 * with a token of its own. Once a second a client is looked up in the state: requests that wait for that are not
 * counted, since the worker does something else meanwhile. The check of the signature alone, nearly all of it OpenSSL's,
 * has a clock too.
 *
 * Whole requests are measured as well: a cold one over a warm one, which has no bar, for reading, logging and sending
 * are in it too; and a warm one over one with an API token of ours. All are of people who may not do it and end with
 * 403 at the same place. Seven interleaved rounds; prints medians; status 1 where one is too much.
 *
 * CPU time is not free of what else the machine does: where others use its caches and its cores, each step takes up to
 * twice as long. So the load is printed too; measure on a machine that has nothing else to do.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { control } from "../../tests/support/control";
import { cpuTime, median, sendInTurn } from "../../tests/support/cpu-time";
import { freePort } from "../../tests/support/docker";
import { spendFirstPassword } from "../../tests/support/forms";
import { ecKey, rsaKey, type SigningKey } from "../../tests/support/jwt/keys";
import { signed } from "../../tests/support/oidc/bent-tokens";
import { makeOidcLab, issuerAt, PROVIDER_HOST } from "../../tests/support/oidc/lab";
import { startPlanSite } from "../../tests/support/oidc/plan-site";
import { startRelay } from "../../tests/support/oidc/relay";
import { AUDIENCE, ssoSettings } from "../../tests/support/oidc/relying";
import { startStack } from "../../tests/support/stack";

const ROUNDS = 7;
const REQUESTS = 800;
const CONNECTIONS = 8;
/** Most requests of 800 that may have waited for the state. */
const MOST_WAITING = 80;
/** A cold verification, and a warm request over one with an API token. */
const MOST = { cold: 150, warm: 40 } as const;

type Arm = "api token" | "RS256 warm" | "RS256 cold" | "ES256 warm" | "ES256 cold";
const NAMES: readonly Arm[] = ["api token", "RS256 warm", "RS256 cold", "ES256 warm", "ES256 cold"];

/** Microseconds: of a whole request, and by the clocks. */
interface Cost {
  readonly request: number;
  readonly verification: number;
  readonly signature: number;
}

function tokenOf(issuer: string, key: SigningKey, alg: "RS256" | "ES256"): string {
  const now = Math.floor(Date.now() / 1000);
  const whose = { sub: "night-export", client_id: "night-export", groups: ["radiology", "staff", "night"] };
  const times = { iat: now, exp: now + 3600, jti: randomUUID() };
  return signed(key, { alg, kid: key.jwk.kid, typ: "at+jwt" }, { iss: issuer, aud: AUDIENCE, ...whose, ...times });
}

function requestOf(host: string, token: string): Buffer {
  return Buffer.from(
    `GET /pacs-admin/system HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n\r\n`,
  );
}

/** nginx's configuration of Lua, with the clocks. */
function writeLuaConf(folder: string): string {
  const original = readFileSync("nginx/conf.d/lua.conf", "utf8");
  const started = original.replace(/init_by_lua_file \S+;/, "init_by_lua_file /measured/init.lua;");
  if (started === original) throw new Error("lua.conf has no init_by_lua_file");
  const file = join(folder, "lua.conf");
  writeFileSync(file, `${started}\nlua_shared_dict measured 64k;\n`, { mode: 0o644 });
  return file;
}

const folder = mkdtempSync(join(tmpdir(), "bearer-cost-"));
const clockPort = await freePort();
const clocks = [
  ...["-v", `${resolve(import.meta.dirname, "bearer-cost/init.lua")}:/measured/init.lua:ro`],
  ...[
    "-v",
    `${resolve(import.meta.dirname, "bearer-cost/measured.conf")}:/etc/collimator/nginx/servers/measured.conf:ro`,
  ],
  ...["-v", `${writeLuaConf(folder)}:/etc/collimator/nginx/conf.d/lua.conf:ro`],
  ...["-p", `127.0.0.1:${clockPort}:8082`],
];
const { lab, remove } = await makeOidcLab();
const issuer = issuerAt(lab.ports.bent);
const settings = { ...ssoSettings(issuer), EXTRA_CA_CERTS: lab.caFile };
const { stack, stop } = await startStack(process.cwd(), "bearer-cost", settings);
const relay = await startRelay(stack, PROVIDER_HOST, Object.values(lab.ports));
const site = await startPlanSite(stack, lab, clocks);
try {
  await spendFirstPassword(stack, stack.firstPassword);
  const keys = {
    RS256: rsaKey(randomUUID(), { alg: "RS256", use: "sig" }),
    ES256: ecKey(randomUUID(), "P-256", { alg: "ES256", use: "sig" }),
  };
  site.provider.keys.splice(0, site.provider.keys.length, keys.RS256, keys.ES256);
  await site.restart();
  const api = await control<{ secret: string }>(stack, "/tokens/create", {
    owner: stack.adminName,
    name: "measurement",
    permissions: ["view"],
    expiresAt: Math.floor(Date.now() / 1000) + 3600,
  });
  const { host, port } = new URL(site.origin);
  const tokensOf = (arm: Arm): string[] => {
    if (arm === "api token") return Array<string>(REQUESTS).fill(api.body.secret);
    const alg = arm.startsWith("RS256") ? "RS256" : "ES256";
    if (arm.endsWith("warm")) return Array<string>(REQUESTS).fill(tokenOf(issuer, keys[alg], alg));
    return Array.from({ length: REQUESTS }, () => tokenOf(issuer, keys[alg], alg));
  };
  const send = async (arm: Arm): Promise<void> => {
    const requests = tokensOf(arm).map((token) => requestOf(host, token));
    const each = REQUESTS / CONNECTIONS;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, index) =>
        sendInTurn(Number(port), requests.slice(index * each, (index + 1) * each), 403),
      ),
    );
  };
  /** What the clocks have counted since they were last asked. */
  const counted = async (): Promise<Record<"waited" | "identified" | "whole" | "signature", number>> => {
    const answer = await fetch(`http://127.0.0.1:${clockPort}/measured`);
    return (await answer.json()) as Record<"waited" | "identified" | "whole" | "signature", number>;
  };
  const once = async (arm: Arm): Promise<Cost> => {
    await counted();
    const before = await cpuTime(site.gateway.container);
    await send(arm);
    const request = ((await cpuTime(site.gateway.container)) - before) / REQUESTS;
    const { waited, identified, whole, signature } = await counted();
    if (identified + waited !== REQUESTS)
      throw new Error(`${identified + waited} of ${REQUESTS} requests were measured`);
    if (waited > MOST_WAITING) throw new Error(`${waited} requests waited for the state`);
    return { request, verification: whole / identified, signature: signature / identified };
  };
  for (const arm of NAMES) await once(arm);
  const rounds: Record<Arm, Cost>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const costs = {} as Record<Arm, Cost>;
    for (const arm of NAMES) costs[arm] = await once(arm);
    rounds.push(costs);
  }
  const shown = ({ request, verification, signature }: Cost): string =>
    [request, verification, signature].map((us) => us.toFixed(1)).join(" / ");
  const load = loadavg()[0] ?? 0;
  console.log(`load of the machine: ${load.toFixed(1)} on ${availableParallelism()} processors`);
  console.log("µs of a whole request / of its verification / of the signature in it");
  console.table(
    rounds.map((round) => Object.fromEntries(Object.entries(round).map(([arm, cost]) => [arm, shown(cost)]))),
  );
  const middle = (value: (round: Record<Arm, Cost>) => number): number => median(rounds.map(value));
  let isWithin = true;
  for (const alg of ["RS256", "ES256"] as const) {
    const cold = middle((round) => round[`${alg} cold`].verification);
    const signature = middle((round) => round[`${alg} cold`].signature);
    const rest = middle((round) => round[`${alg} cold`].verification - round[`${alg} cold`].signature);
    const requests = middle((round) => round[`${alg} cold`].request - round[`${alg} warm`].request);
    const warm = middle((round) => round[`${alg} warm`].request - round["api token"].request);
    console.log(`${alg}: a cold verification ${cold.toFixed(1)} µs (at most ${MOST.cold}):`);
    console.log(`  the signature alone ${signature.toFixed(1)} µs, the rest ${rest.toFixed(1)} µs`);
    console.log(`  a whole cold request over a warm one ${requests.toFixed(1)} µs (no bar)`);
    console.log(`  a warm request over one with an API token ${warm.toFixed(1)} µs (at most ${MOST.warm})`);
    isWithin &&= cold <= MOST.cold && warm <= MOST.warm;
  }
  process.exitCode = isWithin ? 0 : 1;
} finally {
  await site.stop();
  await relay.stop();
  await stop();
  remove();
  rmSync(folder, { recursive: true });
}
