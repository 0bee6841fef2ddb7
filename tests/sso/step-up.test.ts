import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { control } from "../support/control";
import { within } from "../support/docker";
import { type Browser, newBrowser, type Page } from "../support/oidc/browser";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { DONE, expectNotConfirmed, expectUnchanged, invite, INVITE, LATE, sessionOf } from "../support/oidc/confirming";
import { reasonOf } from "../support/oidc/plan-site";
import { RELYING } from "../support/oidc/relying";
import { signOn, userOf } from "../support/oidc/sign-on";
import { newName, PASSWORD } from "../support/people";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;

let provider: CertifiedProvider;

/** Makes somebody known to the certified provider; returns what is typed at its login. */
function known(groups: readonly string[] = ["pacs-admins"]): { sub: string; name: string } {
  const [sub, name] = [randomUUID(), newName()];
  provider.know({ sub, preferred_username: name, name: "Pat Example", groups });
  return { sub, name };
}

async function logIn(sub: string): Promise<Browser> {
  const browser = newBrowser(lab.ca);
  const page = await signOn(browser, url, "/account", sub);
  expect([page.url, page.status]).toEqual([`${url}/account`, 200]);
  return browser;
}

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url } });
});
afterAll(async () => {
  await provider.stop();
  expect(provider.deeds.filter(({ what }) => what === "error")).toEqual([]);
});

describe("step-up of a provider's person, without auth_time", () => {
  test("a step-up sends the person to the provider for a new login, and then performs the action in a session with a new token", async () => {
    const { sub, name } = known();
    const browser = await logIn(sub);
    const before = sessionOf(browser, url);
    expect(await invite(url, before)).toEqual(LATE);

    // The provider knows the browser, and asks all the same.
    const asks = await browser.open(url + INVITE);
    expect(asks.text).toContain('name="login"');
    const [page, confirm, confirming, request = ""] = asks.trail;
    const to = `to=${encodeURIComponent(INVITE)}`;
    expect([page, confirm, confirming]).toEqual([url + INVITE, `${url}/confirm?${to}`, `${url}/oidc/confirm?${to}`]);
    const query = new URL(request).searchParams;
    expect([query.get("max_age"), query.get("prompt"), query.get("acr_values")]).toEqual(["1", "login", null]);

    const back = await browser.submit(asks, { login: sub });
    expect([back.status, back.url]).toEqual([200, url + INVITE]);
    const after = sessionOf(browser, url);
    expect(after).not.toBe(before);
    expect(await userOf(url, after)).toBe(name);
    expect(await invite(url, after)).toEqual(DONE);
    await within("the old token to be void", 5, async () =>
      (await userOf(url, before)) === undefined ? true : undefined,
    );
    expect(await userOf(url, after)).toBe(name);
  });

  test("a step-up sends the person to the provider by a page, not by redirecting the late form", async () => {
    const { sub } = known();
    const browser = await logIn(sub);
    const path = `/people/person?name=${stack.adminName}`;
    const first = await browser.post(url + path, { do: "roles" }, () => true);
    const to = encodeURIComponent(path);
    expect([first.status, first.next]).toEqual([302, `${url}/confirm?to=${to}`]);
    const second = await browser.follow(first, (next) => next !== first.next);
    expect([second.status, second.next]).toEqual([200, `${url}/oidc/confirm?to=${to}`]);
    expect(second.headers["refresh"]).toBe(`0; url=/oidc/confirm?to=${to}`);
    expect(second.headers["content-security-policy"]).toContain("form-action 'self'");
    expect(second.text).toContain(texts["oidc.confirming.title"]);
    const asks = await browser.follow(second);
    const back = await browser.submit(asks, { login: sub });
    // The form is not sent again, and nothing of it was done.
    expect([back.status, back.url]).toEqual([200, url + path]);
    const { body } = await control<{ user: { roles: string[] } }>(stack, "/users/show", { name: stack.adminName });
    expect(body.user.roles).toContain("admin");
  });

  test("a step-up of a provider's person does not accept a password", async () => {
    const { sub, name } = known();
    const browser = await logIn(sub);
    const before = sessionOf(browser, url);
    const page = await browser.post(`${url}/confirm`, { password: PASSWORD, to: INVITE });
    expect(page.status).toBe(401);
    await expectUnchanged(url, browser, before, name);
  });

  test("a step-up's return address cannot lead to another site", async () => {
    const { sub } = known();
    for (const to of ["https://evil.example/", "//evil.example", "/oidc/login?to=/", "/\\evil.example"]) {
      const browser = await logIn(sub);
      const asks = await browser.open(`${url}/oidc/confirm?to=${encodeURIComponent(to)}`);
      const back = await browser.submit(asks, { login: sub }, undefined, (next) => !next.startsWith(provider.issuer));
      const callback = await browser.follow(back, (next) => !next.includes("/oidc/callback"));
      expect([to, callback.next]).toEqual([to, `${url}/`]);
    }
  });
});

describe("step-up as another person at the provider", () => {
  test.each(["with an account here", "without an account here"])(
    "a step-up as another person %s is refused",
    async (which) => {
      const [own, other] = [known(), known()];
      if (which === "with an account here") await logIn(other.sub);
      // Nor is anything of theirs changed: they have come for nothing of their own.
      const fewer = { sub: other.sub, preferred_username: other.name, name: "Pat Example", groups: ["radiology"] };
      provider.know(fewer);
      const browser = await logIn(own.sub);
      const before = sessionOf(browser, url);
      // The provider's own session is over, and somebody else sits at the desk.
      browser.forget(provider.issuer);
      const page = await browser.submit(await browser.open(url + INVITE), { login: other.sub });
      expectNotConfirmed(page, "confirm-other");
      await expectUnchanged(url, browser, before, own.name);
      const { status, body } = await control<{ user?: { roles: string[] } }>(stack, "/users/show", {
        name: other.name,
      });
      const roles = which === "with an account here" ? [200, ["admin"]] : [404, undefined];
      expect([status, body.user?.roles]).toEqual(roles);
    },
  );

  test("a step-up at the provider does not confirm a local account's session", async () => {
    const { sub } = known();
    await logIn(sub);
    const browser = newBrowser(lab.ca);
    const headers = { Cookie: inject("session") };
    expect(await userOf(url, headers.Cookie)).toBe(stack.adminName);
    const answer = await fetch(`${url}/oidc/confirm?to=/people`, { headers, redirect: "manual" });
    const binding = (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    const asks = await browser.open(answer.headers.get("location") ?? "");
    const callback = await browser.submit(asks, { login: sub }, undefined, (next) => next.startsWith(`${url}/`));
    const done = await fetch(callback.next ?? "", { headers: { Cookie: `${headers.Cookie}; ${binding}` } });
    expect([done.status, await done.text()]).toEqual([403, expect.stringContaining("confirm-other")]);
    expect(done.headers.getSetCookie()).toEqual([]);
    expect(await userOf(url, headers.Cookie)).toBe(stack.adminName);
  });
});

describe("step-up too late", () => {
  /** Up to the callback, which is not visited yet. */
  async function almost(sub: string): Promise<{ browser: Browser; callback: Page }> {
    const browser = await logIn(sub);
    const asks = await browser.open(url + INVITE);
    const callback = await browser.submit(asks, { login: sub }, undefined, (next) =>
      next.startsWith(`${url}/oidc/callback`),
    );
    expect(callback.next).toContain("/oidc/callback");
    return { browser, callback };
  }

  test("a step-up is refused after the session has ended", async () => {
    const { sub } = known();
    const { browser, callback } = await almost(sub);
    const before = sessionOf(browser, url);
    await fetch(`${url}/logout`, { method: "POST", redirect: "manual", headers: { Origin: url, Cookie: before } });
    expectNotConfirmed(await browser.follow(callback), "confirm-other");
    expect(await userOf(url, browser.cookies(url))).toBeUndefined();
  });

  test("a step-up is refused after another person has logged in here", async () => {
    const [own, other] = [known(), known()];
    const { browser, callback } = await almost(own.sub);
    const elsewhere = await logIn(other.sub);
    const binding =
      browser
        .cookies(url)
        .split("; ")
        .find((cookie) => cookie.includes("-login=")) ?? "";
    const Cookie = `${sessionOf(elsewhere, url)}; ${binding}`;
    const answer = await fetch(callback.next ?? "", { redirect: "manual", headers: { Cookie } });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("confirm-other")]);
    await expectUnchanged(url, elsewhere, sessionOf(elsewhere, url), other.name);
  });

  test("a step-up is refused after the account was disabled", async () => {
    const { sub, name } = known();
    const { browser, callback } = await almost(sub);
    await control(stack, "/users/disable", { name });
    expectNotConfirmed(await browser.follow(callback), "confirm-other");
    expect(await userOf(url, browser.cookies(url))).toBeUndefined();
  });

  test("a step-up is refused the second time", async () => {
    const { sub, name } = known();
    const { browser, callback } = await almost(sub);
    await browser.follow(callback);
    const after = sessionOf(browser, url);
    const again = await browser.open(callback.next ?? "");
    expect([again.status, reasonOf(again)]).toEqual([400, "state-used"]);
    expect(sessionOf(browser, url)).toBe(after);
    expect(await userOf(url, after)).toBe(name);
  });
});
