import { describe, expect, test } from "vitest";
import { decoded } from "../../../support/jwt/verify";
import { oidcSettings } from "../../../support/oidc/settings";
import { callLua } from "../../../support/lua";

const OIDC = "gateway.oidc";

async function valuesAt(claims: string, path: readonly string[]): Promise<unknown[]> {
  const [values] = await callLua(`${OIDC}.claim-path`, "valuesAt", decoded(claims), path);
  // An empty table has no kind.
  return Array.isArray(values) ? (values as unknown[]) : Object.values(values as Record<string, unknown>);
}

describe("claim paths", () => {
  const claims = {
    groups: ["radiology", "staff"],
    role: "admin",
    number: 5,
    flag: true,
    nothing: null,
    mixed: ["a", 1, true, null, ["b"], { c: "d" }, "e", ""],
    numbers: [1, 2, 3],
    1: "one",
    realm_access: { roles: ["viewer", "offline_access"] },
    resource_access: {
      pacs: { roles: ["reader"] },
      account: { roles: ["manage-account"] },
      broken: { roles: 5 },
      text: "roles",
      list: ["x"],
    },
    "https://x.example/roles": ["from-a-url"],
    "a.b": { "c.d": ["dotted"] },
    "*": ["starred"],
    items: [{ name: "n1" }, { name: ["n2", "n3"] }, "no", null],
  };
  test.each<[string[], string[]]>([
    [["groups"], ["radiology", "staff"]],
    [["role"], ["admin"]],
    [["number"], []],
    [["flag"], []],
    [["nothing"], []],
    [["nothing", "x"], []],
    [["missing"], []],
    [["missing", "x", "y"], []],
    [["mixed"], ["a", "e", ""]],
    [["numbers"], []],
    [["1"], ["one"]],
    [["groups", "1"], []],
    [["groups", "length"], []],
    [["role", "len"], []],
    [["realm_access"], []],
    [
      ["realm_access", "roles"],
      ["viewer", "offline_access"],
    ],
    [
      ["resource_access", "*", "roles"],
      ["manage-account", "reader"],
    ],
    [["resource_access", "pacs", "roles"], ["reader"]],
    [
      ["resource_access", "*"],
      ["x", "roles"],
    ],
    [
      ["*", "roles"],
      ["viewer", "offline_access"],
    ],
    [["*", "*", "roles"], ["viewer", "offline_access", "manage-account", "reader"].slice(2)],
    [["https://x.example/roles"], ["from-a-url"]],
    [["a.b", "c.d"], ["dotted"]],
    [["a", "b"], []],
    [
      ["items", "*", "name"],
      ["n1", "n2", "n3"],
    ],
    [
      ["groups", "*"],
      ["radiology", "staff"],
    ],
    [[], []],
  ])("the claim path %j yields %j", async (path, values) => {
    expect(await valuesAt(JSON.stringify(claims), path)).toEqual(values);
  });

  test("values are found at any depth that claims may have", async () => {
    const path = Array.from({ length: 14 }, (_, level) => `l${level}`);
    const nested = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), ["deep"]);
    expect(await valuesAt(JSON.stringify(nested), path)).toEqual(["deep"]);
    expect(
      await valuesAt(
        JSON.stringify(nested),
        path.map(() => "*"),
      ),
    ).toEqual(["deep"]);
    expect(await valuesAt(JSON.stringify(nested), [...path, "more"])).toEqual([]);
  });

  test("a claim yields its first thousand values at most", async () => {
    const list = Array.from({ length: 30_000 }, (_, index) => `group-${index}`);
    expect(await valuesAt(JSON.stringify({ groups: list }), ["groups"])).toEqual(list.slice(0, 1000));
    const object = { a: list.slice(0, 900), b: list.slice(900) };
    expect(await valuesAt(JSON.stringify({ groups: object }), ["groups", "*"])).toEqual(list.slice(0, 1000));
    expect(await valuesAt(JSON.stringify({ groups: list }), ["groups", "*"])).toEqual(list.slice(0, 1000));
  });
});

describe("roles from claims", () => {
  const rules = (text: string): object[] =>
    text === ""
      ? []
      : text.split(",").map((rule) => {
          const at = rule.lastIndexOf("=");
          return { value: rule.slice(0, at), role: rule.slice(at + 1) };
        });
  const rolesOf = async (list: string, claims: readonly object[], fn = "rolesOf"): Promise<unknown> => {
    const settings = oidcSettings({ roles: rules(list), rolesClaims: [["groups"], ["realm_access", "roles"]] });
    const [roles] = await callLua("gateway.sign-in.person", fn, settings, claims);
    return roles;
  };

  test.each<[string, object[], string]>([
    ["radiology=viewer", [{ groups: ["radiology"] }], "viewer"],
    ["radiology=viewer", [{ groups: "radiology" }], "viewer"],
    ["radiology=viewer", [{ groups: ["Radiology", "radiology ", "radio", "radiologyx", "/radiology"] }], ""],
    ["radiology=viewer", [{ groups: "radiology,other" }], ""],
    ["radiology=viewer", [{ groups: [["radiology"], { radiology: true }] }], ""],
    ["radiology=viewer", [{ group: ["radiology"], roles: ["viewer"] }], ""],
    ["radiology=viewer", [], ""],
    ["", [{ groups: ["radiology", "admin"] }], ""],
    ["5=viewer", [{ groups: [5] }], ""],
    ["r*=viewer,.*=viewer,%w+=viewer", [{ groups: ["radiology"] }], ""],
    ["*=viewer", [{}], "viewer"],
    ["*=viewer", [], "viewer"],
    ["*=viewer,admins=admin", [{ groups: ["staff"] }], "viewer"],
    ["admins=admin,*=viewer", [{ groups: ["admins"] }], "admin,viewer"],
    ["b=uploader,a=viewer,c=admin", [{ groups: ["c", "b", "a"] }], "admin,uploader,viewer"],
    ["a=viewer,b=viewer,*=viewer", [{ groups: ["a", "b", "a"] }], "viewer"],
    ["a=viewer,a=uploader", [{ groups: ["a"] }], "uploader,viewer"],
    ["a=viewer,b=admin", [{ groups: ["a"] }, { realm_access: { roles: ["b"] } }], "admin,viewer"],
    ["a=viewer,b=admin", [{ groups: ["a"] }, { groups: ["b"] }], "admin,viewer"],
    ["8f5c-11=viewer,Ärzte=contributor", [{ groups: ["8f5c-11", "Ärzte"] }], "contributor,viewer"],
  ])("roles by %s of %j: %j", async (list, claims, roles) => {
    expect(await rolesOf(list, claims)).toBe(roles);
  });

  test.each<[string, object[], string]>([
    ["*=viewer", [{}], ""],
    ["*=viewer", [{ groups: ["*"] }], ""],
    ["*=viewer,modality=uploader", [{ groups: ["modality", "*"] }], "uploader"],
  ])("a machine's roles, which get no rule for everybody, by %s of %j: %j", async (list, claims, roles) => {
    expect(await rolesOf(list, claims, "rolesOfClient")).toBe(roles);
  });
});
