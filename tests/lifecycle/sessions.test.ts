import { createHash } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { compose, docker, until } from "../support/docker";
import { ADMIN_PASSWORD, logIn, postForm, resetAdmin, spendFirstPassword } from "../support/forms";
import { httpGet, NAVIGATION } from "../support/http-get";
import {
  logInAgain,
  makePerson,
  PASSWORD,
  statusesEverywhere,
  statusOf,
  untilVerdictsAreOver,
} from "../support/people";

const stack = inject("stack");
const studies = `${stack.url}/pacs/studies`;

/** A command of Valkey's, to make what would take long, or was long ago. */
async function valkey(...command: string[]): Promise<void> {
  const shell = `REDISCLI_AUTH=$(cat /secrets/password) valkey-cli "$@"`;
  const { stdout } = await docker("exec", `${stack.project}-valkey-1`, "sh", "-c", shell, "sh", ...command);
  if (/ERR|NOPERM/.test(stdout)) throw new Error(stdout);
}

beforeAll(async () => {
  await spendFirstPassword(stack, await resetAdmin(stack));
});

describe("sessions", () => {
  test("a session is over everywhere after the logout, however many use it at the same time", async () => {
    const { name, cookie } = await makePerson(stack, "viewer");
    expect(await statusesEverywhere(studies, { Cookie: cookie })).toEqual([200]);
    const asking = Array.from({ length: 20 }, async () => statusOf(studies, { Cookie: cookie }));
    const out = await postForm(stack, "/logout", {}, { Cookie: cookie });
    expect(out.status).toBe(303);
    expect(out.headers.get("clear-site-data")).toBe('"cache"');
    expect((await Promise.all(asking)).filter((status) => status !== 200 && status !== 401)).toEqual([]);
    expect(await statusesEverywhere(studies, { Cookie: cookie })).toEqual([401]);
    const { body } = await control(stack, "/sessions/list", { user: name });
    expect(body["sessions"]).toEqual([]);
  });

  test("a login as another person ends the session of the first", async () => {
    const [one, two] = [await makePerson(stack, "viewer"), await makePerson(stack, "viewer")];
    const { cookie = "" } = await logInAgain(stack, two, { Cookie: one.cookie });
    expect(await statusOf(studies, { Cookie: one.cookie })).toBe(401);
    const { user } = (await (await fetch(`${stack.url}/session`, { headers: { Cookie: cookie } })).json()) as {
      user: string;
    };
    expect(user).toBe(two.name);
  });
});

describe("step-up", () => {
  const explorer = `${stack.url}/pacs-admin/app/explorer.html`;
  let cookie = "";

  /** The time of the session's last password, moved back: nothing else waits a quarter of an hour. */
  async function grow(session: string): Promise<void> {
    const key = createHash("sha256")
      .update(session.split("=")[1] ?? "")
      .digest("base64url");
    await valkey("HSET", `session:${key}`, "confirmed", String(Math.floor(Date.now() / 1000) - 901));
    await untilVerdictsAreOver();
  }

  beforeAll(async () => {
    cookie = (await logIn(stack, ADMIN_PASSWORD)).cookie ?? "";
  });

  test("step-up is due after a quarter of an hour: a person is sent to a page, a program gets an error", async () => {
    expect(await statusOf(explorer, { Cookie: cookie })).toBe(200);
    await grow(cookie);
    expect(await httpGet(explorer, { Cookie: cookie, ...NAVIGATION })).toEqual({
      ...{ status: 302, location: "/confirm?to=%2Fpacs-admin%2Fapp%2Fexplorer.html" },
    });
    const told = await fetch(explorer, { headers: { Cookie: cookie } });
    expect([told.status, ((await told.json()) as { reason: string }).reason]).toEqual([403, "step-up"]);
    const page = await (await fetch(`${stack.url}/confirm?to=//evil.example`, { headers: { Cookie: cookie } })).text();
    expect(page).toContain('<input type="hidden" name="to" value="/" />');
    expect(await statusOf(studies, { Cookie: cookie })).toBe(200);
  });

  test("step-up checks the password, moves the session to a new token, and returns to the page", async () => {
    const wrong = await postForm(stack, "/confirm", { password: "not this one" }, { Cookie: cookie });
    expect([wrong.status, wrong.cookie]).toEqual([401, undefined]);
    const foreign = await postForm(stack, "/confirm", { password: ADMIN_PASSWORD }, { Cookie: cookie, Origin: "null" });
    expect(foreign.status).toBe(403);
    const form = { password: ADMIN_PASSWORD, to: "/pacs-admin/app/explorer.html" };
    const right = await postForm(stack, "/confirm", form, { Cookie: cookie });
    expect([right.status, right.headers.get("location")]).toEqual([303, "/pacs-admin/app/explorer.html"]);
    expect(right.cookie).toMatch(/^collimator-local=[\w-]{43}$/);
    expect(right.cookie).not.toBe(cookie);
    expect(await statusOf(explorer, { Cookie: right.cookie ?? "" })).toBe(200);
    await untilVerdictsAreOver();
    expect(await statusesEverywhere(studies, { Cookie: cookie })).toEqual([401]);
    expect(await statusesEverywhere(studies, { Cookie: right.cookie ?? "" })).toEqual([200]);
  });

  test("step-up is not offered without a session, and counts wrong passwords as the login does", async () => {
    expect((await httpGet(`${stack.url}/confirm`, NAVIGATION)).location).toBe("/login?to=%2Fconfirm");
    const person = await makePerson(stack, "viewer");
    const guess = async (): Promise<number> =>
      (await postForm(stack, "/confirm", { password: "not this one" }, { Cookie: person.cookie })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) statuses.push(await guess());
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await postForm(stack, "/login", { user: person.name, password: PASSWORD })).status).toBe(429);
  });
});

describe("state of version 1", () => {
  test("state of version 1 is migrated to version 2 at the start, and the admin logs in as before and is listed", async () => {
    const { cookie = "" } = await logIn(stack, ADMIN_PASSWORD);
    await valkey("HSET", "user:admin", "role", "admin");
    await valkey("HDEL", "user:admin", "roles", "disabled", "display-name", "invite", "created", "last-login");
    await valkey("ZREM", "users", "admin");
    await valkey("SET", "collimator:schema", "1");
    await compose(stack, "restart", "gateway");
    const status = await until("the gateway", async () => {
      const now = await statusOf(studies, { Cookie: cookie }).catch(() => 0);
      return now === 0 || now === 503 ? undefined : now;
    });
    expect(status).toBe(200);
    const { body } = await control<{ users: { name: string; roles: string[] }[] }>(stack, "/users/list", {});
    expect(body.users.find(({ name }) => name === "admin")?.roles).toEqual(["admin"]);
    expect((await logIn(stack, ADMIN_PASSWORD)).status).toBe(303);
    const { stderr } = await docker("logs", `${stack.project}-gateway-1`);
    expect(stderr.match(/state migrated/g)).toHaveLength(1);
  });
});
