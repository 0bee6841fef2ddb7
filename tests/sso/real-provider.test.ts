import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { control } from "../support/control";
import { until } from "../support/docker";
import { storeFiles } from "../support/multipart";
import { type Browser, newBrowser } from "../support/oidc/browser";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { MACHINE, machineToken } from "../support/oidc/machine";
import { expectRefused } from "../support/oidc/plan-site";
import { AUDIENCE, RELYING } from "../support/oidc/relying";
import { signOn, userOf } from "../support/oidc/sign-on";
import { statusOf } from "../support/people";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";
import { ask } from "../support/session";
import { bearer } from "../support/tokens";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;
const studies = `${url}/pacs/studies?limit=1`;
let provider: CertifiedProvider;
let replica: SecondGateway;

/** Ends names, so that nobody has them yet. */
const run = randomUUID().slice(0, 8);

/** Makes somebody known to the provider. */
function known(name: string, groups: readonly string[] = ["radiology"], sub: string = randomUUID()): string {
  provider.know({ sub, preferred_username: `${name}.${run}`, name: `${name} Example`, groups });
  return sub;
}

async function logIn(sub: string, to = "/"): Promise<Browser & { cookie: string; user: string | undefined }> {
  const browser = newBrowser(lab.ca);
  await signOn(browser, url, to, sub);
  const cookie = browser.cookies(url);
  return { ...browser, cookie, user: await userOf(url, cookie) };
}

const refreshes = (): number => provider.deeds.filter(({ which }) => which === "refresh_token").length;

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url }, machine: MACHINE });
  replica = await startSecondGateway(stack, { settings: {}, isReplica: true });
});
afterAll(async () => {
  await replica.stop();
  await provider.stop();
  expect(provider.deeds.filter(({ what }) => what === "error")).toEqual([]);
});

describe("login with a certified provider", () => {
  test("a provider's login returns to its deep link, and the browser holds only random cookies", async () => {
    const browser = newBrowser(lab.ca);
    const target = "/viewer?StudyInstanceUIDs=1.2.3,4.5&x=%20y";
    const page = await signOn(browser, url, target, known("anna"));
    expect([page.url, page.status]).toEqual([url + target, 200]);
    expect(await userOf(url, browser.cookies(url))).toBe(`anna.${run}`);
    for (const cookie of browser.cookies(url).split("; ")) {
      expect(cookie).toMatch(/^collimator-local(-[a-z]+)?=[\w-]{43}$/);
    }
    expect(await statusOf(studies, { Cookie: browser.cookies(url) })).toBe(200);
  });

  test("a provider's login begins with a cookie that no script and no other site can use", async () => {
    const begun = await fetch(`${url}/oidc/login`, { redirect: "manual" });
    expect([begun.status, begun.headers.get("location")]).toEqual([303, expect.stringContaining(provider.issuer)]);
    expect(begun.headers.getSetCookie()).toHaveLength(1);
    expect(begun.headers.getSetCookie()[0]).toMatch(
      /^collimator-local-login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  test("a provider's login in a second tab asks nothing, since the provider knows the browser", async () => {
    const browser = newBrowser(lab.ca);
    await signOn(browser, url, "/", known("bela"));
    browser.forget(url);
    const page = await signOn(browser, url, "/account", "");
    expect([page.url, page.status]).toEqual([`${url}/account`, 200]);
    expect(await userOf(url, browser.cookies(url))).toBe(`bela.${run}`);
  });

  test("a provider's login without a role is refused and creates no account", async () => {
    const browser = newBrowser(lab.ca);
    const page = await signOn(browser, url, "/", known("carl", ["kitchen"]));
    expectRefused({ page, user: await userOf(url, browser.cookies(url)) }, 403, "no-role");
    const { body } = await control<{ users: { name: string }[] }>(stack, "/users/list", {});
    expect(body.users.map(({ name }) => name)).not.toContain(`carl.${run}`);
    const sub = known("cora");
    expect((await logIn(sub)).user).toBe(`cora.${run}`);
    known("cora", [], sub);
    expect((await logIn(sub)).user).toBeUndefined();
  });

  test("a provider's login gives each person an account of their own, whatever their names", async () => {
    const named = [known("dora"), known("dora"), known("Dora")];
    const admin = randomUUID();
    provider.know({ sub: admin, preferred_username: "admin", name: "Not the admin", groups: ["radiology"] });
    const names = [`^dora.${run}$`, `^dora.${run}-2$`, `^dora.${run}-3$`, "^admin-[0-9]+$"];
    for (const round of [1, 2]) {
      for (const [index, sub] of [...named, admin].entries()) {
        const { user, cookie } = await logIn(sub);
        expect([round, user]).toEqual([round, expect.stringMatching(names[index] ?? "")]);
        expect(await statusOf(`${url}/people`, { Cookie: cookie })).toBe(403);
      }
    }
  });
});

describe("refresh with a certified provider", () => {
  test("tokens are refreshed once, however many frames are requested from two gateways, and no request is refused", async () => {
    const series = phantomSeries({ name: `Refresh ${randomUUID()}`, slices: 1, rows: 64, columns: 64 });
    await storeFiles([...series.files()]);
    const found = (await (await ask(`/pacs/studies/${series.studyUid}/instances`)).json()) as Record<
      string,
      { Value: string[] }
    >[];
    const place = `/pacs/studies/${series.studyUid}/series/${series.seriesUid}`;
    const frame = `${place}/instances/${found[0]?.["00080018"]?.Value[0] ?? ""}/frames/1`;
    provider.setAccessSeconds(3);
    const { cookie } = await logIn(known("emil"));
    provider.setAccessSeconds(600);
    const before = refreshes();
    const headers = {
      ...{ Cookie: cookie, Host: new URL(url).host },
      Accept: "multipart/related; type=application/octet-stream",
    };
    const read = async (index: number): Promise<number> =>
      statusOf((index % 2 === 0 ? url : `http://127.0.0.1:${replica.httpPort}`) + frame, headers);
    expect([await read(0), await read(1)]).toEqual([200, 200]);
    // Most of the access token's life, and what a worker remembers of the session.
    await new Promise((resolve) => setTimeout(resolve, 3200));
    const statuses = await Promise.all(Array.from({ length: 50 }, async (_, index) => read(index)));
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    await until("the refresh", async () => Promise.resolve(refreshes() > before ? true : undefined));
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect([await read(0), await read(1)]).toEqual([200, 200]);
    }
    expect(provider.deeds.filter(({ which }) => which === "refresh_token").slice(before)).toMatchObject([{ ok: true }]);
  });

  test("a refresh reads the roles again: more, fewer, and none, which ends the session", async () => {
    const subs = [randomUUID(), randomUUID(), randomUUID()];
    const know = (index: number, groups: readonly string[]): string => known(`fred${index}`, groups, subs[index]);
    provider.setAccessSeconds(2);
    const [more, fewer, none] = [
      await logIn(know(0, ["radiology"])),
      await logIn(know(1, ["radiology", "pacs-admins"])),
      await logIn(know(2, ["radiology"])),
    ];
    const people = async ({ cookie }: { cookie: string }): Promise<number> =>
      statusOf(`${url}/people`, { Cookie: cookie });
    expect([await people(more), await people(fewer), await people(none)]).toEqual([403, 200, 403]);
    know(0, ["pacs-admins"]);
    know(1, ["radiology"]);
    know(2, []);
    await until("the new roles", async () => {
      const now = [await people(more), await people(fewer), await statusOf(studies, { Cookie: none.cookie })];
      return JSON.stringify(now) === "[200,403,401]" ? true : undefined;
    });
    provider.setAccessSeconds(600);
    expect(await statusOf(studies, { Cookie: fewer.cookie })).toBe(200);
  });
});

describe("the provider's keys", () => {
  test("the provider's keys change during logins and machines' work, and no request fails", async () => {
    const [{ cookie }, sub] = [await logIn(known("gina")), known("hugo")];
    const counts = { reads: 0, logins: 0, machines: 0 };
    const failures: string[] = [];
    const running = { reads: true, logins: true, machines: true };
    const loopNames = ["reads", "logins", "machines"] as const;
    const loop = async (what: keyof typeof counts, tryOnce: () => Promise<boolean>): Promise<void> => {
      while (running[what]) {
        if (!(await tryOnce())) failures.push(what);
        counts[what] += 1;
      }
    };
    const loops = [
      loop("reads", async () => (await statusOf(studies, { Cookie: cookie })) === 200),
      ...[1, 2].map(async () => loop("logins", async () => (await logIn(sub)).user === `hugo.${run}`)),
      loop("machines", async () => {
        const token = await machineToken(lab, provider.issuer, AUDIENCE);
        return (await statusOf(studies, bearer(token))) === 200;
      }),
    ];
    const goOn = async (): Promise<void> => {
      const most = { reads: counts.reads + 1, logins: counts.logins + 1, machines: counts.machines + 1 };
      const isBehind = (what: keyof typeof counts): boolean => running[what] && counts[what] <= most[what];
      await new Promise((resolve) => setTimeout(resolve, 700));
      await until("two more of each", async () => Promise.resolve(loopNames.some(isBehind) ? undefined : true));
    };
    const rotate = async (): Promise<void> => {
      await goOn();
      provider.rotateKeys();
      await goOn();
    };
    await rotate();
    // Who is not known yet can have the keys fetched once in ten seconds.
    running.machines = false;
    await rotate();
    await rotate();
    Object.assign(running, { reads: false, logins: false });
    await Promise.all(loops);
    expect(failures).toEqual([]);
  });
});

describe("machines with a certified provider", () => {
  test("a machine works with its access token, as far as its groups allow", async () => {
    const headers = bearer(await machineToken(lab, provider.issuer, AUDIENCE));
    expect(await statusOf(studies, headers)).toBe(200);
    expect(await statusOf(`${url}/pacs-admin/system`, headers)).toBe(403);
    const other = bearer(await machineToken(lab, provider.issuer, "https://elsewhere.collimator.test"));
    expect(await statusOf(studies, other)).toBe(401);
  });
});
