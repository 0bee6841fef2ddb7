import { describe, expect, inject, test } from "vitest";
import { accessLine } from "../support/access-log";
import { docker, type Outcome } from "../support/docker";
import { httpGet, NAVIGATION } from "../support/http-get";
import { ask } from "../support/session";

async function collimator(...words: readonly string[]): Promise<Outcome> {
  return docker("exec", `${inject("stack").project}-gateway-1`, "collimator", ...words);
}

async function counts(): Promise<Record<string, number>> {
  const { status, stdout } = await collimator("refusals", "--json");
  expect(status).toBe(0);
  return JSON.parse(stdout) as Record<string, number>;
}

/** What was counted while a task ran. */
async function countedIn(task: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counts();
  await task();
  const after = await counts();
  const added = Object.entries(after).map(([reason, count]) => [reason, count - (before[reason] ?? 0)] as const);
  return Object.fromEntries(added.filter(([, count]) => count !== 0));
}

const json = { method: "POST", headers: { "Content-Type": "application/json" } };
const unknownStudy = "/pacs/studies/1.2.3.4/metadata";

describe("refusals are counted by reason", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["query-duplicate-key", async () => ask("/pacs/studies?limit=1&limit=2")],
    ["no-session", async () => ask("/pacs/studies", { headers: { Cookie: "" } })],
    ["no-session", async () => httpGet(`${inject("stack").url}/viewer`, NAVIGATION)],
    ["foreign-host", async () => httpGet(`${inject("stack").url}/`, { ...NAVIGATION, Host: "evil.example" })],
    [
      "foreign-origin",
      async () => ask("/pacs/studies", { method: "POST", headers: { Origin: "http://evil.example" } }),
    ],
    ["body-keep-source", async () => ask(anonymize, { ...json, body: '{"KeepSource":false}' })],
    ["no-such-object", async () => ask(unknownStudy)],
  ])("a refusal is counted by its reason: %s", async (reason, request) => {
    expect(await countedIn(request)).toEqual({ [reason]: 1 });
  });

  test("a served request is not counted as a refusal", async () => {
    expect(await countedIn(async () => ask("/pacs/studies?limit=1"))).toEqual({});
  });

  test("refusals are counted by all workers together", async () => {
    const many = async () => Promise.all(Array.from({ length: 60 }, async () => ask("/pacs/studies?x=1")));
    expect(await countedIn(many)).toEqual({ "search-unknown-key": 60 });
  });
});

const anonymize = "/pacs-admin/studies/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0/anonymize";

test("the access log line of a refusal has its reason", async () => {
  const answer = await ask("/pacs/studies?limit=1&limit=2");
  const { request } = (await answer.json()) as { request: string };
  expect(await accessLine(request)).toMatchObject({
    status: 400,
    reason: "query-duplicate-key",
    user: "",
    path: "/pacs/studies",
  });
});

test("a program without credentials is pointed to API tokens, and a browser to the login", async () => {
  const asked = async (headers: Record<string, string>): Promise<unknown> =>
    (await fetch(`${inject("stack").url}/pacs/studies`, { headers })).json();
  expect(await asked({})).toMatchObject({
    reason: "no-session",
    detail: expect.stringContaining("API token") as unknown,
  });
  const browser = { reason: "no-session", detail: "A session is needed: log in first.", login: "/login" };
  expect(await asked({ Cookie: "other=1" })).toMatchObject(browser);
  expect(await asked({ "Sec-Fetch-Site": "same-origin" })).toMatchObject(browser);
});

test("a refusal names what is wrong, without any markup from the request", async () => {
  const answer = await ask(`/pacs/studies?${encodeURIComponent("<img src=x onerror=x()>")}=1`);
  const text = await answer.text();
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  expect(JSON.parse(text)).toMatchObject({
    detail: expect.stringMatching(/^This resource knows no search key "\?img src=x onerror=x\(\)\?": /) as unknown,
  });
  expect(text).not.toMatch(/[<>]/);
});

test("collimator refusals prints the counts as a table, the most frequent first", async () => {
  const { status, stdout } = await collimator("refusals");
  expect(status).toBe(0);
  const [head, ...rows] = stdout.trimEnd().split("\n");
  expect(head).toMatch(/^ +count {2}reason$/);
  const numbers = rows.map((row) => Number(/^ *(\d+) {2}[a-z0-9-]+$/.exec(row)?.[1]));
  expect(numbers.length).toBeGreaterThan(3);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
});

test("an unknown option of collimator refusals is invalid use", async () => {
  expect((await collimator("refusals", "--xml")).status).toBe(64);
});
