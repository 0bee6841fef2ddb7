import { pbkdf2Sync } from "node:crypto";

import { describe, expect, test } from "vitest";

import { callLua } from "../../support/lua";

const MODULE = "shared.password-hash";

/** A stored password in the module's format, computed by an independent implementation: Node's PBKDF2. */
function encoded(password: string, rounds: number): string {
  const salt = Buffer.from("0123456789abcdef");
  const key = pbkdf2Sync(password, salt, rounds, 32, "sha256");
  return `pbkdf2-sha256$${rounds}$${salt.toString("base64")}$${key.toString("base64")}`;
}

const verify = (password: string, stored: string): Promise<unknown[]> =>
  callLua(MODULE, "verifyPassword", password, stored);

describe("stored passwords", () => {
  test("stored passwords are salted and made with 600,000 rounds of PBKDF2-SHA256", async () => {
    const [first] = await callLua(MODULE, "hashPassword", "größere Übung");
    const [second] = await callLua(MODULE, "hashPassword", "größere Übung");
    expect(first).not.toBe(second);
    const [scheme, rounds, salt = "", key = ""] = String(first).split("$");
    expect([scheme, rounds]).toEqual(["pbkdf2-sha256", "600000"]);
    const expected = pbkdf2Sync("größere Übung", Buffer.from(salt, "base64"), 600_000, 32, "sha256");
    expect(key).toBe(expected.toString("base64"));
  });

  test("stored passwords are verified", async () => {
    const stored = encoded("correct horse", 1000);
    expect(await verify("correct horse", stored)).toEqual([true]);
    expect(await verify("correct horsf", stored)).toEqual([false]);
    expect(await verify("", stored)).toEqual([false]);
  });

  test.each([
    ["an empty text", ""],
    ["another scheme", encoded("x", 1000).replace("sha256", "sha1")],
    ["no number of rounds", encoded("x", 1000).replace("1000", "")],
    ["letters for the number of rounds", encoded("x", 1000).replace("1000", "abc")],
    ["so many rounds that they take an hour", encoded("x", 1000).replace("1000", "9999999999")],
    ["a short salt", "pbkdf2-sha256$1000$AAAA$" + "A".repeat(43) + "="],
    ["a short key", "pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg==$AAAA"],
    ["one part too many", `${encoded("x", 1000)}$`],
  ])("a damaged password hash matches no password: %s", async (_title, stored) => {
    expect(await verify("x", stored)).toEqual([false]);
    expect(await callLua(MODULE, "needsRehash", stored)).toEqual([true]);
  });

  test("a password hash needs a rehash if it was made with fewer rounds", async () => {
    expect(await callLua(MODULE, "needsRehash", encoded("x", 1000))).toEqual([true]);
    const [fresh] = await callLua(MODULE, "hashPassword", "x");
    expect(await callLua(MODULE, "needsRehash", fresh)).toEqual([false]);
  });
});
