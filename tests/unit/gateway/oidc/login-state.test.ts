import { describe, expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const STATE = "gateway.oidc.login-state";
const NOW = 1_800_000_000;
const BINDING = "qJ0n6xE2v5s1Yc8m3Zb7Rk4Tw9Ua0LdF2HgPiOeXyVQ";

interface BegunLogin {
  readonly id: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
}

async function begin(to = "/viewer?StudyInstanceUIDs=1.2.3", purpose = "login", user = ""): Promise<BegunLogin> {
  const [login] = await callLua(STATE, "beginLogin", purpose, to, user, NOW);
  return login as BegunLogin;
}

async function seal(login: object, binding = BINDING): Promise<string> {
  const [state] = await callLua(STATE, "sealLogin", login, binding);
  return state as string;
}

const open = (state: string, binding = BINDING, now = NOW): Promise<unknown[]> =>
  callLua(STATE, "openLogin", state, binding, now);

describe("a login that begins", () => {
  test("each login has its own id, nonce and verifier", async () => {
    const calls = Array.from({ length: 200 }, () => ({
      module: STATE,
      fn: "beginLogin",
      args: ["login", "/", "", NOW],
    }));
    const logins = (await callLuaMany(calls)).map(([login]) => login as BegunLogin);
    const texts = logins.flatMap(({ id, nonce, verifier }) => [id, nonce, verifier]);
    expect(new Set(texts).size).toBe(600);
    for (const { id, nonce, verifier } of logins) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(nonce).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    }
  });

  test.each([
    [2000, true],
    [2001, false],
  ])("a login's return target of %i bytes is kept: %s", async (length, isKept) => {
    const to = `/${"a".repeat(length - 1)}`;
    expect((await begin(to)).to).toBe(isKept ? to : "/");
  });
});

describe("the state of a login", () => {
  test.each([
    ["login", "", "/"],
    ["login", "", "/viewer?StudyInstanceUIDs=1.2.3&x=%0A%22"],
    ["confirm", "anna.mueller", `/${"/".repeat(1999)}`],
    ["confirm", "anna.mueller", "/a\nb\u0000\nc"],
  ])("the state for %s of %j restores the login", async (purpose, user, to) => {
    const login = await begin(to, purpose, user);
    const state = await seal(login);
    expect(state.length).toBeLessThan(3100);
    expect(await open(state)).toEqual([{ ...login, purpose, user, to, begunAt: NOW }]);
  });

  test("the state reveals nothing of the login", async () => {
    const login = await begin();
    const state = Buffer.from(await seal(login), "base64url").toString("latin1");
    for (const secret of [login.nonce, login.verifier, login.id, "viewer"]) expect(state).not.toContain(secret);
  });

  test("the state is unknown in another browser and in one without its cookie", async () => {
    const state = await seal(await begin());
    for (const binding of ["another", BINDING.toLowerCase(), `${BINDING} `, ""]) {
      expect(await open(state, binding)).toEqual([null, "state-unknown"]);
    }
    expect(await open(await seal(await begin(), ""), "")).toEqual([null, "state-unknown"]);
  });

  test.each([
    [600, "opens"],
    [601, "state-expired"],
    [86_400, "state-expired"],
    [-60, "opens"],
    [-61, "state-expired"],
  ])("the state %i seconds later: %s", async (seconds, verdict) => {
    const [login, failure] = await open(await seal(await begin()), BINDING, NOW + seconds);
    expect(login === null ? failure : "opens").toBe(verdict);
  });

  test("the state is unknown if it is cut anywhere", async () => {
    const state = await seal(await begin());
    const calls = Array.from({ length: state.length }, (_, length) => ({
      module: STATE,
      fn: "openLogin",
      args: [state.slice(0, length), BINDING, NOW],
    }));
    for (const result of await callLuaMany(calls)) expect(result).toEqual([null, "state-unknown"]);
  });

  test("a state over 4 kB is refused before it is opened", async () => {
    // Sealed by the gateway itself, so only its length is wrong.
    const login = { ...(await begin()), to: "/".repeat(4000) };
    const state = await seal({ ...login, purpose: "login", user: "", begunAt: NOW });
    expect(state.length).toBeGreaterThan(4096);
    expect(await open(state)).toEqual([null, "state-unknown"]);
    const megabytes = Array.from({ length: 3 }, () => ({
      module: STATE,
      fn: "openLogin",
      args: ["A".repeat(4_000_000), BINDING, NOW],
    }));
    for (const result of await callLuaMany(megabytes)) expect(result).toEqual([null, "state-unknown"]);
  });

  test("text sealed for something else is not a state", async () => {
    const { createHash } = await import("node:crypto");
    const purpose = `login-state ${createHash("sha256").update(BINDING).digest("base64url")}`;
    for (const text of ["", "login", "login\n\n\n\nx\n\n/", "other\na\nb\nc\n1800000000\n\n/"]) {
      const [sealed] = await callLua("gateway.oidc.seal", "seal", purpose, text);
      expect(await open(sealed as string)).toEqual([null, "state-unknown"]);
    }
  });
});
