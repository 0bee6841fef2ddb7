import { describe, expect, test } from "vitest";
import { callLuaMany } from "../support/lua";
import { ROLES } from "../support/policy/model";

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
    return { module: "gateway.policy.explain", fn: "explain", args };
  });
  return (await callLuaMany(calls)).map(([explanation]) => (explanation as { reason: string }).reason);
}

const all = (reason: string, requests: readonly string[]): string[] => requests.map(() => reason);

describe.each(Object.keys(ROLES))("%s", (roles) => {
  const mayPeople = roles === "admin";

  test("has an own account, and people only with admin-permissions", async () => {
    expect(await decide({ roles }, [...OWN, ...OWN_LATELY])).toEqual(all("granted", [...OWN, ...OWN_LATELY]));
    const people = [...PEOPLE, ...PEOPLE_LATELY];
    expect(await decide({ roles }, people)).toEqual(all(mayPeople ? "granted" : "role", people));
  });

  test("an hour after the login gives the password again before a token is made or people are changed", async () => {
    const late = { roles, confirmedAt: now - 3600 };
    expect(await decide(late, OWN)).toEqual(all("granted", OWN));
    expect(await decide(late, OWN_LATELY)).toEqual(all("step-up", OWN_LATELY));
    expect(await decide(late, PEOPLE)).toEqual(all(mayPeople ? "granted" : "role", PEOPLE));
    expect(await decide(late, PEOPLE_LATELY)).toEqual(all(mayPeople ? "step-up" : "role", PEOPLE_LATELY));
  });

  test("with a first password gets no further than its change", async () => {
    const due = { roles, mustChangePassword: true };
    const closed = [...OWN, ...OWN_LATELY, ...PEOPLE, ...PEOPLE_LATELY, "GET /confirm", "POST /confirm"];
    expect(await decide(due, closed)).toEqual(all("password-change-due", closed));
    expect(await decide(due, FIRST)).toEqual(all("granted", FIRST));
  });

  test("has no token that opens any of it", async () => {
    const requests = [...OWN, ...OWN_LATELY, ...PEOPLE, ...PEOPLE_LATELY, ...FIRST, "GET /confirm"];
    const limit = "admin-permissions,view";
    expect(await decide({ kind: "token", roles, limit, confirmedAt: 0 }, requests)).toEqual(
      all("person-only", requests),
    );
  });
});

test.each(["DELETE /people", "POST /people", "PUT /people/person", "GET /account/sessions", "HEAD /account"])(
  "%s is no request for a page",
  async (request) => {
    expect(await decide({ roles: "admin" }, [request])).toEqual(["account-method"]);
  },
);

test.each(["/people/", "/people/x", "/account/token/", "/People", "/accounts"])("%s is no page", async (path) => {
  const [reason] = await decide({ roles: "admin" }, [`POST ${path}`]);
  expect(reason).toBe("viewer-method");
});
