import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callLuaAt } from "../../../support/lua-calls";
import { type LuaRuntime, startLuaWith } from "../../../support/lua-runtime";
import { oidcSettings } from "../../../support/oidc/settings";
import { settingsJson } from "../../../support/outbound";

const OIDC = "gateway.sign-in";
const LATELY = 1000;

let folder: string;
let runtime: LuaRuntime;

async function call(module: string, fn: string, ...args: unknown[]): Promise<unknown[]> {
  const [results] = await callLuaAt(runtime.url, [{ module, fn, args }], "utf8");
  return results ?? [];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "collimator-oidc-"));
  const roles = [{ value: "radiology", role: "viewer" }];
  const oidc = oidcSettings({ roles, confirmAcr: ["mfa", "phr"] });
  const settings = { ...(JSON.parse(settingsJson("", [])) as object), oidc };
  const file = join(folder, "settings.json");
  writeFileSync(file, JSON.stringify(settings), { mode: 0o644 });
  runtime = await startLuaWith(process.cwd(), {
    mounts: [{ source: file, target: "/secrets/settings.json", mode: "ro" }],
  });
});

afterAll(async () => {
  await runtime.stop();
  rmSync(folder, { recursive: true });
});

describe("OIDC_CONFIRM_ACR", () => {
  test.each([
    ["a login with the acr asked for counts as step-up", "mfa", LATELY],
    ["a login with another listed acr counts as step-up", "phr", LATELY],
    ["a login with a password alone does not count as step-up", "pwd", 0],
    ["a login without an acr does not count as step-up", undefined, 0],
  ])("%s", async (_, acr, at) => {
    expect(await call(`${OIDC}.given-session`, "authenticatedAt", { acr, auth_time: LATELY })).toEqual([at]);
  });
});

describe("roles from the provider", () => {
  const account = (given: string): unknown[] => [
    "auditor",
    "",
    "0",
    "e",
    "0",
    "",
    "",
    "1",
    "1",
    "https://op.example",
    "s",
    given,
  ];

  test.each([
    ["viewer", "auditor,viewer"],
    ["admin", "auditor"],
    ["admin,viewer", "auditor,viewer"],
    ["", "auditor"],
  ])("roles %j from the provider become %j under the current rules", async (given, all) => {
    const [user] = await call("gateway.accounts.user-record", "userOf", "anna", account(given));
    expect((user as { roles: string }).roles).toBe(all);
  });
});

describe("accounts rewritten as a whole", () => {
  test("an account that is rewritten as a whole no longer belongs to the provider", async () => {
    const change = { ownRoles: "admin", password: "p" };
    const [commands] = await call("gateway.accounts.user-record", "writeUser", "anna", change);
    const fields = (commands as unknown[][])[0] ?? [];
    for (const name of ["issuer", "subject", "provider-roles"]) expect(fields[fields.indexOf(name) + 1]).toBe("");
    for (const name of ["issuer", "subject", "provider-roles"]) expect(fields).toContain(name);
  });
});
