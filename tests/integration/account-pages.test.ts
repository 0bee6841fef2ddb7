import { beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { control } from "../support/control";
import { docker } from "../support/docker";
import { logIn, postForm, type Answer } from "../support/forms";
import { httpGet, httpPostForm, NAVIGATION } from "../support/http-get";
import {
  codeOf,
  forgetConfirmations,
  freshName,
  invitee,
  inviteBy,
  PERSON_PASSWORD,
  useLink,
} from "../support/page-person";
import type { Invitee } from "../support/page-person";

const stack = inject("stack");
const session = inject("session");

const page = async (path: string, cookie: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(stack.url + path, {
    redirect: "manual",
    headers: { Cookie: cookie, Accept: "text/html" },
  });
  return { status: answer.status, text: await answer.text() };
};
const send = async (path: string, fields: Record<string, string>, cookie: string): Promise<Answer> =>
  postForm(stack, path, fields, { Cookie: cookie });
const where = ({ status, headers }: Answer): unknown => [status, headers.get("location")];
const idsIn = (text: string): string[] => [...text.matchAll(/name="id" value="([\w-]+)"/g)].map(([, id = ""]) => id);

describe("a one-time link", () => {
  test("asks for a password, sets it once, lets in, and is worth nothing afterwards", async () => {
    const name = freshName();
    const link = await inviteBy(stack, name, "viewer");
    const shown = await fetch(link);
    expect(shown.status).toBe(200);
    expect(shown.headers.get("cache-control")).toBe("no-store");
    expect(shown.headers.get("referrer-policy")).toBe("strict-origin");
    expect(await shown.text()).toContain(name);
    const used = await useLink(stack, codeOf(link), PERSON_PASSWORD);
    expect(where(used)).toEqual([303, "/"]);
    expect((await page("/session", used.cookie ?? "")).status).toBe(200);
    for (const again of [
      await useLink(stack, codeOf(link), PERSON_PASSWORD),
      await page(link.slice(stack.url.length), ""),
    ]) {
      expect(again.status).toBe(404);
      expect(again.text).toContain(texts["invite.unknown.title"]);
    }
  });

  test("keeps its use where the password is refused, and says why", async () => {
    const code = codeOf(await inviteBy(stack, freshName(), "viewer"));
    const short = await useLink(stack, code, "short");
    expect([short.status, short.cookie]).toEqual([422, undefined]);
    expect(short.text).toContain(texts["password.error.short"]);
    const differ = await useLink(stack, code, PERSON_PASSWORD, `${PERSON_PASSWORD}x`);
    expect(differ.status).toBe(422);
    expect(differ.text).toContain(texts["password.error.repeat"]);
    expect((await useLink(stack, code, PERSON_PASSWORD)).status).toBe(303);
  });

  test("that nobody has made opens nothing", async () => {
    for (const code of ["", "x", "A".repeat(43), '"><script>alert(1)</script>']) {
      const answer = await page(`/invite?code=${encodeURIComponent(code)}`, "");
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain("<script>");
    }
  });

  test("from another site's form sets nothing", async () => {
    const code = codeOf(await inviteBy(stack, freshName(), "viewer"));
    const form = { code, password: PERSON_PASSWORD, repeat: PERSON_PASSWORD };
    expect((await postForm(stack, "/invite", form, { Origin: "http://evil.example" })).status).toBe(403);
    expect((await useLink(stack, code, PERSON_PASSWORD)).status).toBe(303);
  });

  test("is written into no log", async () => {
    const code = codeOf(await inviteBy(stack, freshName(), "viewer"));
    await page(`/invite?code=${code}`, "");
    await useLink(stack, code, PERSON_PASSWORD);
    for (const service of ["gateway", "valkey", "orthanc"]) {
      const { stdout, stderr } = await docker("logs", `${stack.project}-${service}-1`);
      expect((stdout + stderr).includes(code)).toBe(false);
    }
  });
});

describe("one's own account", () => {
  let me: Invitee;
  beforeAll(async () => {
    me = await invitee(stack, "contributor");
  });

  test("lists the sessions, and ends one or all others, not this one", async () => {
    const others = await Promise.all([1, 2, 3].map(async () => logIn(stack, PERSON_PASSWORD, { user: me.name })));
    const before = await page("/account", me.cookie);
    const ids = idsIn(before.text);
    expect(ids).toHaveLength(3);
    expect(before.text).toContain(texts["account.sessions.this"]);
    expect(where(await send("/account/sessions", { id: ids[0] ?? "" }, me.cookie))).toEqual([
      303,
      "/account?notice=session-ended",
    ]);
    expect((await page("/account?notice=session-ended", me.cookie)).text).toContain(
      texts["account.notice.session-ended"],
    );
    const left = async (): Promise<number> =>
      (await Promise.all(others.map(async ({ cookie = "" }) => page("/session", cookie)))).filter(
        ({ status }) => status === 200,
      ).length;
    expect(await left()).toBe(2);
    expect((await send("/account/sessions", {}, me.cookie)).status).toBe(303);
    expect(await left()).toBe(0);
    expect((await page("/account", me.cookie)).status).toBe(200);
  });

  test("ends nobody else's session or token", async () => {
    const other = await invitee(stack, "viewer");
    const { body } = await control<{ sessions: { id: string }[] }>(stack, "/sessions/list", { user: other.name });
    const ended = await send("/account/sessions", { id: body.sessions[0]?.id ?? "" }, me.cookie);
    expect(ended.status).toBe(404);
    expect(ended.text).toContain(texts["accounts.error.no-such-session"]);
    const made = await send("/account/token", { name: "t", days: "1", "permission.view": "on" }, other.cookie);
    const [, id = ""] = /clt_(\w{12})_/.exec(made.text) ?? [];
    expect((await send("/account/tokens", { id }, me.cookie)).status).toBe(404);
    expect((await page("/session", other.cookie)).status).toBe(200);
  });

  test("makes a token, shows it once, and revokes it", async () => {
    const form = {
      name: "<b>night</b>",
      days: "30",
      addresses: "192.168.0.0/16, 10.0.0.0/8 172.16.0.0/12",
      "permission.view": "on",
    };
    const made = await send("/account/token", form, me.cookie);
    expect(made.status).toBe(200);
    const [token = ""] = /clt_\w{12}_[\w-]{43}/.exec(made.text) ?? [];
    const search = async (): Promise<number> =>
      (await fetch(`${stack.url}/pacs/studies`, { headers: { Authorization: `Bearer ${token}` } })).status;
    expect(await search()).toBe(200);
    const listed = await page("/account", me.cookie);
    expect(listed.text).toContain("&lt;b&gt;night&lt;/b&gt;");
    expect(listed.text).not.toContain(token);
    const [id = ""] = idsIn(listed.text);
    expect(where(await send("/account/tokens", { id }, me.cookie))).toEqual([303, "/account?notice=token-revoked"]);
    expect(await search()).toBe(401);
  });

  test.each([
    ["no name", { name: "" }, "bad-token-name"],
    ["no permission", { "permission.view": undefined }, "bad-permissions"],
    ["no days", { days: "" }, "bad-expiry"],
    ["too many days", { days: "367" }, "bad-expiry"],
    ["an address that is none", { addresses: "300.0.0.1" }, "bad-addresses"],
  ] as const)("refuses a token with %s, says why, and keeps what was typed", async (_, change, reason) => {
    const all = { name: "nightly", days: "30", addresses: "10.0.0.1", "permission.view": "on", ...change };
    const form = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const answer = await send("/account/token", form, me.cookie);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(texts[`accounts.error.${reason}`].replaceAll("'", "&#39;"));
    expect(answer.text).toContain(`value="${form["addresses"] ?? ""}"`);
  });

  test("gives a token nothing that it does not have itself", async () => {
    const answer = await send("/account/token", { name: "x", days: "1", "permission.delete": "on" }, me.cookie);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(texts["accounts.error.bad-permissions"]);
    expect((await page("/account/token", me.cookie)).text).not.toContain("permission.delete");
  });
});

describe("people", () => {
  test("are no business of somebody without admin-permissions", async () => {
    const { name, cookie } = await invitee(stack, "viewer", "contributor", "auditor");
    for (const path of ["/people", "/people/invite", `/people/person?name=${name}`, `/people/remove?name=${name}`]) {
      expect([path, (await page(path, cookie)).status]).toEqual([path, 403]);
    }
    for (const form of [{ do: "roles", "role.admin": "on" }, { do: "disable" }, { do: "reset" }]) {
      expect((await send(`/people/person?name=${name}`, form, cookie)).status).toBe(403);
    }
    expect((await send("/people/invite", { name: freshName() }, cookie)).status).toBe(403);
    expect((await send(`/people/remove?name=${stack.adminName}`, {}, cookie)).status).toBe(403);
    expect(await (await fetch(`${stack.url}/session`, { headers: { Cookie: cookie } })).json()).toMatchObject({
      people: false,
    });
  });

  test("are listed and invited, with hostile names shown as text", async () => {
    const name = freshName();
    const full = `<script>alert(1)</script>{{v:me}}"'&`;
    const made = await send("/people/invite", { name, "display-name": full, "role.viewer": "on" }, session);
    expect(made.status).toBe(200);
    expect(made.text).toMatch(/value="http:[^"]+\/invite\?code=[\w-]{43}"/);
    for (const path of ["/people", `/people/person?name=${name}`]) {
      const shown = await page(path, session);
      expect(shown.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;{{v:me}}&quot;&#39;&amp;");
      expect(shown.text).not.toContain("<script>");
    }
    const again = await send("/people/invite", { name, "display-name": "Two", "role.admin": "on" }, session);
    expect(again.status).toBe(409);
    expect(again.text).toContain(texts["accounts.error.user-exists"]);
    expect(again.text).toContain('value="Two"');
  });

  test("get roles, lose access and get it back, get a new link, and are removed", async () => {
    const { name, cookie } = await invitee(stack, "viewer");
    const path = `/people/person?name=${name}`;
    expect(where(await send(path, { do: "roles", "role.contributor": "on", "role.auditor": "on" }, session))).toEqual([
      303,
      `${path}&notice=roles`,
    ]);
    const { body } = await control<{ user: { roles: string[] } }>(stack, "/users/show", { name });
    expect(body.user.roles).toEqual(["contributor", "auditor"]);
    expect((await send(path, { do: "disable" }, session)).status).toBe(303);
    expect((await page("/session", cookie)).status).toBe(401);
    expect((await logIn(stack, PERSON_PASSWORD, { user: name })).status).toBe(401);
    expect((await send(path, { do: "enable" }, session)).status).toBe(303);
    expect((await logIn(stack, PERSON_PASSWORD, { user: name })).status).toBe(303);
    const reset = await send(path, { do: "reset" }, session);
    const [, code = ""] = /code=([\w-]{43})/.exec(reset.text) ?? [];
    expect((await logIn(stack, PERSON_PASSWORD, { user: name })).status).toBe(401);
    expect((await useLink(stack, code, "another-calm-lantern-9")).status).toBe(303);
    expect((await page(`/people/remove?name=${name}`, session)).text).toContain(`Remove ${name}?`);
    expect(where(await send(`/people/remove?name=${name}`, {}, session))).toEqual([303, "/people?notice=removed"]);
    expect((await page(path, session)).status).toBe(404);
  });

  test("keep at least one admin, and nobody takes their own access away", async () => {
    const path = `/people/person?name=${stack.adminName}`;
    for (const form of [{ do: "roles" }, { do: "disable" }, { do: "reset" }]) {
      const answer = await send(path, form, session);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('role="alert"');
    }
    expect((await send(`/people/remove?name=${stack.adminName}`, {}, session)).status).toBe(409);
    expect((await page("/people", session)).status).toBe(200);
  });

  test("are shown a hundred at a time", async () => {
    const made = Array.from({ length: 101 }, (_, i) => `zz${String(i).padStart(3, "0")}${freshName()}`);
    for (const name of made) await control(stack, "/users/invite", { name, roles: [] });
    const first = await page("/people", session);
    expect(first.text.match(/\/people\/person\?name=/g)).toHaveLength(100);
    expect(first.text).toContain('href="/people?offset=100"');
    const second = await page("/people?offset=100", session);
    expect(second.text).toContain('href="/people?offset=0"');
    expect(second.text).toContain(made[100]);
    for (const name of made) await control(stack, "/users/remove", { name });
  });
});

test.each([
  ["/account/sessions", {}],
  ["/account/token", { name: "x", days: "1", "permission.view": "on" }],
  ["/account/tokens", { id: "a" }],
  ["/people/invite", { name: "stolen" }],
  ["/people/person?name=admin", { do: "disable" }],
  ["/people/remove?name=admin", {}],
])("%s takes no form of another site", async (path, form) => {
  const answer = await postForm(stack, path, form, { Cookie: session, Origin: "http://evil.example" });
  expect(answer.status).toBe(403);
});

test("an hour later the password is asked for again, and the way leads back", async () => {
  const { name } = await invitee(stack, "viewer");
  const { cookie = "" } = await logIn(stack, "quiet-river-lantern-7");
  await forgetConfirmations(stack);
  const path = `/people/person?name=${name}`;
  const asked = await httpPostForm(stack.url + path, { do: "disable" }, { Cookie: cookie });
  expect(asked).toEqual({ status: 302, location: `/confirm?to=${encodeURIComponent(path)}` });
  expect(await httpGet(`${stack.url}/account/token`, { Cookie: cookie, ...NAVIGATION })).toEqual({
    status: 302,
    location: "/confirm?to=%2Faccount%2Ftoken",
  });
  const confirmed = await send("/confirm", { to: path, password: "quiet-river-lantern-7" }, cookie);
  expect(where(confirmed)).toEqual([303, path]);
  expect((await send(path, { do: "disable" }, confirmed.cookie ?? "")).status).toBe(303);
});

test("without a session the account leads to the login, and back", async () => {
  expect(await httpGet(`${stack.url}/account`, NAVIGATION)).toEqual({ status: 302, location: "/login?to=%2Faccount" });
});
