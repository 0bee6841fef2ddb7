import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, inject, test } from "vitest";
import { cells, collimator, collimatorJson } from "../support/collimator";
import { within } from "../support/docker";
import { invitee } from "../support/invitations";
import { makePerson, newName, statusesEverywhere, statusOf } from "../support/people";

const stack = inject("stack");

describe("collimator explain", () => {
  test("collimator explain prints the decision for a person and its rule, and the exit code says it too", async () => {
    const { name } = await invitee(stack, "viewer");
    const may = await collimator("explain", name, "GET", "/pacs/studies");
    expect([may.status, may.stdout]).toEqual([
      0,
      "allowed: granted\nmeans:   SearchStudies\nrule:    It needs view; view is given by viewer.\n",
    ]);
    const mayNot = await collimator("explain", name, "POST", "/pacs/studies");
    expect(mayNot.status).toBe(1);
    expect(mayNot.stdout).toContain("It needs upload; the account's roles (viewer) do not give it.");
    expect((await collimator("explain", name, "GET", "/people")).status).toBe(1);
    expect((await collimator("explain", newName(), "GET", "/")).stderr).toContain("There is no account named ");
  });

  test("collimator explain names the step-up that an action needs", async () => {
    const explained = await collimatorJson<{ allowed: boolean; notes: string[] }>(
      ...["explain", stack.adminName, "POST", "/people/invite"],
    );
    expect(explained).toMatchObject({ allowed: true, notes: [expect.stringContaining("/confirm") as string] });
  });

  test("collimator explain decides for a token as the gateway does", async () => {
    const { name } = await invitee(stack, "contributor");
    const { token, secret } = await collimatorJson<{ token: { id: string }; secret: string }>(
      ...["token", "create", name, "--name", "x", "--permissions", "upload", "--addresses", "192.0.2.7"],
    );
    for (const [method, path, reason] of [
      ["GET", "/pacs/studies", "token-limit"],
      ["GET", "/account", "person-only"],
      ["POST", "/pacs/studies", "granted"],
    ] as const) {
      const { stdout, status } = await collimator("explain", `token:${token.id}`, method, path, "--json");
      expect([JSON.parse(stdout), status]).toMatchObject([{ reason }, reason === "granted" ? 0 : 1]);
    }
    const { notes } = await collimatorJson<{ notes: string[] }>(
      "explain",
      `token:${token.id}`,
      "POST",
      "/pacs/studies",
    );
    expect(notes).toEqual(["Only from 192.0.2.7."]);
    const real = await fetch(`${stack.url}/pacs/studies`, { headers: { Authorization: `Bearer ${secret}` } });
    expect([real.status, ((await real.json()) as { reason: string }).reason]).toEqual([403, "token-address"]);
  });

  test("collimator explain names a disabled account and one that is not in use yet", async () => {
    const { name } = await invitee(stack, "viewer");
    await collimator("user", "disable", name);
    expect((await collimator("explain", name, "GET", "/pacs/studies")).stdout).toContain("refused: account-disabled");
    const waiting = newName();
    await collimator("user", "invite", waiting, "--roles", "viewer");
    expect((await collimator("explain", waiting, "GET", "/")).stdout).toContain("refused: account-invited");
  });
});

describe("collimator policy and roles", () => {
  const file = join(stack.settings["POLICY_DIR"] ?? "", "policy.json");
  afterAll(() => {
    rmSync(file, { force: true });
  });
  /** Asks often enough that every worker answers. */
  const answers = async (...words: readonly string[]): Promise<Set<string>> => {
    const all = await Promise.all(Array.from({ length: 8 }, async () => collimator(...words)));
    return new Set(all.map(({ stdout, status }) => `${status} ${stdout}`));
  };

  test("collimator policy and roles print the policy in force in all workers at once, or why it is not", async () => {
    expect((await collimator("policy")).stdout).toContain("there is no policy.json");
    writeFileSync(file, '{ "version": 1, "roles": { "reader": { "permissions": ["view"] } } }\n');
    expect(await collimator("policy")).toMatchObject({ status: 0, stdout: "policy.json is in force\n" });
    const [roles = "", ...others] = await answers("roles");
    expect(others).toEqual([]);
    const rows = roles.split("\n").map(cells);
    expect(rows).toContainEqual(["reader", "policy.json", "view"]);
    expect(rows).toContainEqual(["viewer", "built in", "view"]);
    writeFileSync(file, '{ "version": 2 }\n');
    const refused = await collimator("policy");
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain("policy.json, line 1:");
  });

  test("collimator policy and roles apply to requests once the command has returned", async () => {
    const { name, cookie } = await makePerson(stack, "viewer");
    for (const permission of ["upload", "view", "upload", "view"]) {
      writeFileSync(file, `{ "version": 1, "roles": { "changing": { "permissions": ["${permission}"] } } }\n`);
      expect((await collimator("user", "roles", name, "changing")).status).toBe(0);
      // Verdicts on people are up to a second old.
      const expected = permission === "view" ? 200 : 403;
      await within("the role", 5, async () =>
        (await statusOf(`${stack.url}/pacs/studies`, { Cookie: cookie })) === expected ? true : undefined,
      );
      expect(await statusesEverywhere(`${stack.url}/pacs/studies`, { Cookie: cookie })).toEqual([expected]);
      expect((await answers("explain", name, "GET", "/pacs/studies")).size).toBe(1);
    }
  });
});
