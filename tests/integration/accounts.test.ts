import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { callLuaAt } from "../support/lua-calls";
import { startLuaIn, type LuaRuntime } from "../support/lua-runtime";
import { logIn } from "../support/forms";
import { aroundChange, logInAgain, makePerson, newName, statusOf } from "../support/people";

const stack = inject("stack");
const studies = `${stack.url}/pacs/studies`;
let runtime: LuaRuntime;

beforeAll(async () => {
  runtime = await startLuaIn(stack, process.cwd());
});
afterAll(async () => runtime.stop());

/** Calls a function of the accounts as the pages do. */
async function call(module: string, fn: string, ...args: readonly unknown[]): Promise<unknown[]> {
  const [results = []] = await callLuaAt(runtime.url, [{ module: `gateway.accounts.${module}`, fn, args }], "utf8");
  return results;
}

const reasonOf = async (path: string, body: Record<string, unknown>): Promise<[number, unknown]> => {
  const answer = await control(stack, path, body);
  return [answer.status, answer.body["reason"]];
};

describe("creating an account", () => {
  test("a new account gets a first password that is only good for changing it, and is listed", async () => {
    const name = newName();
    const made = await control<{ password: string }>(stack, "/users/create", {
      name,
      displayName: "Zoë Müller 山田",
      roles: ["viewer"],
    });
    const login = await logIn(stack, made.body.password, { user: name });
    expect(login.headers.get("location")).toBe("/password?to=%2F");
    expect(await statusOf(studies, { Cookie: login.cookie ?? "" })).toBe(403);
    const shown = await control<{ user: Record<string, unknown> }>(stack, "/users/show", { name });
    const { createdAt, lastLoginAt, ...rest } = shown.body.user;
    expect(rest).toEqual({
      ...{ name, displayName: "Zoë Müller 山田", roles: ["viewer"] },
      ...{ ownRoles: ["viewer"], issuer: "", status: "active", mustChangePassword: true },
    });
    expect(Number(createdAt)).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(Number(lastLoginAt)).toBeGreaterThanOrEqual(Number(createdAt));
    const { body } = await control<{ users: { name: string }[]; total: number }>(stack, "/users/list", {});
    expect(body.users.map((user) => user.name)).toContain(name);
    expect(body.total).toBeGreaterThanOrEqual(2);
  });

  test.each([
    ["a name that is taken", { name: "admin", roles: [] }, 409, "user-exists"],
    ["a name with a space", { name: "a b", roles: [] }, 400, "bad-name"],
    ["a name with a colon", { name: "a:b", roles: [] }, 400, "bad-name"],
    ["no name", { roles: [] }, 400, "bad-name"],
    ["a name of 65 letters", { name: "a".repeat(65), roles: [] }, 400, "bad-name"],
    ["a display name with a line end", { name: "ok", displayName: "a\nb", roles: [] }, 400, "bad-display-name"],
    ["a display name of 101 letters", { name: "ok", displayName: "ä".repeat(101), roles: [] }, 400, "bad-display-name"],
    ["a role that does not exist", { name: "ok", roles: ["viewer", "king"] }, 400, "unknown-role"],
    ["roles that are not a list", { name: "ok", roles: "viewer" }, 400, "bad-request"],
    ["a list of roles without names", { name: "ok", roles: [7] }, 400, "bad-request"],
  ])("creating an account is refused for %s", async (_, body, status, reason) => {
    expect(await reasonOf("/users/create", body)).toEqual([status, reason]);
  });

  test("when many create the same account at once, one succeeds", async () => {
    const name = newName();
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => control(stack, "/users/create", { name, roles: ["viewer"] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });
});

describe("account changes, within a second on every worker", () => {
  test("disabling an account ends its session, and enabling it restores the login but not the session", async () => {
    const person = await makePerson(stack, "viewer");
    const headers = { Cookie: person.cookie };
    const disable = async (): Promise<unknown> => control(stack, "/users/disable", { name: person.name });
    expect(await aroundChange(studies, headers, disable)).toEqual({ before: [200], after: [401] });
    const wrong = await logIn(stack, "no such password", { user: person.name });
    const right = await logInAgain(stack, person);
    expect([wrong.status, right.status]).toEqual([401, 401]);
    expect(right.text).toBe(wrong.text);
    await control(stack, "/users/enable", { name: person.name });
    expect(await statusOf(studies, headers)).toBe(401);
    expect((await logInAgain(stack, person)).status).toBe(303);
  });

  test("changed roles apply within a second, and the session continues", async () => {
    const person = await makePerson(stack, "viewer");
    const headers = { Cookie: person.cookie };
    const setRoles = (...roles: string[]): (() => Promise<unknown>) => {
      return async () => control(stack, "/users/roles", { name: person.name, roles });
    };
    expect(await aroundChange(studies, headers, setRoles())).toEqual({ before: [200], after: [403] });
    expect(await aroundChange(studies, headers, setRoles("viewer"))).toEqual({ before: [403], after: [200] });
  });

  test("resetting an account ends its session and voids its password", async () => {
    const person = await makePerson(stack, "viewer");
    const reset = async (): Promise<unknown> => control(stack, "/users/reset", { name: person.name });
    const seen = await aroundChange(studies, { Cookie: person.cookie }, reset);
    expect(seen).toEqual({ before: [200], after: [401] });
    expect((await logInAgain(stack, person)).status).toBe(401);
  });

  test("removing an account ends its session, and a new account of that name is a different account", async () => {
    const person = await makePerson(stack, "viewer");
    const remove = async (): Promise<unknown> => control(stack, "/users/remove", { name: person.name });
    const seen = await aroundChange(studies, { Cookie: person.cookie }, remove);
    expect(seen).toEqual({ before: [200], after: [401] });
    expect(await reasonOf("/users/show", { name: person.name })).toEqual([404, "no-such-user"]);
    await control(stack, "/users/create", { name: person.name, roles: ["admin"] });
    expect(await statusOf(studies, { Cookie: person.cookie })).toBe(401);
    expect((await logInAgain(stack, person)).status).toBe(401);
    await control(stack, "/users/remove", { name: person.name });
  });

  test("ending a session by its id leaves the other sessions alone", async () => {
    const person = await makePerson(stack, "viewer");
    const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const { cookie: other = "" } = await logInAgain(stack, person, { "User-Agent": agent });
    const { body } = await control<{ sessions: { id: string; browser: string; address: string }[] }>(
      ...([stack, "/sessions/list", { user: person.name }] as const),
    );
    expect(body.sessions).toHaveLength(2);
    const ended = body.sessions.find(({ browser }) => browser === "Firefox, Windows");
    expect(ended?.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    const end = async (): Promise<unknown> => control(stack, "/sessions/end", { user: person.name, id: ended?.id });
    expect(await aroundChange(studies, { Cookie: other }, end)).toEqual({ before: [200], after: [401] });
    expect(await statusOf(studies, { Cookie: person.cookie })).toBe(200);
    expect(await reasonOf("/sessions/end", { user: person.name, id: ended?.id })).toEqual([404, "no-such-session"]);
    expect(await reasonOf("/sessions/end", { user: "admin", id: "" })).toEqual([404, "no-such-session"]);
  });
});

test("a password change that is under way when the account is reset or disabled has no effect", async () => {
  const person = await makePerson(stack, "viewer");
  const record = async (): Promise<Record<string, unknown>> =>
    (await call("people", "loadUser", person.name))[0] as Record<string, unknown>;
  const checked = await record();
  for (const path of ["/users/reset", "/users/disable"]) {
    expect((await control(stack, path, { name: person.name })).status).toBe(200);
    const now = await record();
    expect(await call("people", "replacePassword", checked, "a hash")).toEqual([
      null,
      expect.objectContaining({ reason: "busy" }),
    ]);
    expect(await record()).toEqual(now);
  }
  await control(stack, "/users/enable", { name: person.name });
  expect((await call("people", "replacePassword", await record(), "a hash"))[0]).toMatchObject({
    password: "a hash",
  });
});

describe("protection against a lockout", () => {
  test.each(["/users/disable", "/users/remove"])(
    "the last account that can give permissions can't be changed with %s",
    async (path) => {
      expect(await reasonOf(path, { name: "admin" })).toEqual([409, "last-admin"]);
      expect(await statusOf(studies, { Cookie: inject("session") })).toBe(200);
    },
  );

  test("the last admin's roles can't be changed, and invited or disabled admins do not count as others", async () => {
    const [invited, disabled] = [newName(), await makePerson(stack, "admin")];
    await control(stack, "/users/invite", { name: invited, roles: ["admin"] });
    await control(stack, "/users/disable", { name: disabled.name });
    expect(await reasonOf("/users/roles", { name: "admin", roles: ["viewer"] })).toEqual([409, "last-admin"]);
    expect((await control(stack, "/users/roles", { name: "admin", roles: ["viewer", "admin"] })).status).toBe(200);
    expect((await control(stack, "/users/roles", { name: "admin", roles: ["admin"] })).status).toBe(200);
    await control(stack, "/users/remove", { name: invited });
    await control(stack, "/users/remove", { name: disabled.name });
  });

  test("when two admins remove each other's access at once, one keeps it", async () => {
    const [one, two] = [await makePerson(stack, "admin"), await makePerson(stack, "admin")];
    // With the first admin out of the way, whose session other tests go on using, the two are the last.
    const results = await Promise.all([
      call("users", "setRoles", two.name, "admin", ["viewer"]),
      call("users", "disableUser", one.name, two.name),
      call("users", "disableUser", two.name, one.name),
    ]);
    const reasons = results.map(([, failure]) => (failure as { reason: string } | null)?.reason);
    expect(reasons.filter((reason) => reason === "last-admin")).toHaveLength(1);
    expect((await control(stack, "/users/roles", { name: "admin", roles: ["admin"] })).status).toBe(200);
    await control(stack, "/users/remove", { name: one.name });
    await control(stack, "/users/remove", { name: two.name });
  });

  test("an admin can't remove their own access by mistake", async () => {
    const person = await makePerson(stack, "admin");
    const reasonOfCall = async (fn: string, ...more: readonly unknown[]): Promise<unknown> => {
      const modules: Record<string, string> = { resetUser: "invites", removeUser: "remove-user" };
      const module = modules[fn] ?? "users";
      const [, failure] = await call(module, fn, person.name, person.name, ...more);
      return (failure as { reason: string } | null)?.reason;
    };
    expect(await reasonOfCall("disableUser")).toBe("own-account");
    expect(await reasonOfCall("removeUser")).toBe("own-account");
    expect(await reasonOfCall("resetUser")).toBe("own-account");
    expect(await reasonOfCall("setRoles", ["viewer"])).toBe("own-account");
    expect(await reasonOfCall("setRoles", ["viewer", "admin"])).toBeUndefined();
    await control(stack, "/users/remove", { name: person.name });
  });
});
