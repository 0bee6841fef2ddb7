import { inTurn } from "../support/in-turn";
import type { Attack, AttackClass, AttackRequest, Site } from "./request";
import { send, type WireAnswer } from "./wire";

/**
 * `withstood`: refused or inert, as expected. `through`: served. `failed`: answered with a 5xx, or the request without
 * its attack is refused already.
 */
export type Verdict = "withstood" | "through" | "failed";

export interface Judged {
  readonly attack: Attack;
  readonly verdict: Verdict;
  readonly answer: WireAnswer;
}

const AT_ONCE = 8;

function isRefusal({ status }: WireAnswer): boolean {
  // 501 is the status of unknown transfer codings (RFC 9112, section 6.1).
  return status === 0 || status === 501 || (status >= 400 && status < 500);
}

function judge(attack: Attack, answer: WireAnswer, baseline: WireAnswer | undefined): Verdict {
  if (answer.status >= 500 && answer.status !== 501) return "failed";
  if (attack.expects === "refused") return isRefusal(answer) ? "withstood" : "through";
  if (attack.expects === "redirected") {
    const isRedirect = answer.status === 308 && answer.location === attack.location;
    return isRedirect || isRefusal(answer) ? "withstood" : "through";
  }
  // A request that is refused anyway shows nothing.
  if (baseline === undefined || baseline.status >= 300) return "failed";
  const same = answer.status === baseline.status && answer.type === baseline.type && answer.body === baseline.body;
  return same ? "withstood" : "through";
}

/** Sends attacks as they are; each with its answer. */
export async function sendAll(
  site: Site,
  attacks: readonly Attack[],
): Promise<{ readonly attack: Attack; readonly answer: WireAnswer }[]> {
  return inTurn(attacks, AT_ONCE, async (attack) => ({ attack, answer: await send(site, attack.request) }));
}

/** The different baselines of a class, each with its answer. */
export async function answerBaselines(site: Site, attacks: readonly Attack[]): Promise<Map<string, WireAnswer>> {
  const baselines = new Map<string, AttackRequest>();
  for (const { baseline } of attacks) if (baseline !== undefined) baselines.set(JSON.stringify(baseline), baseline);
  const answers = await inTurn(
    [...baselines],
    AT_ONCE,
    async ([key, request]) => [key, await send(site, request)] as const,
  );
  return new Map(answers);
}

/**
 * Sends the attacks of a class and judges each answer. Where a deployment answers unknown addresses with its page,
 * as single-page applications do, `page` is that body: it counts as a refusal.
 */
export async function judgeAll(
  site: Site,
  attacks: readonly Attack[],
  baselines: ReadonlyMap<string, WireAnswer>,
  page?: string,
): Promise<Judged[]> {
  return inTurn(attacks, AT_ONCE, async (attack) => {
    const answer = await send(site, attack.request);
    const baseline = attack.baseline === undefined ? undefined : baselines.get(JSON.stringify(attack.baseline));
    const isPage = answer.status === 200 && answer.body === page;
    return { attack, answer, verdict: isPage ? "withstood" : judge(attack, answer, baseline) };
  });
}

/** A request in one line, for reports. */
export function describe({ method, target, headers }: AttackRequest): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}`).join("; ");
  return JSON.stringify(`${method} ${target}${fields === "" ? "" : ` [${fields}]`}`.slice(0, 200));
}

/** All attacks of a class, for a site; `harmful` ones only where asked for. */
export function attacksOf(attackClass: AttackClass, site: Site, harmful: boolean): Attack[] {
  return attackClass.attacks(site).filter((attack) => harmful || !attack.harmful);
}
