import { beforeAll, describe, expect, inject, test } from "vitest";
import { makePerson, PASSWORD, statusOf, type Person } from "../support/people";
import { basic, bearer, INVALID, makeToken, refusalOf, type Token } from "../support/tokens";

const stack = inject("stack");
const studies = `${stack.url}/pacs/studies`;
let person: Person;

beforeAll(async () => {
  person = await makePerson(stack, "contributor");
});

describe("Authorization header", () => {
  test.each([
    [
      "another token's secret",
      (a: Token, b: Token) => `Bearer ${a.secret.slice(0, 17)}${b.secret.slice(17)}`,
      "token-unknown",
    ],
    ["a changed secret", (a: Token) => `Bearer ${a.secret.slice(0, -2)}AA`, "token-unknown"],
    ["a token without its secret", (a: Token) => `Bearer clt_${a.id}_`, "token-malformed"],
    ["two tokens", (a: Token) => `Bearer ${a.secret} ${a.secret}`, "token-malformed"],
    ["another prefix", (a: Token) => `Bearer xlt${a.secret.slice(3)}`, "token-malformed"],
    ["another scheme", (a: Token) => `Digest ${a.secret}`, "token-malformed"],
    ["a token as the name", (a: Token) => basic(a.secret, "")["Authorization"] ?? "", "token-malformed"],
    ["somebody's password", () => basic(person.name, PASSWORD)["Authorization"] ?? "", "token-malformed"],
    ["invalid base64", () => "Basic ***", "token-malformed"],
    ["nothing", () => "Bearer", "token-malformed"],
    ["two kilobytes", () => `Bearer ${"A".repeat(2048)}`, "token-malformed"],
  ])("an Authorization header with %s is refused with a Bearer challenge only", async (_, header, reason) => {
    const [a, b] = [await makeToken(stack, person.name), await makeToken(stack, person.name)];
    expect(await refusalOf(studies, { Authorization: header(a, b) })).toEqual([401, reason, INVALID]);
  });

  test("a refused Authorization header never gets a Basic challenge, not even on a navigation", async () => {
    for (const headers of [basic("x", "y"), {}]) {
      const navigation = { ...headers, Accept: "text/html", "Sec-Fetch-Mode": "navigate" };
      const answer = await fetch(`${stack.url}/pacs/studies`, { headers: navigation, redirect: "manual" });
      expect(answer.headers.get("www-authenticate") ?? "").not.toMatch(/basic/i);
    }
    expect(await refusalOf(studies, {})).toEqual([
      401,
      "no-session",
      'Session realm="collimator", Bearer realm="collimator"',
    ]);
  });

  test("an Authorization header next to a session cookie is refused, whether either is valid or not", async () => {
    const { secret } = await makeToken(stack, person.name);
    const junk = `collimator-local=${"A".repeat(43)}`;
    for (const [Cookie, Authorization] of [
      ...[[person.cookie, `Bearer ${secret}`] as const, [person.cookie, "Basic eDp5"] as const],
      ...[[junk, `Bearer ${secret}`] as const, ["collimator-local=", `Bearer ${secret}`] as const],
    ]) {
      expect.soft(await refusalOf(studies, { Cookie, Authorization })).toEqual([400, "two-credentials", null]);
    }
    expect(await statusOf(studies, { Cookie: "other=1", ...bearer(secret) })).toBe(200);
  });

  test.each(["access_token", "token", "apikey", "authorization"])(
    "a token in the query is not accepted: %s",
    async (key) => {
      const { secret } = await makeToken(stack, person.name);
      const answer = await fetch(`${studies}?${key}=${secret}`);
      expect(answer.status).toBe(400);
    },
  );
});

describe("changes with an API token", () => {
  const store = async (headers: Record<string, string>): Promise<[number, unknown]> => {
    const answer = await fetch(studies, {
      method: "POST",
      headers: { "Content-Type": 'multipart/related; type="application/dicom"; boundary=b', ...headers },
      body: "--b\r\nContent-Type: application/dicom\r\n\r\nno DICOM\r\n--b--\r\n",
    });
    const body = (await answer.json()) as { reason?: string };
    return [answer.status, body.reason];
  };

  test("a change with an API token needs no Origin, and a foreign Origin is refused", async () => {
    const { secret } = await makeToken(stack, person.name, { permissions: ["upload"] });
    const [status] = await store(bearer(secret));
    expect(status).not.toBe(403);
    expect((await store({ ...bearer(secret), Origin: stack.url }))[0]).toBe(status);
    expect(await store({ ...bearer(secret), Origin: "http://evil.example" })).toEqual([403, "foreign-origin"]);
    expect(await store({ ...bearer(secret), Origin: "null" })).toEqual([403, "foreign-origin"]);
    expect(await store({ ...bearer(secret), "Sec-Fetch-Site": "cross-site" })).toEqual([403, "foreign-origin"]);
    expect(await store({})).toEqual([403, "foreign-origin"]);
    expect(await store({ ...bearer(secret), Cookie: person.cookie })).toEqual([403, "foreign-origin"]);
    expect(await store(bearer(`${secret}x`))).toEqual([401, "token-malformed"]);
  });
});
