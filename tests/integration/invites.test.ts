import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { callLuaAt } from "../support/lua-calls";
import { startLuaIn, type LuaRuntime } from "../support/lua-runtime";
import { logIn } from "../support/forms";
import { newName, PASSWORD, statusOf } from "../support/people";

const stack = inject("stack");
const studies = `${stack.url}/pacs/studies`;
let runtime: LuaRuntime;

beforeAll(async () => {
  runtime = await startLuaIn(stack, process.cwd());
});
afterAll(async () => runtime.stop());

/** Calls a function of the accounts as the pages will. */
async function call(module: string, fn: string, ...args: readonly unknown[]): Promise<unknown[]> {
  const [results = []] = await callLuaAt(runtime.url, [{ module: `gateway.accounts.${module}`, fn, args }], "utf8");
  return results;
}

describe("invitation", () => {
  const invite = async (name: string): Promise<string> => {
    const { body } = await control<{ link: string }>(stack, "/users/invite", { name, roles: ["viewer"] });
    return body.link;
  };
  const codeOf = (link: string): string => new URL(link).searchParams.get("code") ?? "";
  const failureOf = ([, failure]: unknown[]): unknown => (failure as { reason: string } | null)?.reason;

  test("an invitation is a link of 256 bits under PUBLIC_URL, and nobody can log in before it is used", async () => {
    const name = newName();
    const link = await invite(name);
    expect(link).toMatch(new RegExp(`^${stack.url}/invite\\?code=[\\w-]{43}$`));
    expect((await logIn(stack, "", { user: name })).status).toBe(401);
    expect((await logIn(stack, PASSWORD, { user: name })).status).toBe(401);
  });

  test("an invitation sets a password once, and only a good one", async () => {
    const name = newName();
    const code = codeOf(await invite(name));
    expect(failureOf(await call("invites", "acceptInvite", code, "short"))).toBe("password.error.short");
    expect(failureOf(await call("invites", "acceptInvite", code, "Password2024!"))).toBe("password.error.weak");
    const [user] = await call("invites", "acceptInvite", code, PASSWORD);
    expect(user).toMatchObject({ name, mustChangePassword: false, disabled: false });
    expect(failureOf(await call("invites", "acceptInvite", code, PASSWORD))).toBe("invite-unknown");
    const { cookie = "" } = await logIn(stack, PASSWORD, { user: name });
    expect(await statusOf(studies, { Cookie: cookie })).toBe(200);
  });

  test("an invitation used by many at once works for one of them", async () => {
    const code = codeOf(await invite(newName()));
    const tries = Array.from({ length: 5 }, async () => call("invites", "acceptInvite", code, PASSWORD));
    const reasons = (await Promise.all(tries)).map((result) => failureOf(result));
    expect(reasons.filter((reason) => reason === undefined)).toHaveLength(1);
    expect(reasons.filter((reason) => reason === "invite-unknown")).toHaveLength(4);
  });

  test("an invitation ends with a newer link, with the account's end or with a wrong code", async () => {
    const [renewed, disabled, removed] = [newName(), newName(), newName()];
    const codes = [codeOf(await invite(renewed)), codeOf(await invite(disabled)), codeOf(await invite(removed))];
    await control(stack, "/users/reset", { name: renewed });
    await control(stack, "/users/disable", { name: disabled });
    await control(stack, "/users/remove", { name: removed });
    for (const code of [...codes, "A".repeat(43), "", "*"]) {
      expect.soft(failureOf(await call("invites", "acceptInvite", code, PASSWORD)), code).toBe("invite-unknown");
    }
  });
});
