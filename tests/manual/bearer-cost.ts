/**
 * What an access token of the single sign-on provider costs, by hand (`npm run check:bearer-cost`): CPU time of nginx's
 * workers for a request with a token that is seen for the first time (cold), and with one that was seen within the second
 * (warm), over one with an API token of ours. All are of people who may not do it and end with 403 at the same place, so
 * that nothing else is counted. RS256 with 2048 bits, and ES256. Seven interleaved rounds; prints the medians of their
 * differences; status 1 where one is too much.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { control } from "../support/control";
import { cpuTime, median, sendInTurn } from "../support/cpu-time";
import { spendFirstPassword } from "../support/forms";
import { ecKey, rsaKey, type SigningKey } from "../support/jwt/keys";
import { signed } from "../support/oidc/bent-tokens";
import { makeOidcLab, issuerAt, PROVIDER_HOST } from "../support/oidc/lab";
import { startPlanSite } from "../support/oidc/plan-site";
import { startRelay } from "../support/oidc/relay";
import { AUDIENCE, ssoSettings } from "../support/oidc/relying";
import { startStack } from "../support/stack";

const ROUNDS = 7;
const REQUESTS = 800;
const CONNECTIONS = 8;
const MOST = { cold: 150, warm: 40 } as const;

type Arm = "api token" | "RS256 warm" | "RS256 cold" | "ES256 warm" | "ES256 cold";
const NAMES: readonly Arm[] = ["api token", "RS256 warm", "RS256 cold", "ES256 warm", "ES256 cold"];

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

const { lab, remove } = await makeOidcLab();
const issuer = issuerAt(lab.ports.bent);
const settings = { ...ssoSettings(issuer), EXTRA_CA_CERTS: lab.caFile };
const { stack, stop } = await startStack(process.cwd(), "bearer-cost", settings);
const relay = await startRelay(stack, PROVIDER_HOST, Object.values(lab.ports));
const site = await startPlanSite(stack, lab);
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
  const once = async (arm: Arm): Promise<number> => {
    const requests = tokensOf(arm).map((token) => requestOf(host, token));
    const each = REQUESTS / CONNECTIONS;
    const before = await cpuTime(site.gateway.container);
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, index) =>
        sendInTurn(Number(port), requests.slice(index * each, (index + 1) * each), 403),
      ),
    );
    return ((await cpuTime(site.gateway.container)) - before) / REQUESTS;
  };
  for (const arm of NAMES) await once(arm);
  const rounds: Record<Arm, number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const costs = {} as Record<Arm, number>;
    for (const arm of NAMES) costs[arm] = await once(arm);
    rounds.push(costs);
  }
  console.table(
    rounds.map((round) => Object.fromEntries(Object.entries(round).map(([key, us]) => [key, us.toFixed(1)]))),
  );
  const over = (arm: Arm, than: Arm): number => median(rounds.map((round) => round[arm] - round[than]));
  let isWithin = true;
  for (const alg of ["RS256", "ES256"] as const) {
    const cold = over(`${alg} cold`, `${alg} warm`);
    const warm = over(`${alg} warm`, "api token");
    console.log(
      `${alg}: cold over warm ${cold.toFixed(1)} µs (at most ${MOST.cold}), warm over an API token ${warm.toFixed(1)} µs`,
    );
    isWithin &&= cold <= MOST.cold && warm <= MOST.warm;
  }
  process.exitCode = isWithin ? 0 : 1;
} finally {
  await site.stop();
  await relay.stop();
  await stop();
  remove();
}
