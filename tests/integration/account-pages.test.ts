import { beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { control } from "../support/control";
import { ADMIN_PASSWORD, logIn, postForm } from "../support/forms";
import { httpGet, httpPostForm, NAVIGATION } from "../support/http-get";
import { getPage, leadsTo, sendForm } from "../support/page-forms";
import { forgetConfirmation, invitee } from "../support/invitations";
import { PASSWORD, type Person } from "../support/people";

const stack = inject("stack");
const session = inject("session");

const idsIn = (text: string): string[] => [...text.matchAll(/name="id" value="([\w-]+)"/g)].map(([, id = ""]) => id);

describe("account page", () => {
  let me: Person;
  beforeAll(async () => {
    me = await invitee(stack, "contributor");
  });

  test("the account page lists the sessions and ends one, or all but the current one", async () => {
    const others = await Promise.all([1, 2, 3].map(async () => logIn(stack, PASSWORD, { user: me.name })));
    const before = await getPage("/account", me.cookie);
    const ids = idsIn(before.text);
    expect(ids).toHaveLength(3);
    expect(before.text).toContain(texts["account.sessions.this"]);
    expect(leadsTo(await sendForm("/account/sessions", { id: ids[0] ?? "" }, me.cookie))).toEqual([
      303,
      "/account?notice=session-ended",
    ]);
    expect((await getPage("/account?notice=session-ended", me.cookie)).text).toContain(
      texts["account.notice.session-ended"],
    );
    const left = async (): Promise<number> =>
      (await Promise.all(others.map(async ({ cookie = "" }) => getPage("/session", cookie)))).filter(
        ({ status }) => status === 200,
      ).length;
    expect(await left()).toBe(2);
    expect((await sendForm("/account/sessions", {}, me.cookie)).status).toBe(303);
    expect(await left()).toBe(0);
    expect((await getPage("/account", me.cookie)).status).toBe(200);
  });

  test("the account page ends nobody else's session or token", async () => {
    const other = await invitee(stack, "viewer");
    const { body } = await control<{ sessions: { id: string }[] }>(stack, "/sessions/list", { user: other.name });
    const ended = await sendForm("/account/sessions", { id: body.sessions[0]?.id ?? "" }, me.cookie);
    expect(ended.status).toBe(404);
    expect(ended.text).toContain(texts["accounts.error.no-such-session"]);
    const made = await sendForm("/account/token", { name: "t", days: "1", "permission.view": "on" }, other.cookie);
    const [, id = ""] = /clt_(\w{12})_/.exec(made.text) ?? [];
    expect((await sendForm("/account/tokens", { id }, me.cookie)).status).toBe(404);
    expect((await getPage("/session", other.cookie)).status).toBe(200);
  });

  test("the account page makes a token, shows it once and revokes it", async () => {
    const form = {
      name: "<b>night</b>",
      days: "30",
      addresses: "192.168.0.0/16, 10.0.0.0/8 172.16.0.0/12",
      "permission.view": "on",
    };
    const made = await sendForm("/account/token", form, me.cookie);
    expect(made.status).toBe(200);
    const [token = ""] = /clt_\w{12}_[\w-]{43}/.exec(made.text) ?? [];
    const search = async (): Promise<number> =>
      (await fetch(`${stack.url}/pacs/studies`, { headers: { Authorization: `Bearer ${token}` } })).status;
    expect(await search()).toBe(200);
    const listed = await getPage("/account", me.cookie);
    expect(listed.text).toContain("&lt;b&gt;night&lt;/b&gt;");
    expect(listed.text).not.toContain(token);
    const [id = ""] = idsIn(listed.text);
    expect(leadsTo(await sendForm("/account/tokens", { id }, me.cookie))).toEqual([
      303,
      "/account?notice=token-revoked",
    ]);
    expect(await search()).toBe(401);
  });

  test.each([
    ["no name", { name: "" }, "bad-token-name"],
    ["no permission", { "permission.view": undefined }, "bad-permissions"],
    ["no days", { days: "" }, "bad-expiry"],
    ["too many days", { days: "367" }, "bad-expiry"],
    ["an invalid address", { addresses: "300.0.0.1" }, "bad-addresses"],
  ] as const)("the account page refuses a token with %s, says why and keeps the input", async (_, change, reason) => {
    const all = { name: "nightly", days: "30", addresses: "10.0.0.1", "permission.view": "on", ...change };
    const form = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const answer = await sendForm("/account/token", form, me.cookie);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(texts[`accounts.error.${reason}`].replaceAll("'", "&#39;"));
    expect(answer.text).toContain(`value="${form["addresses"] ?? ""}"`);
  });

  test("the account page gives a token no permission that its owner lacks", async () => {
    const answer = await sendForm("/account/token", { name: "x", days: "1", "permission.delete": "on" }, me.cookie);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(texts["accounts.error.bad-permissions"]);
    expect((await getPage("/account/token", me.cookie)).text).not.toContain("permission.delete");
  });
});

test.each([
  ["/account/sessions", {}],
  ["/account/token", { name: "x", days: "1", "permission.view": "on" }],
  ["/account/tokens", { id: "a" }],
  ["/people/invite", { name: "stolen" }],
  ["/people/person?name=admin", { do: "disable" }],
  ["/people/remove?name=admin", {}],
])("%s refuses a form from another site", async (path, form) => {
  const answer = await postForm(stack, path, form, { Cookie: session, Origin: "http://evil.example" });
  expect(answer.status).toBe(403);
});

test("an hour after login, the password is asked for again, and the user returns to the same page", async () => {
  const { name } = await invitee(stack, "viewer");
  const { cookie = "" } = await logIn(stack, ADMIN_PASSWORD);
  await forgetConfirmation(stack, cookie);
  const path = `/people/person?name=${name}`;
  const asked = await httpPostForm(stack.url + path, { do: "disable" }, { Cookie: cookie });
  expect(asked).toEqual({ status: 302, location: `/confirm?to=${encodeURIComponent(path)}` });
  expect(await httpGet(`${stack.url}/account/token`, { Cookie: cookie, ...NAVIGATION })).toEqual({
    status: 302,
    location: "/confirm?to=%2Faccount%2Ftoken",
  });
  const confirmed = await sendForm("/confirm", { to: path, password: ADMIN_PASSWORD }, cookie);
  expect(leadsTo(confirmed)).toEqual([303, path]);
  expect((await sendForm(path, { do: "disable" }, confirmed.cookie ?? "")).status).toBe(303);
});

test("the account page without a session redirects to the login, and back afterwards", async () => {
  expect(await httpGet(`${stack.url}/account`, NAVIGATION)).toEqual({ status: 302, location: "/login?to=%2Faccount" });
});
