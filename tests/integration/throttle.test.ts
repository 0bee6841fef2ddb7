import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { control } from "../support/control";
import { postForm } from "../support/forms";
import { callLuaAt, type LuaCall } from "../support/lua-calls";
import { startLuaIn, type LuaRuntime } from "../support/lua-runtime";
import { logInAgain, makePerson, newName, PASSWORD } from "../support/people";
import { askValkey } from "../support/valkey";

const stack = inject("stack");
const ADMIT = "gateway.throttle.admit";
const START = 2_000_000_000;
let runtime: LuaRuntime;

beforeAll(async () => {
  runtime = await startLuaIn(stack, process.cwd());
});
/** Names share counters: a new name may have one that guesses of another test have used. */
async function forgetGuesses(): Promise<void> {
  const used = await askValkey(stack, "--scan", "--pattern", "tries:*");
  if (used !== "") await askValkey(stack, "DEL", ...used.split("\n"));
}
beforeEach(forgetGuesses);
afterAll(async () => {
  await forgetGuesses();
  await runtime.stop();
});

interface Try {
  readonly user: string;
  readonly place?: string;
  readonly browser?: string;
  readonly now: number;
}

/** Tries in their order, at times of their own; true for each whose password is checked (and is wrong). */
async function tries(list: readonly Try[]): Promise<boolean[]> {
  const calls: LuaCall[] = list.map(({ user, place, browser, now }) => ({
    module: ADMIT,
    fn: "admit",
    args: [user, { place, browser }, now],
  }));
  const checked: boolean[] = [];
  for (let at = 0; at < calls.length; at += 500) {
    const results = await callLuaAt(runtime.url, calls.slice(at, at + 500), "utf8");
    checked.push(...results.map(([pass]) => typeof pass === "object" && pass !== null));
  }
  return checked;
}

const count = (checked: readonly boolean[]): number => checked.filter((one) => one).length;

async function call(module: string, fn: string, ...args: readonly unknown[]): Promise<unknown[]> {
  const [results = []] = await callLuaAt(runtime.url, [{ module, fn, args }], "utf8");
  return results;
}

const address = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

describe("10,000 guesses at one account from 10,000 addresses in an hour", () => {
  const guesses = (user: string): Try[] =>
    Array.from({ length: 10_000 }, (_, n) => ({ user, place: address(n), now: START + Math.floor(n * 0.36) }));

  test("10,000 guesses at one account check fewer than 20 passwords, and the owner gets in from a known address or browser", async () => {
    const user = newName();
    await call("gateway.throttle.known", "noteLogin", user, "198.51.100.7", "", START - 86_400);
    const [browser] = await call("gateway.throttle.known", "noteLogin", user, "198.51.100.8", "", START - 86_400);
    const [key] = await call("gateway.opaque-token", "tokenKey", browser);
    const checked = await tries(guesses(user));
    expect(count(checked)).toBeGreaterThanOrEqual(5);
    expect(count(checked)).toBeLessThan(20);
    const now = START + 3600;
    const others = await tries([
      { user, place: "198.51.100.7", now },
      { user, place: "203.0.113.9", browser: String(key), now },
      { user, browser: String(key), now },
      { user, place: "203.0.113.9", now },
    ]);
    expect(others).toEqual([true, true, true, false]);
  });

  test("10,000 guesses at an account that does not exist get the same answers", async () => {
    const user = newName();
    const known = newName();
    await control(stack, "/users/invite", { name: known, roles: [] });
    const [one, other] = [await tries(guesses(user).slice(0, 500)), await tries(guesses(known).slice(0, 500))];
    expect(one).toEqual(other);
  });

  test("guesses at one account continue at one an hour at most", async () => {
    const user = newName();
    const day = Array.from({ length: 2000 }, (_, n) => ({ user, place: address(n), now: START + n * 86 }));
    expect(count(await tries(day))).toBeLessThan(20 + 48);
  });
});

describe("known addresses and browsers", () => {
  test("a known address or browser has its own counter, which slows down like the others", async () => {
    const user = newName();
    await call("gateway.throttle.known", "noteLogin", user, "198.51.100.7", "", START);
    const flood = Array.from({ length: 1000 }, (_, n) => ({ user, place: "198.51.100.7", now: START + n }));
    const checked = count(await tries(flood));
    expect(checked).toBeGreaterThanOrEqual(5);
    expect(checked).toBeLessThan(20);
    expect(await tries([{ user, place: "203.0.113.1", now: START + 1000 }])).toEqual([true]);
  });

  test("a known address or browser is remembered for 90 days, for one account, among its latest 20", async () => {
    const [user, other] = [newName(), newName()];
    const spend = (name: string): Try[] =>
      Array.from({ length: 5 }, () => ({ user: name, place: "203.0.113.1", now: START }));
    await call("gateway.throttle.known", "noteLogin", user, "198.51.100.7", "", START - 89 * 86_400);
    await call("gateway.throttle.known", "noteLogin", user, "198.51.100.8", "", START - 91 * 86_400);
    await tries([...spend(user), ...spend(other)]);
    const ask = (name: string, place: string): Try => ({ user: name, place, now: START });
    expect(await tries([ask(user, "198.51.100.7"), ask(user, "198.51.100.8"), ask(other, "198.51.100.7")])).toEqual([
      ...[true, false, false],
    ]);
    for (let n = 1; n <= 20; n += 1) {
      await call("gateway.throttle.known", "noteLogin", user, `192.0.2.${n}`, "", START);
    }
    expect(await tries([ask(user, "198.51.100.7"), ask(user, "192.0.2.20")])).toEqual([false, true]);
  });

  test("a browser counts as known only by a cookie that the gateway issued", async () => {
    const [given] = await call("gateway.throttle.known", "noteLogin", newName(), "198.51.100.7", "A".repeat(43), START);
    expect(given).not.toBe("A".repeat(43));
    const [again] = await call("gateway.throttle.known", "noteLogin", newName(), "198.51.100.7", given, START);
    expect(again).toBe(given);
  });
});

describe("one address that tries one password at many accounts", () => {
  test("an address that tries many accounts is slowed down after a hundred, but others and known browsers there are not", async () => {
    const spray = Array.from({ length: 1000 }, (_, n) => ({ user: newName(), place: "203.0.113.77", now: START + n }));
    const checked = count(await tries(spray));
    expect(checked).toBeGreaterThanOrEqual(100);
    expect(checked).toBeLessThan(120);
    const user = newName();
    const [browser] = await call("gateway.throttle.known", "noteLogin", user, "198.51.100.7", "", START);
    const [key] = await call("gateway.opaque-token", "tokenKey", browser);
    const now = START + 1000;
    const others: Try[] = [
      { user, place: "203.0.113.77", now },
      { user, place: "203.0.113.77", browser: String(key), now },
      { user, place: "203.0.113.78", now },
    ];
    expect(await tries(others)).toEqual([false, true, true]);
  });

  test("an address that stands for everybody is not counted", async () => {
    const many = Array.from({ length: 300 }, () => ({ user: newName(), now: START }));
    expect(count(await tries(many))).toBe(300);
  });
});

describe("the login page under guesses", () => {
  const guess = async (
    user: string,
    headers: Record<string, string> = {},
  ): Promise<[number, string | null, string]> => {
    const answer = await postForm(stack, "/login", { user, password: "not this one" }, headers);
    return [answer.status, answer.headers.get("retry-after"), answer.text];
  };

  test("concurrent guesses on the login page each count as an attempt of their own", async () => {
    const { name } = await makePerson(stack, "viewer");
    // More than twice as many as are free: each is counted one after the other, and waits for the state each time.
    const guesses = await Promise.all(Array.from({ length: 12 }, async () => guess(name)));
    const checked = guesses.filter(([status]) => status === 401);
    expect(checked.length).toBeGreaterThanOrEqual(5);
    // One more where the flood takes longer than the first wait.
    expect(checked.length).toBeLessThanOrEqual(6);
    expect(guesses.filter(([status]) => status === 429).length).toBe(guesses.length - checked.length);
  });

  test("the login page says when to try again, and lets the owner's own browser in meanwhile", async () => {
    const person = await makePerson(stack, "viewer");
    const login = await logInAgain(stack, person);
    const browser = login.headers.getSetCookie().find((cookie) => cookie.startsWith("collimator-local-browser="));
    expect(browser).toMatch(/^[^=]+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/);
    // Twelve guesses in the last four hours: the next one is due in 640 s.
    const now = Math.floor(Date.now() / 1000);
    const guesses = Array.from({ length: 12 }, (_, n) => ({ user: person.name, now: now - (11 - n) * 1300 }));
    expect(count(await tries(guesses))).toBe(12);
    const [status, retryAfter, text] = await guess(person.name);
    expect(status).toBe(429);
    expect(Number(retryAfter)).toBeGreaterThan(540);
    expect(Number(retryAfter)).toBeLessThanOrEqual(640);
    expect(text).toMatch(/Too many wrong passwords. This one was not checked; try again in (10|11) min./);
    const form = { user: person.name, password: PASSWORD };
    expect((await postForm(stack, "/login", form)).status).toBe(429);
    const known = await postForm(stack, "/login", form, { Cookie: browser?.split(";")[0] ?? "" });
    expect(known.status).toBe(303);
  });

  test("the login page gives the same answer for an existing and a nonexistent name", async () => {
    const person = await makePerson(stack, "viewer");
    const [someone, nobody] = [person.name, newName()];
    for (let n = 0; n < 7; n += 1) {
      const [one, other] = [await guess(someone), await guess(nobody)];
      expect(one[0]).toBe(other[0]);
      const plain = (text: string, name: string): string => text.replaceAll(name, "").replace(/in \d+ s/, "");
      expect(plain(one[2], someone)).toBe(plain(other[2], nobody));
    }
  });

  test("a new password from an operator resets the account's count of guesses", async () => {
    const person = await makePerson(stack, "viewer");
    for (let n = 0; n < 6; n += 1) await guess(person.name);
    expect((await guess(person.name))[0]).toBe(429);
    await control(stack, "/users/reset", { name: person.name });
    expect((await guess(person.name))[0]).toBe(401);
  });
});
