/**
 * `npm run attack -- URL [--harmful]`: sends every class of attacks to a deployment, as the user whose name and
 * password come from COLLIMATOR_USER and COLLIMATOR_PASSWORD (without them, without a login), and prints for each
 * class how many were withstood and which were not. Status 1 where one got through or ended in a failure.
 *
 * Attacks that would delete or stop something where they succeed are left out, unless `--harmful` is given.
 *
 * @module
 */
import { answerBaselines, attacksOf, describe, type Judged, judgeAll } from "../tests/attacks/judge";
import { get, type Site } from "../tests/attacks/request";
import { siteAt } from "../tests/attacks/site";
import { ATTACKS } from "../tests/attacks/table";
import { send } from "../tests/attacks/wire";
import { logIn, logOut } from "./lib/gateway-client";
import { complain, EX_UNAVAILABLE, EX_USAGE, say } from "./lib/project";

const EX_NOPERM = 77;

/** The cookie of a new session, `""` where no login is asked for, undefined where it failed. */
async function cookieFor(url: string): Promise<string | undefined> {
  const { COLLIMATOR_USER: user, COLLIMATOR_PASSWORD: password } = process.env;
  if (user === undefined || password === undefined) return "";
  const session = await logIn(url, user, password);
  if (typeof session !== "string") return session.cookie;
  complain(`The login failed: ${session}.`);
  return undefined;
}

function report(name: string, judged: readonly Judged[]): number {
  const bad = judged.filter(({ verdict }) => verdict !== "withstood");
  say(`${bad.length === 0 ? "ok  " : "FAIL"} ${name}: ${judged.length - bad.length} of ${judged.length}`);
  for (const { attack, answer, verdict } of bad) {
    say(`       ${verdict}, ${answer.status}: ${describe(attack.request)}`);
  }
  return bad.length;
}

async function run(site: Site, harmful: boolean): Promise<number> {
  const page = site.cookie === "" ? (await send(site, get("/"))).body : undefined;
  let sent = 0;
  let bad = 0;
  let left = 0;
  for (const attackClass of ATTACKS) {
    const attacks = attacksOf(attackClass, site, harmful);
    left += attackClass.attacks(site).length - attacks.length;
    const judged = await judgeAll(site, attacks, await answerBaselines(site, attacks), page);
    sent += judged.length;
    bad += report(attackClass.name, judged);
  }
  say(`${sent} requests of ${ATTACKS.length} classes: ${sent - bad} withstood, ${bad} got through or failed.`);
  if (left > 0) say(`${left} that would change something were not sent; --harmful sends them.`);
  return bad === 0 ? 0 : 1;
}

async function attack(given: readonly string[]): Promise<number> {
  const [url, ...rest] = given.filter((argument) => argument !== "--harmful");
  if (url === undefined || rest.length > 0 || !/^https?:\/\/[^/]+\/?$/.test(url)) {
    complain("Usage: npm run attack -- URL [--harmful], where URL is the PUBLIC_URL of a deployment that is yours.");
    return EX_USAGE;
  }
  const origin = new URL(url).origin;
  const cookie = await cookieFor(origin);
  if (cookie === undefined) return EX_NOPERM;
  const status = await run(await siteAt(origin, cookie), given.includes("--harmful"));
  if (cookie !== "") await logOut({ publicUrl: origin, cookie });
  return status;
}

try {
  process.exitCode = await attack(process.argv.slice(2));
} catch (cause) {
  complain(
    `No answer: ${cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)}`,
  );
  process.exitCode = EX_UNAVAILABLE;
}
