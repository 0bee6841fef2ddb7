import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const NAMES = "gateway.oidc.person-names";
const PATH = ["preferred_username"];

async function userNames(claims: readonly (readonly object[])[], path = PATH): Promise<unknown[]> {
  const results = await callLuaMany(claims.map((list) => ({ module: NAMES, fn: "userNameOf", args: [path, list] })));
  return results.map(([name]) => name);
}

describe("user names from claims", () => {
  test.each<[object, string]>([
    [{ preferred_username: "anna.mueller" }, "anna.mueller"],
    [{ preferred_username: "Anna.Müller@Klinik.example" }, "anna.mueller@klinik.example"],
    [{ preferred_username: "KLINIK\\amueller" }, "klinik-amueller"],
    [{ preferred_username: "Łukasz Żółć" }, "lukasz-zolc"],
    [{ preferred_username: "Søren Ångström" }, "soren-angstroem"],
    [{ preferred_username: "Jürgen_Weiß" }, "juergen_weiss"],
    [{ preferred_username: "Müller-Ångström".normalize("NFD") }, "muller-angstrom"],
    [{ preferred_username: "../../etc/passwd" }, "etc-passwd"],
    [{ preferred_username: "<script>" }, "script"],
    [{ preferred_username: "a\nb\u0000c\u001bd\u0085e" }, "a-b-c-d-e"],
    [{ preferred_username: "-_.@x@._-" }, "x"],
    [{ preferred_username: "client:pacs" }, "client-pacs"],
    [{ preferred_username: "", email: "anna@klinik.example" }, "anna"],
    [{ preferred_username: "山田", email: "yamada@klinik.example", sub: "x" }, "yamada"],
    [{ preferred_username: "...", sub: "auth0|5f7c8ec7" }, "auth0-5f7c8ec7"],
    [{ preferred_username: 5, email: ["list@x.example", "b@x.example"] }, "list"],
    [{ preferred_username: { a: "b" }, sub: "248289761001" }, "248289761001"],
    [{ email: "anna.mueller@klinik.example", sub: "x" }, "anna.mueller"],
    [{ email: "a@b@c.example" }, "a@b"],
    [{ email: '"odd name"@c.example' }, "odd-name"],
    [{ email: "no-at-sign" }, "no-at-sign"],
    [{ email: "@klinik.example", sub: "5" }, "5"],
    [{ sub: "8eaef023-2b34-4da1-9baa-8bc8c9d6a490" }, "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"],
    [{ sub: "山田" }, "person"],
    [{ sub: "" }, "person"],
    [{}, "person"],
  ])("the user name for %j is %s", async (claims, name) => {
    expect(await userNames([[claims]])).toEqual([name]);
  });

  test("two people whose names differ by case only get the same user name, and so a number", async () => {
    const spellings = ["Anna.Müller", "anna.müller", "ANNA.MÜLLER", "anna.mueller"];
    const names = await userNames(spellings.map((preferred_username) => [{ preferred_username }]));
    expect(new Set(names)).toEqual(new Set(["anna.mueller"]));
  });

  test("a user name of 300 bytes is cut, with room for a number", async () => {
    const long = ["x".repeat(300), "ü".repeat(150), "山".repeat(100), `${"x".repeat(59)}.....y`, "é".repeat(60)];
    const names = await userNames(long.map((sub) => [{ sub }]));
    expect(names).toEqual(["x".repeat(60), "ue".repeat(30), "person", "x".repeat(59), "e".repeat(60)]);
  });

  test("a user name comes from the claim in the settings, wherever it is", async () => {
    expect(await userNames([[{ sub: "s" }, { preferred_username: "from-userinfo" }]])).toEqual(["from-userinfo"]);
    expect(await userNames([[{ preferred_username: "first" }, { preferred_username: "second" }]])).toEqual(["first"]);
    expect(await userNames([[{ email: "Anna@klinik.example", preferred_username: "p" }]], ["email"])).toEqual([
      "anna@klinik.example",
    ]);
    expect(await userNames([[{ ext: { login: "deep" }, sub: "s" }]], ["ext", "login"])).toEqual(["deep"]);
    expect(await userNames([[{ upn: "amueller@klinik.example", sub: "s" }]], ["upn"])).toEqual([
      "amueller@klinik.example",
    ]);
  });

  test("a user name from any claims is one that accounts may have", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.string({ unit: "grapheme" }),
      fc.emailAddress(),
    );
    const samples = fc.sample(fc.record({ preferred_username: text, email: text, sub: text }), {
      numRuns: 3000,
      seed: 5,
    });
    const names = await userNames(samples.map((claims) => [claims]));
    const calls = names.map((name) => ({
      module: "gateway.accounts.user-record",
      fn: "isUserName",
      args: [`${String(name)}-999`],
    }));
    const wrong = (await callLuaMany(calls)).flatMap(([fits], index) => (fits === true ? [] : [names[index]]));
    expect(wrong).toEqual([]);
    expect(names.filter((name) => /[A-Z]/.test(String(name)))).toEqual([]);
  });
});

describe("display names from claims", () => {
  test.each<[object[], string]>([
    [[{ name: "Anna Müller" }], "Anna Müller"],
    [[{ name: "山田 太郎" }], "山田 太郎"],
    [[{ name: "  Dr.  Anna\tMüller\r\n" }], "Dr. Anna Müller"],
    [[{ name: "a\u0000b\u001b[31mc\u007fd\u0085e" }], "a b [31mc d e"],
    [[{ name: "" }], ""],
    [[{ name: "   " }], ""],
    [[{ name: "\n" }, { name: "From userinfo" }], "From userinfo"],
    [[{ name: 5 }], ""],
    [[{ sub: "x" }], ""],
    [[], ""],
    [[{ name: "山".repeat(100) }], "山".repeat(100)],
    [[{ name: "山".repeat(300) }], "山".repeat(100)],
    [[{ name: `${"x".repeat(99)}😀😀` }], `${"x".repeat(99)}😀`],
    [[{ name: "<b>Anna</b>" }], "<b>Anna</b>"],
  ])("the display name for %j is %j", async (claims, shown) => {
    expect(await callLua(NAMES, "displayNameOf", claims)).toEqual([shown]);
  });

  test("a display name from any claim is one that accounts may have", async () => {
    const names = fc.sample(fc.string({ unit: "binary", maxLength: 300 }), { numRuns: 2000, seed: 7 });
    const shown = await callLuaMany(names.map((name) => ({ module: NAMES, fn: "displayNameOf", args: [[{ name }]] })));
    const calls = shown.map(([name]) => ({ module: "gateway.accounts.checks", fn: "isPlainText", args: [name, 100] }));
    expect((await callLuaMany(calls)).filter(([isPlain]) => isPlain !== true)).toEqual([]);
  });
});
