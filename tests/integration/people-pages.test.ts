import { beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { control } from "../support/control";
import { ADMIN_PASSWORD, logIn } from "../support/forms";
import { inTurn } from "../support/in-turn";
import { getPage, leadsTo, sendForm } from "../support/page-forms";
import { invitee, useLink } from "../support/invitations";
import { newName, PASSWORD } from "../support/people";

const stack = inject("stack");
/** Calls of the command line's API. */
const AT_ONCE = 8;
/** The project's own may be too old for what changes access. */
let session = "";
beforeAll(async () => {
  session = (await logIn(stack, ADMIN_PASSWORD)).cookie ?? "";
});

describe("people pages", () => {
  test("the people pages are closed without admin-permissions", async () => {
    const { name, cookie } = await invitee(stack, "viewer", "contributor", "auditor");
    for (const path of ["/people", "/people/invite", `/people/person?name=${name}`, `/people/remove?name=${name}`]) {
      expect([path, (await getPage(path, cookie)).status]).toEqual([path, 403]);
    }
    for (const form of [{ do: "roles", "role.admin": "on" }, { do: "disable" }, { do: "reset" }]) {
      expect((await sendForm(`/people/person?name=${name}`, form, cookie)).status).toBe(403);
    }
    expect((await sendForm("/people/invite", { name: newName() }, cookie)).status).toBe(403);
    expect((await sendForm(`/people/remove?name=${stack.adminName}`, {}, cookie)).status).toBe(403);
    expect(await (await fetch(`${stack.url}/session`, { headers: { Cookie: cookie } })).json()).toMatchObject({
      people: false,
    });
  });

  test.each([
    ["viewer", ["view"]],
    ["radiologist", ["append", "break-glass", "download", "share", "view"]],
    ["auditor", ["audit-logs"]],
  ])("the session of a %s says what its roles give, and nothing else", async (role, permissions) => {
    const { name, cookie } = await invitee(stack, role);
    const answer = await fetch(`${stack.url}/session`, { headers: { Cookie: cookie } });
    const said = (await answer.json()) as { permissions: Record<string, boolean> };
    expect(Object.keys(said.permissions).sort()).toEqual(permissions);
    expect(said).toEqual({
      user: name,
      passwordChangeDue: false,
      people: false,
      permissions: Object.fromEntries(permissions.map((permission) => [permission, true])),
    });
  });

  test("the people pages list and invite people, and show hostile names as text", async () => {
    const name = newName();
    const full = `<script>alert(1)</script>{{v:me}}"'&`;
    const made = await sendForm("/people/invite", { name, "display-name": full, "role.viewer": "on" }, session);
    expect(made.status).toBe(200);
    expect(made.text).toMatch(/value="http:[^"]+\/invite\?code=[\w-]{43}"/);
    for (const path of ["/people", `/people/person?name=${name}`]) {
      const shown = await getPage(path, session);
      expect(shown.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;{{v:me}}&quot;&#39;&amp;");
      expect(shown.text).not.toContain("<script>");
    }
    const again = await sendForm("/people/invite", { name, "display-name": "Two", "role.admin": "on" }, session);
    expect(again.status).toBe(409);
    expect(again.text).toContain(texts["accounts.error.user-exists"]);
    expect(again.text).toContain('value="Two"');
  });

  test("the people pages change roles, disable, enable, renew links and remove people", async () => {
    const { name, cookie } = await invitee(stack, "viewer");
    const path = `/people/person?name=${name}`;
    expect(
      leadsTo(await sendForm(path, { do: "roles", "role.contributor": "on", "role.auditor": "on" }, session)),
    ).toEqual([303, `${path}&notice=roles`]);
    const { body } = await control<{ user: { roles: string[] } }>(stack, "/users/show", { name });
    expect(body.user.roles).toEqual(["contributor", "auditor"]);
    expect((await sendForm(path, { do: "disable" }, session)).status).toBe(303);
    expect((await getPage("/session", cookie)).status).toBe(401);
    expect((await logIn(stack, PASSWORD, { user: name })).status).toBe(401);
    expect((await sendForm(path, { do: "enable" }, session)).status).toBe(303);
    expect((await logIn(stack, PASSWORD, { user: name })).status).toBe(303);
    const reset = await sendForm(path, { do: "reset" }, session);
    const [, code = ""] = /code=([\w-]{43})/.exec(reset.text) ?? [];
    expect((await logIn(stack, PASSWORD, { user: name })).status).toBe(401);
    expect((await useLink(stack, code, "another-calm-lantern-9")).status).toBe(303);
    expect((await getPage(`/people/remove?name=${name}`, session)).text).toContain(`Remove ${name}?`);
    expect(leadsTo(await sendForm(`/people/remove?name=${name}`, {}, session))).toEqual([
      303,
      "/people?notice=removed",
    ]);
    expect((await getPage(path, session)).status).toBe(404);
  });

  test("the people pages keep at least one admin, and nobody can remove their own access", async () => {
    const path = `/people/person?name=${stack.adminName}`;
    for (const form of [{ do: "roles" }, { do: "disable" }, { do: "reset" }]) {
      const answer = await sendForm(path, form, session);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('role="alert"');
    }
    expect((await sendForm(`/people/remove?name=${stack.adminName}`, {}, session)).status).toBe(409);
    expect((await getPage("/people", session)).status).toBe(200);
  });

  test("the people pages show a hundred people at a time", async () => {
    const made = Array.from({ length: 101 }, (_, i) => `zz${String(i).padStart(3, "0")}${newName()}`);
    await inTurn(made, AT_ONCE, async (name) => control(stack, "/users/invite", { name, roles: [] }));
    const first = await getPage("/people", session);
    expect(first.text.match(/\/people\/person\?name=/g)).toHaveLength(100);
    expect(first.text).toContain('href="/people?offset=100"');
    const second = await getPage("/people?offset=100", session);
    expect(second.text).toContain('href="/people?offset=0"');
    expect(second.text).toContain(made[100]);
    await inTurn(made, AT_ONCE, async (name) => control(stack, "/users/remove", { name }));
  });
});
