import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";
import { luaConstant } from "../../../support/lua-calls";
import { ALL, may, NEEDS, type Need, ROLES } from "../../../support/policy/model";
import { archiveRows, isOf, pageRows, type Row, transactionKinds } from "./matrix-rows";

const now = Math.floor(Date.now() / 1000);

interface Principal {
  readonly kind: "session" | "token";
  readonly roles: string;
  readonly limit?: string;
  readonly mustChangePassword?: boolean;
  readonly confirmedAt?: number;
}

interface Explanation {
  readonly allowed: boolean;
  readonly reason: string;
  readonly rule: string;
}

/** What the gateway decides of each request. */
async function decide(principal: Principal): Promise<Explanation[]> {
  const whole = { user: "someone", key: "k", mustChangePassword: false, confirmedAt: now, ...principal };
  const calls = NEEDS.map(({ method, target }) => ({
    module: "gateway.routes.explain",
    fn: "explain",
    args: [whole, method, target],
  }));
  return (await callLuaMany(calls)).map(([explanation]) => explanation as Explanation);
}

/** Orthanc Explorer's page and files, which are no resources of Orthanc's, and the script that the gateway adds. */
const isOfExplorer = ({ target }: Need): boolean =>
  /^\/pacs-admin\/(app\/explorer\.(html|js))?$/.test(target) || target === "/pacs-admin/plugins/explorer.js";

/** Store, which the gateway does itself; `transactionKinds` has it. */
const isStore = ({ method, target }: Need): boolean => method === "POST" && target.startsWith("/pacs/studies");

const reasons = (explanations: readonly Explanation[]): string[] => explanations.map(({ reason }) => reason);
const expected = (reasonOf: (need: Need) => string): string[] => NEEDS.map(reasonOf);

describe("the model and the gateway's tables", () => {
  const matching = (rows: readonly Row[], need: Need): string[] =>
    rows.filter((row) => isOf(row, need)).map(({ method, template }) => `${method} ${template}`);

  test("the model has every request to the archive, and no other, once", async () => {
    const rows = await archiveRows();
    expect(rows.length).toBeGreaterThan(80);
    const missing = rows.filter((row) => !NEEDS.some((need) => isOf(row, need)));
    expect(missing).toEqual([]);
    const unknown = NEEDS.filter(({ target }) => /^\/pacs(-admin)?\//.test(target)).filter(
      (need) => matching(rows, need).length === 0 && !isOfExplorer(need) && !isStore(need),
    );
    expect(unknown).toEqual([]);
  });

  test("the model has every page of the gateway, with each of its methods, once", () => {
    const rows = pageRows();
    expect(rows.length).toBeGreaterThanOrEqual(19);
    expect(rows.filter((row) => NEEDS.filter((need) => isOf(row, need)).length !== 1)).toEqual([]);
    const own = NEEDS.filter(({ personOnly }) => personOnly);
    expect(own.filter((need) => matching(rows, need).length !== 1)).toEqual([]);
  });

  test("the model has each kind of DICOMweb transaction, each role and each permission once", async () => {
    const calls = NEEDS.map(({ method, target }) => ({
      module: "gateway.routes.explain",
      fn: "explain",
      args: [
        { kind: "session", user: "a", key: "k", roles: "", mustChangePassword: false, confirmedAt: now },
        method,
        target,
      ],
    }));
    const means = new Set((await callLuaMany(calls)).map(([said]) => (said as { means: string }).means));
    expect(transactionKinds().filter((kind) => !means.has(kind))).toEqual([]);
    const [roles] = await callLua("cjson", "encode", luaConstant("shared.policy.roles", "BUILT_IN_ROLES"));
    const given = Object.entries(JSON.parse(roles as string) as Record<string, { permissions: string[] }>);
    expect(Object.fromEntries(given.map(([name, { permissions }]) => [name, permissions]))).toEqual(ROLES);
    const [permissions] = await callLua("cjson", "encode", luaConstant("shared.policy.permissions", "PERMISSIONS"));
    expect(JSON.parse(permissions as string)).toEqual(ALL);
  });
});

describe("built-in roles on every request", () => {
  test.each(Object.entries(ROLES))(
    "the decisions match the model: %s, logged in a moment ago",
    async (roles, permissions) => {
      const decided = await decide({ kind: "session", roles });
      expect(reasons(decided)).toEqual(expected((need) => (may(permissions, need) ? "granted" : "role")));
      expect(decided.map(({ allowed }) => allowed)).toEqual(NEEDS.map((need) => may(permissions, need)));
    },
  );

  test.each(Object.entries(ROLES))(
    "the decisions match the model: %s, logged in an hour ago",
    async (roles, permissions) => {
      const decided = await decide({ kind: "session", roles, confirmedAt: now - 3600 });
      const reasonOf = (need: Need): string => (!may(permissions, need) ? "role" : need.stepUp ? "step-up" : "granted");
      expect(reasons(decided)).toEqual(expected(reasonOf));
    },
  );

  test.each(Object.entries(ROLES))(
    "the decisions match the model: %s, with a first password that is due",
    async (roles) => {
      const decided = await decide({ kind: "session", roles, mustChangePassword: true });
      expect(reasons(decided)).toEqual(expected((need) => (need.whileDue ? "granted" : "password-change-due")));
    },
  );

  test.each(Object.entries(ROLES))(
    "the decisions match the model: %s's token, each limited to one permission",
    async (roles, permissions) => {
      for (const limit of ALL) {
        const decided = await decide({ kind: "token", roles, limit, confirmedAt: 0 });
        const reasonOf = (need: Need): string => {
          if (need.personOnly) return "person-only";
          if (!may(permissions, need)) return "role";
          return may(permissions.includes(limit) ? [limit] : [], need) ? "granted" : "token-limit";
        };
        expect(reasons(decided), limit).toEqual(expected(reasonOf));
      }
    },
  );
});

test("several roles give what each of them gives", async () => {
  const decided = await decide({ kind: "session", roles: "uploader,auditor,researcher" });
  const together = ["upload", "audit-logs", "view", "download"];
  expect(reasons(decided)).toEqual(expected((need) => (may(together, need) ? "granted" : "role")));
});

test.each(["", "nobody", "Admin", "admin ", "adm", "*", "all", "viewer admin", "constructor", "__index"])(
  "the roles %j give nothing",
  async (roles) => {
    const decided = await decide({ kind: "session", roles });
    expect(reasons(decided)).toEqual(expected((need) => (need.anyOf.length === 0 ? "granted" : "role")));
  },
);

test("an explanation names the rule", async () => {
  const explain = async (principal: object, method: string, target: string): Promise<unknown> => {
    const whole = { kind: "session", user: "a", key: "k", mustChangePassword: false, confirmedAt: now, ...principal };
    const [answer] = await callLuaMany([
      { module: "gateway.routes.explain", fn: "explain", args: [whole, method, target] },
    ]);
    return answer?.[0];
  };
  expect(await explain({ roles: "viewer,contributor" }, "GET", "/pacs/studies/1.2")).toEqual({
    allowed: true,
    means: "RetrieveStudy",
    needs: "download",
    reason: "granted",
    rule: "It needs download; download is given by contributor.",
  });
  expect(await explain({ roles: "" }, "POST", "/pacs/studies/1.2")).toMatchObject({
    needs: "append or upload",
    rule: "It needs append or upload; the account's roles (none) do not give it.",
  });
  expect(
    await explain(
      { kind: "token", roles: "admin", limit: "view" },
      "DELETE",
      `/pacs-admin/studies/b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0`,
    ),
  ).toMatchObject({
    means: "DELETE /studies/{id}",
    reason: "token-limit",
    rule: "It needs delete; the token is limited to view.",
  });
  expect(await explain({ roles: "admin" }, "GET", "/pacs/studies/..%5cx")).toMatchObject({ allowed: false, means: "" });
});
