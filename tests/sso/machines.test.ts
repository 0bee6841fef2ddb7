import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { control } from "../support/control";
import { until, within } from "../support/docker";
import { accessToken } from "../support/oidc/access-tokens";
import { providerKey } from "../support/oidc/bent-provider";
import { type Json, logoutClaims, seconds, signed } from "../support/oidc/bent-tokens";
import { newBrowser } from "../support/oidc/browser";
import { startCertifiedProvider } from "../support/oidc/certified-provider";
import { MACHINE, machineToken } from "../support/oidc/machine";
import { type OwnSite, ownSettings, startOwnSite } from "../support/oidc/own-site";
import { somebody } from "../support/oidc/plan-site";
import { AUDIENCE, RELYING } from "../support/oidc/relying";
import { signOn, userOf } from "../support/oidc/sign-on";
import { aroundChange, statusOf } from "../support/people";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";
import { bodyOf, STORE_TYPE } from "../support/store-parts";
import { bearer, INVALID, lastTaken, refusalOf } from "../support/tokens";

const stack = inject("stack");
const lab = inject("lab");

/** Before the bent provider, with a rule for everybody. */
let site: OwnSite;
let studies: string;

beforeAll(async () => {
  const roles = "radiology=viewer, modalities=contributor, pacs-admins=admin, *=viewer";
  site = await startOwnSite(stack, lab, { OIDC_ROLES: roles });
  studies = `${site.origin}/pacs/studies?limit=1`;
});
afterAll(async () => site.stop());

const token = (more: Json = {}, header: Json = {}): string => accessToken(site.provider, more, header);
const get = async (path: string, text: string): Promise<number> => statusOf(site.origin + path, bearer(text));

describe("a machine's access token", () => {
  test("a machine's access token from a certified provider gives its groups' permissions, under the client's name", async () => {
    const relying = { ...RELYING, publicUrl: stack.url };
    const provider = await startCertifiedProvider(lab, { relying, machine: MACHINE });
    try {
      const given = await machineToken(lab, provider.issuer, AUDIENCE);
      expect(await statusOf(`${stack.url}/pacs/studies?limit=1`, bearer(given))).toBe(200);
      expect(await refusalOf(`${stack.url}/pacs-admin/system`, bearer(given))).toEqual([403, "role", null]);
      const other = await machineToken(lab, provider.issuer, "https://elsewhere.collimator.test");
      expect(await refusalOf(`${stack.url}/pacs/studies`, bearer(other))).toEqual([401, "token-claim-aud", INVALID]);
    } finally {
      await provider.stop();
    }
  });

  test("a machine's access token is accepted with a new key at once, and no longer with a withdrawn one", async () => {
    const { provider } = site;
    const before = [token(), token()] as const;
    expect(await get("/pacs/studies?limit=1", before[0])).toBe(200);
    provider.keys = [providerKey()];
    expect(await get("/pacs/studies?limit=1", token())).toBe(200);
    expect(await refusalOf(studies, bearer(before[1]))).toEqual([401, "token-key-unknown", INVALID]);
    // What was found of a token is good for a second.
    await within("the token that was known", 5, async () =>
      (await get("/pacs/studies?limit=1", before[0])) === 401 ? true : undefined,
    );
  });

  test("a machine's access token may have many audiences and the long form of its type", async () => {
    const many = token({ aud: ["https://elsewhere.collimator.test", AUDIENCE] }, { typ: "application/at+jwt" });
    expect(await get("/pacs/studies?limit=1", many)).toBe(200);
  });

  test("a machine's access token is logged by its client's name, and never itself", async () => {
    const given = token({ client_id: `ct 2\n${"x".repeat(100)}` });
    expect(await get("/pacs/studies?limit=1", given)).toBe(200);
    const log = await until("the line in the log", async () => {
      const lines = await site.gateway.log();
      return lines.some(({ user }) => user === `client:ct_2_${"x".repeat(59)}`) ? lines : undefined;
    });
    expect(JSON.stringify(log)).not.toContain(given.slice(-40));
  });

  test("a machine's access token ends at its time, plus a minute for clock skew, cached or not", async () => {
    const exp = seconds() - 60 + 6;
    const given = token({ exp, iat: exp - 300 });
    expect(await get("/pacs/studies?limit=1", given)).toBe(200);
    // Asked all the time, so that there is a verdict of the last second when it ends.
    expect(await lastTaken(studies, bearer(given))).toBeLessThan(exp + 61);
    expect(await refusalOf(studies, bearer(given))).toEqual([401, "token-expired", INVALID]);
  });
});

describe("permissions of a machine", () => {
  const system = "/pacs-admin/system";
  const nowhere = `/pacs-admin/studies/${"0".repeat(8)}${"-00000000".repeat(4)}`;
  const remove = async (text: string): Promise<number> =>
    (await fetch(site.origin + nowhere, { method: "DELETE", headers: bearer(text) })).status;

  test("a machine's roles come from rules that name its claims, not from the rule for everybody", async () => {
    expect(await refusalOf(studies, bearer(token({ groups: ["kitchen"] })))).toEqual([403, "role", null]);
    expect(await refusalOf(studies, bearer(token({ groups: undefined })))).toEqual([403, "role", null]);
    expect(await refusalOf(studies, bearer(token({ groups: ["*"] })))).toEqual([403, "role", null]);
    // A person it does let in.
    Object.assign(site.provider, { who: somebody({ groups: ["kitchen"] }) });
    const browser = newBrowser(lab.ca);
    await signOn(browser, site.origin, "/account", "");
    expect(await statusOf(studies, { Cookie: browser.cookies(site.origin) })).toBe(200);
  });

  test.each([
    ["", 200, 200, 403, 403],
    ["openid profile unheard-of", 200, 200, 403, 403],
    ["view", 200, 403, 403, 403],
    ["upload", 403, 200, 403, 403],
    ["view delete", 200, 403, 404, 403],
    ["settings", 403, 403, 403, 200],
  ])(
    "a machine's token with the scope %j gives: read %i, store %i, delete %i, settings %i",
    async (scope, ...expected) => {
      const given = token({ groups: ["pacs-admins"], scope });
      const { files } = phantomSeries({ name: "of a machine", slices: 1, rows: 16, columns: 16 });
      const body = bodyOf([...files()].map((bytes) => ({ bytes })));
      const headers = { ...bearer(given), "Content-Type": STORE_TYPE };
      const stored = await fetch(`${site.origin}/pacs/studies`, {
        method: "POST",
        headers,
        body: new Uint8Array(body),
      });
      const seen = [await get("/pacs/studies?limit=1", given), stored.status, await remove(given)];
      expect([...seen, await get(system, given)]).toEqual(expected);
    },
  );

  test("a machine's permissions never exceed its roles, whatever its scope names", async () => {
    const given = token({ scope: "view delete settings admin-permissions" });
    expect([await get("/pacs/studies?limit=1", given), await remove(given), await get(system, given)]).toEqual([
      ...[200, 403, 403],
    ]);
  });

  test("a machine may not use anything that is for people", async () => {
    const given = token({ groups: ["pacs-admins"], scope: "view settings admin-permissions" });
    const pages = ["account", "account/token", "people", "people/invite", "session", "password", "confirm"];
    for (const path of [...pages, "oidc/confirm"]) {
      expect([path, ...(await refusalOf(`${site.origin}/${path}`, bearer(given)))]).toEqual([
        ...[path, 403, "person-only", null],
      ]);
    }
  });
});

describe("access tokens", () => {
  test("an access token next to a session cookie is refused, whoever owns them", async () => {
    Object.assign(site.provider, { who: somebody() });
    const browser = newBrowser(lab.ca);
    await signOn(browser, site.origin, "/account", "");
    const headers = { ...bearer(token()), Cookie: browser.cookies(site.origin) };
    expect(await refusalOf(studies, headers)).toEqual([400, "two-credentials", null]);
  });

  test("an access token in an address or a form is not accepted", async () => {
    for (const path of ["/pacs/studies", "/", "/pacs-admin/system"]) {
      const status = await statusOf(`${site.origin}${path}?access_token=${token()}`, {});
      expect([path, [400, 401].includes(status)]).toEqual([path, true]);
    }
    const body = new URLSearchParams({ access_token: token({ groups: ["pacs-admins"] }) });
    const answer = await fetch(`${site.origin}/pacs/studies`, { method: "POST", body });
    expect([400, 401, 403, 415]).toContain(answer.status);
  });

  test("an access token is not accepted as a logout token, nor the other way round", async () => {
    const { provider, origin } = site;
    Object.assign(provider, { who: somebody() });
    const browser = newBrowser(lab.ca);
    await signOn(browser, origin, "/account", "");
    const { sub, preferred_username: name } = provider.who;
    const tell = async (text: string): Promise<number> => {
      const body = new URLSearchParams({ logout_token: text });
      return (await fetch(`${origin}/oidc/backchannel-logout`, { method: "POST", body })).status;
    };
    const claims = logoutClaims(provider.issuer, RELYING.clientId, { sub });
    expect(await tell(token({ ...claims, client_id: "export" }))).toBe(400);
    expect(await userOf(origin, browser.cookies(origin))).toBe(name);
    const [key] = provider.keys;
    if (key === undefined) throw new Error("no key");
    const logout = signed(...([key, { alg: "RS256", kid: key.jwk.kid, typ: "logout+jwt" }] as const), {
      ...claims,
      aud: AUDIENCE,
      client_id: "export",
      groups: ["radiology"],
    });
    expect(await refusalOf(studies, bearer(logout))).toEqual([401, "token-header-typ", INVALID]);
  });

  test("a person's access token acts in the person's name, and ends within a second when the account is disabled", async () => {
    const { provider, origin } = site;
    Object.assign(provider, { who: somebody() });
    await signOn(newBrowser(lab.ca), origin, "/account", "");
    const { sub, preferred_username: name } = provider.who;
    const given = token({ sub });
    const change = (what: string) => async (): Promise<unknown> => control(stack, `/users/${what}`, { name });
    expect(await aroundChange(studies, bearer(given), change("disable"))).toEqual({ before: [200], after: [401] });
    expect(await refusalOf(studies, bearer(given))).toEqual([401, "token-account-disabled", INVALID]);
    expect(await aroundChange(studies, bearer(given), change("enable"))).toEqual({ before: [401], after: [200] });
    const log = await site.gateway.log();
    expect(log.filter(({ user, status }) => user === name && status === 200).length).toBeGreaterThan(0);
  });
});

describe("OIDC_AUDIENCE not set", () => {
  let gateway: SecondGateway;
  beforeAll(async () => {
    const settings = ownSettings(site.provider.issuer, { OIDC_AUDIENCE: "" });
    gateway = await startSecondGateway(stack, { settings, extraCa: lab.caFile });
  });
  afterAll(async () => gateway.stop());

  test("without OIDC_AUDIENCE no machine's token is accepted", async () => {
    for (const given of [token(), token({ aud: "" }), token({ aud: RELYING.clientId })]) {
      const there = `http://127.0.0.1:${gateway.httpPort}/pacs/studies`;
      expect(await refusalOf(there, bearer(given))).toEqual([401, "token-malformed", INVALID]);
    }
    expect(site.provider.received.filter(({ path }) => path === "/jwks").length).toBeGreaterThan(0);
  });
});
