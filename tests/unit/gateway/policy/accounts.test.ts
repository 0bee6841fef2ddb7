import { describe, expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";
import { ROLES } from "../../../support/policy/model";

const now = Math.floor(Date.now() / 1000);

/** Requests for the account pages, each with what it asks for. */
const OWN = ["GET /account", "POST /account/sessions", "POST /account/tokens"];
const OWN_LATELY = ["GET /account/token", "POST /account/token"];
const PEOPLE = ["GET /people", "GET /people?offset=100"];
const PEOPLE_LATELY = ["invite", "person?name=a", "remove?name=a"].flatMap((page) =>
  ["GET", "POST"].map((method) => `${method} /people/${page}`),
);
const FIRST = ["GET /password", "POST /password", "POST /logout", "GET /session"];

async function decide(principal: object, requests: readonly string[]): Promise<string[]> {
  const whole = { user: "a", key: "k", kind: "session", roles: "", mustChangePassword: false, confirmedAt: now };
  const calls = requests.map((request) => {
    const args = [{ ...whole, ...principal }, ...request.split(" ")];
    return { module: "gateway.routes.explain", fn: "explain", args };
  });
  return (await callLuaMany(calls)).map(([explanation]) => (explanation as { reason: string }).reason);
}

const all = (reason: string, requests: readonly string[]): string[] => requests.map(() => reason);

describe.each(Object.keys(ROLES))("the role %s", (roles) => {
  const mayPeople = roles === "admin";

  test("the role opens its own account page, and the people pages only with admin-permissions", async () => {
    expect(await decide({ roles }, [...OWN, ...OWN_LATELY])).toEqual(all("granted", [...OWN, ...OWN_LATELY]));
    const people = [...PEOPLE, ...PEOPLE_LATELY];
    expect(await decide({ roles }, people)).toEqual(all(mayPeople ? "granted" : "role", people));
  });

  test("the role needs step-up an hour after login before making a token or changing people", async () => {
    const late = { roles, confirmedAt: now - 3600 };
    expect(await decide(late, OWN)).toEqual(all("granted", OWN));
    expect(await decide(late, OWN_LATELY)).toEqual(all("step-up", OWN_LATELY));
    expect(await decide(late, PEOPLE)).toEqual(all(mayPeople ? "granted" : "role", PEOPLE));
    expect(await decide(late, PEOPLE_LATELY)).toEqual(all(mayPeople ? "step-up" : "role", PEOPLE_LATELY));
  });

  test("the role with a first password can only change it", async () => {
    const due = { roles, mustChangePassword: true };
    const closed = [...OWN, ...OWN_LATELY, ...PEOPLE, ...PEOPLE_LATELY, "GET /confirm", "POST /confirm"];
    expect(await decide(due, closed)).toEqual(all("password-change-due", closed));
    expect(await decide(due, FIRST)).toEqual(all("granted", FIRST));
  });

  test("a token of the role opens no account page", async () => {
    const requests = [...OWN, ...OWN_LATELY, ...PEOPLE, ...PEOPLE_LATELY, ...FIRST, "GET /confirm"];
    const limit = "admin-permissions,view";
    expect(await decide({ kind: "token", roles, limit, confirmedAt: 0 }, requests)).toEqual(
      all("person-only", requests),
    );
  });
});

test.each(["DELETE /people", "POST /people", "PUT /people/person", "GET /account/sessions", "HEAD /logout"])(
  "%s is not a page request",
  async (request) => {
    expect(await decide({ roles: "admin" }, [request])).toEqual(["account-method"]);
  },
);

test.each(["/people/", "/people/x", "/account/token/", "/People", "/accounts"])("%s is not a page", async (path) => {
  const [reason] = await decide({ roles: "admin" }, [`POST ${path}`]);
  expect(reason).toBe("viewer-method");
});
