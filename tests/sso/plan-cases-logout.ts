import { expect } from "vitest";
import { control } from "../support/control";
import { within } from "../support/docker";
import { ecKey, type SigningKey } from "../support/jwt/keys";
import type { Bend } from "../support/oidc/bend";
import { PATHS } from "../support/oidc/bent-answers";
import { providerKey } from "../support/oidc/bent-provider";
import { type Json, logoutClaims, logoutHeader, seconds, signed, unsigned } from "../support/oidc/bent-tokens";
import { type PlanCase, without } from "../support/oidc/plan-case";
import { type Attempt, expectAccepted, type PlanSite } from "../support/oidc/plan-site";
import { RELYING } from "../support/oidc/relying";
import { signOff, userOf } from "../support/oidc/sign-on";

/** An answer of the back-channel endpoint. */
interface Told {
  readonly status: number;
  readonly text: string;
  readonly caching: string | null;
}

/** Tells the gateway by a form, as providers do: from a server, by no cookie and of no origin. */
async function tell({ origin }: PlanSite, fields: Record<string, string>): Promise<Told> {
  const answer = await fetch(`${origin}/oidc/backchannel-logout`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, text: await answer.text(), caching: answer.headers.get("cache-control") };
}

const REFUSAL = { status: 400, text: '{"error":"invalid_request"}', caching: "no-store" };

/** A login, and what its logout token should be. */
async function session(
  site: PlanSite,
  bend: Bend = {},
  who?: Attempt["who"],
): Promise<Attempt & { claims: Json; key: SigningKey }> {
  const attempt = await site.attempt(bend, who);
  expectAccepted(attempt);
  const { provider } = site;
  const [key] = provider.keys;
  const sid = provider.last()?.sid;
  if (key === undefined || sid === undefined) throw new Error("no login");
  const whose = { sub: attempt.who.sub, sid };
  return { ...attempt, claims: logoutClaims(provider.issuer, RELYING.clientId, whose), key };
}

/** Waits for the end of a session: what a worker may remember of it, and a busy machine. */
async function expectOver({ origin }: PlanSite, { browser }: Attempt): Promise<void> {
  await within("the end of the session", 5, async () =>
    (await userOf(origin, browser.cookies(origin))) === undefined ? true : undefined,
  );
}

/** The sessions in the state itself, where no worker remembers them. */
async function sessionsOf({ stack }: PlanSite, name: string): Promise<number> {
  const { body } = await control<{ sessions: unknown[] }>(stack, "/sessions/list", { user: name });
  return body.sessions.length;
}

function goesOn({ living, origin }: PlanSite, { browser, user }: Attempt, what: string): void {
  living.push({ what, user, cookie: browser.cookies(origin) });
}

/** A logout token that is refused; that it has ended nothing is looked at when no worker can remember the session. */
function kept(make: (claims: Json, key: SigningKey, site: PlanSite) => string, bend: Bend = {}): PlanCase {
  return async (site) => {
    const begun = await session(site, bend);
    const token = make(begun.claims, begun.key, site);
    expect(await tell(site, { logout_token: token })).toEqual(REFUSAL);
    goesOn(site, begun, token);
  };
}

const keptClaims = (change: (claims: Json) => Json): PlanCase =>
  kept((claims, key) => signed(key, logoutHeader(key), change(claims)));

/** A logout that the person begins here. */
function leaving(bend: Bend): PlanCase {
  return async (site) => {
    const { origin, provider } = site;
    const { browser, user = "" } = await session(site);
    provider.bend = bend;
    const before = provider.received.length;
    const page = await signOff(browser, origin);
    expect(page.url).toBe(`${origin}/login?notice=logged-out`);
    expect(await userOf(origin, browser.cookies(origin))).toBeUndefined();
    expect(await sessionsOf(site, user)).toBe(0);
    const requests = provider.received.slice(before);
    expect(requests.map(({ path }) => path)).toEqual([PATHS.end]);
    expect(requests[0]?.query.get("post_logout_redirect_uri")).toBe(`${origin}/oidc/logged-out`);
    expect(requests[0]?.query.get("id_token_hint")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  };
}

const rpInitiated: Readonly<Record<string, PlanCase>> = {
  "oidcc-client-test-rp-init-logout": leaving({}),
  "oidcc-client-test-rp-init-logout-other-state": leaving({
    loggedOut: (parameters) => parameters.set("state", "another"),
  }),
  "oidcc-client-test-rp-init-logout-no-state": leaving({ loggedOut: (parameters) => parameters.delete("state") }),
};

const BACK = "oidcc-client-test-rp-backchannel-rpinitlogout";
const elliptic = ecKey("elliptic", "P-256", { use: "sig" });

const backChannel: Readonly<Record<string, PlanCase>> = {
  [BACK]: async (site) => {
    const begun = await session(site);
    const told = await tell(site, { logout_token: signed(begun.key, logoutHeader(begun.key), begun.claims) });
    expect([told.status, told.caching]).toEqual([200, "no-store"]);
    await expectOver(site, begun);
  },
  [`${BACK}-alg-none`]: kept((claims, key) => unsigned(logoutHeader(key), claims)),
  [`${BACK}-no-event`]: keptClaims((claims) => without(claims, "events")),
  [`${BACK}-with-nonce`]: keptClaims((claims) => ({ ...claims, nonce: "n" })),
  [`${BACK}-wrong-alg`]: async (site) => {
    await site.restart();
    const sign = (claims: Json): string => {
      return signed(elliptic, { ...logoutHeader(elliptic), alg: "ES256" }, claims);
    };
    await kept(sign, { keys: (keys) => [...keys, elliptic.jwk] })(site);
  },
  [`${BACK}-wrong-aud`]: keptClaims((claims) => ({ ...claims, aud: "another" })),
  [`${BACK}-wrong-event`]: keptClaims((claims) => ({ ...claims, events: { "https://op.elsewhere.test/event": {} } })),
  [`${BACK}-wrong-iss`]: keptClaims((claims) => ({ ...claims, iss: "https://op.elsewhere.test" })),
};

const own: Readonly<Record<string, PlanCase>> = {
  "logout-replayed": async (site) => {
    const { claims, key } = await session(site);
    const token = { logout_token: signed(key, logoutHeader(key), claims) };
    expect((await tell(site, token)).status).toBe(200);
    expect(await tell(site, token)).toEqual(REFUSAL);
  },
  "logout-expired": keptClaims((claims) => ({ ...claims, iat: seconds() - 400, exp: seconds() - 100 })),
  "logout-untyped": async (site) => {
    for (const left of ["typ", "exp"]) {
      const begun = await session(site);
      const header = without(logoutHeader(begun.key), left);
      const token = signed(begun.key, header, without(begun.claims, left));
      expect((await tell(site, { logout_token: token })).status).toBe(200);
      await expectOver(site, begun);
    }
  },
  "logout-other-type": kept((claims, key) => signed(key, { ...logoutHeader(key), typ: "at+jwt" }, claims)),
  "logout-id-token": async (site) => {
    let idToken = "";
    const token = (answer: Json): Json => {
      idToken = String(answer["id_token"]);
      return answer;
    };
    await kept(() => idToken, { token })(site);
  },
  "logout-nobody": keptClaims((claims) => without(claims, "sub", "sid")),
  "logout-wrong-key": kept((claims) => {
    const key = providerKey();
    return signed(key, logoutHeader(key), claims);
  }),
  "logout-other-session": async (site) => {
    const first = await session(site);
    const second = await session(site, {}, first.who);
    expect((await tell(site, { logout_token: signed(first.key, logoutHeader(first.key), first.claims) })).status).toBe(
      200,
    );
    await expectOver(site, first);
    goesOn(site, second, "the end of another session");
  },
  "logout-whole-person": async (site) => {
    const first = await session(site);
    const second = await session(site, {}, first.who);
    const claims = without(second.claims, "sid");
    expect((await tell(site, { logout_token: signed(first.key, logoutHeader(first.key), claims) })).status).toBe(200);
    await expectOver(site, first);
    await expectOver(site, second);
  },
  "logout-form": async (site) => {
    const begun = await session(site);
    expect(await tell(site, {})).toEqual(REFUSAL);
    expect(await tell(site, { logout_token: "" })).toEqual(REFUSAL);
    expect(await tell(site, { logout_token: "a.b.c" })).toEqual(REFUSAL);
    goesOn(site, begun, "no form");
  },
};

/** By the module's name. */
export const logoutCases: Readonly<Record<string, PlanCase>> = { ...rpInitiated, ...backChannel, ...own };
