import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { makePerson, type Person } from "../support/people";
import { ALL, may, NEEDS, type Need, ROLES } from "../support/policy/model";
import { bearer, makeToken } from "../support/tokens";

/**
 * Each role and each request of the gate, over HTTP, against the small model in tests/support/policy: with a session,
 * with an API token, and as nobody. Objects do not exist, so that nothing happens where a request is let through.
 */
const stack = inject("stack");
const STUDIES = /^\/pacs\/studies(\/[\d.]+)?$/;
/** The reasons that the policy gives, or the lack of somebody. */
const POLICY = ["no-session", "role", "token-limit", "step-up", "person-only", "password-change-due"];

function bodyOf({ method, target }: Need): { readonly type: string; readonly text: string } | undefined {
  if (method === "GET" || method === "DELETE" || /\/(labels|jobs)\//.test(target)) return undefined;
  if (STUDIES.test(target))
    return { type: 'multipart/related; type="application/dicom"; boundary=b', text: "--b--\r\n" };
  if (/\/(protected|retrieve)$/.test(target)) return { type: "text/plain", text: "1" };
  return { type: "application/json", text: "{}" };
}

/** What the policy says of a request: its reason for a refusal, or `granted`. */
async function decided(need: Need, who: Readonly<Record<string, string>>): Promise<string> {
  const body = bodyOf(need);
  const headers = { Origin: stack.url, ...who, ...(body === undefined ? {} : { "Content-Type": body.type }) };
  const init = { method: need.method, headers, redirect: "manual" as const };
  const answer = await fetch(stack.url + need.target, body === undefined ? init : { ...init, body: body.text });
  const text = await answer.text();
  if (answer.status !== 401 && answer.status !== 403) return "granted";
  const { reason = "" } = JSON.parse(text) as { reason?: string };
  expect(POLICY).toContain(reason);
  return reason;
}

async function allDecided(who: Readonly<Record<string, string>>): Promise<string[]> {
  const decisions: string[] = [];
  for (const need of NEEDS) decisions.push(`${need.method} ${need.target}: ${await decided(need, who)}`);
  return decisions;
}

const expected = (reasonOf: (need: Need) => string): string[] =>
  NEEDS.map((need) => `${need.method} ${need.target}: ${reasonOf(need)}`);

describe.each(Object.entries(ROLES))("%s", (role, permissions) => {
  let person: Person;
  beforeAll(async () => {
    person = await makePerson(stack, role);
  });
  // Other tests rely on there being one admin.
  afterAll(async () => {
    expect((await control(stack, "/users/remove", { name: person.name })).status).toBe(200);
  });

  test("with a session", async () => {
    const reasonOf = (need: Need): string => (may(permissions, need) ? "granted" : "role");
    expect(await allDecided({ Cookie: person.cookie })).toEqual(expected(reasonOf));
  });

  test("with a token for all that the role gives", async () => {
    const { secret } = await makeToken(stack, person.name, { permissions });
    const reasonOf = (need: Need): string => (may(permissions, need) ? "granted" : "role");
    expect(await allDecided(bearer(secret))).toEqual(expected(reasonOf));
  });
});

test("an admin's token for one permission gives that one", async () => {
  for (const permission of ALL) {
    const { secret } = await makeToken(stack, stack.adminName, { permissions: [permission] });
    const reasonOf = (need: Need): string => (may([permission], need) ? "granted" : "token-limit");
    expect(await allDecided(bearer(secret))).toEqual(expected(reasonOf));
  }
});

test("nobody may anything", async () => {
  expect(await allDecided({})).toEqual(expected(() => "no-session"));
});
