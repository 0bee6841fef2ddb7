import { createDecipheriv, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const SEAL = "gateway.oidc.seal";

async function seal(purpose: string, text: string): Promise<string> {
  const [sealed] = await callLua(SEAL, "seal", purpose, text);
  return sealed as string;
}

async function unsealAll(purpose: string, texts: readonly string[]): Promise<unknown[]> {
  const results = await callLuaMany(texts.map((text) => ({ module: SEAL, fn: "unseal", args: [purpose, text] })));
  return results.map(([text]) => text);
}

test.each([["a refresh token"], [""], ["\u0000 and ü"], ["x".repeat(20_000)]])(
  "sealed text can be opened again",
  async (text) => {
    const sealed = await seal("test", text);
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(await unsealAll("test", [sealed])).toEqual([text]);
  },
);

test("sealed text is AES-256-GCM under an HKDF key, as Node reads it", async () => {
  const bytes = Buffer.from(await seal("test", "a text"), "base64url");
  const key = Buffer.from(hkdfSync("sha256", "a sealing secret of 32 bytes, ok", "", "collimator test", 32));
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  expect(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString()).toBe("a text");
});

test("sealed text with any bit changed does not open", async () => {
  const bytes = Buffer.from(await seal("test", "a text of some length"), "base64url");
  const changed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return copy.toString("base64url");
  });
  expect(new Set(await unsealAll("test", changed))).toEqual(new Set([null]));
});

test("sealed text with a character changed, removed or added does not open", async () => {
  const sealed = await seal("test", "a text");
  const changed = Array.from({ length: sealed.length }, (_, at) => [
    sealed.slice(0, at) + (sealed.charAt(at) === "A" ? "B" : "A") + sealed.slice(at + 1),
    sealed.slice(0, at) + sealed.slice(at + 1),
    sealed.slice(0, at),
    `${sealed.slice(0, at)}A${sealed.slice(at)}`,
  ]).flat();
  expect(new Set(await unsealAll("test", [...changed, `${sealed}=`, ` ${sealed}`, "", "ü"]))).toEqual(new Set([null]));
});

test("sealed text does not open for another purpose", async () => {
  const sealed = await seal("test", "a text");
  for (const purpose of ["tes", "test ", "Test", ""]) expect(await unsealAll(purpose, [sealed])).toEqual([null]);
});

test("the same text is never sealed to the same result", async () => {
  const calls = Array.from({ length: 500 }, () => ({ module: SEAL, fn: "seal", args: ["test", "a text"] }));
  const sealed = (await callLuaMany(calls)).map(([text]) => String(text));
  expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(500);
});
