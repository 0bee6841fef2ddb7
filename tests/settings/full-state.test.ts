import { afterAll, beforeAll, expect, test } from "vitest";
import { control } from "../support/control";
import { docker, until } from "../support/docker";
import { ADMIN_PASSWORD, logIn, postForm, spendFirstPassword } from "../support/forms";
import { callLuaAt } from "../support/lua-calls";
import { startLuaIn, type LuaRuntime } from "../support/lua-runtime";
import { logInAgain, makePerson, type Person, statusOf } from "../support/people";
import { startStack, type Stack } from "../support/stack";
import { askValkey, pipeToValkey } from "../support/valkey";

/** A stack whose Valkey has as little memory as the settings allow, full of what the gateway writes and could do without. */
let stack: Stack;
let stop: () => Promise<void>;
let runtime: LuaRuntime;

beforeAll(async () => {
  ({ stack, stop } = await startStack(process.cwd(), "full-state", { VALKEY_MEMORY: "64m" }));
  await spendFirstPassword(stack, stack.firstPassword);
  runtime = await startLuaIn(stack, process.cwd());
});
afterAll(async () => {
  await runtime.stop();
  await stop();
});

const raise = async (...subjects: readonly string[]): Promise<unknown> =>
  (
    await callLuaAt(runtime.url, [{ module: "gateway.cache.epochs", fn: "raiseEpochs", args: [subjects] }], "utf8")
  )[0]?.[0];

/** The share of its memory that Valkey uses, in per cent. */
async function used(): Promise<number> {
  const info = await askValkey(stack, "INFO", "memory");
  const value = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
  return (value("used_memory") * 100) / value("maxmemory");
}

const readyz = async (): Promise<Record<string, unknown>> =>
  (await (await fetch(`${stack.url}/readyz`)).json()) as Record<string, unknown>;

/** Logs in, out, and takes somebody's access: all that must never fail for want of memory. */
async function worksFor(person: Person): Promise<unknown[]> {
  const admin = await logIn(stack, ADMIN_PASSWORD);
  const { status, cookie = "" } = await logInAgain(stack, person);
  const out = await postForm(stack, "/logout", {}, { Cookie: cookie });
  const over = await statusOf(`${stack.url}/session`, { Cookie: cookie });
  const disabled = await control(stack, "/users/disable", { name: person.name });
  const enabled = await control(stack, "/users/enable", { name: person.name });
  return [admin.status, status, out.status, over, disabled.status, enabled.status];
}
const WORKS = [303, 303, 303, 401, 200, 200];

test("Valkey's memory limit is below its container's, with room to rewrite its file", async () => {
  const info = await askValkey(stack, "INFO", "memory");
  expect(Number(/^maxmemory:(\d+)/m.exec(info)?.[1])).toBe(Math.floor((64 * 1024 ** 2 * 3) / 5));
});

test("at most 100,000 study epochs are kept, and then all start again under a new global one", async () => {
  await until("a first epoch", async () => ((await raise("1.2.3")) === true ? true : undefined));
  const before = Number(await askValkey(stack, "GET", "epoch"));
  const fields = Array.from({ length: 200 }, (_, n) => {
    const some = Array.from({ length: 500 }, (_, k) => `1.2.840.99.${n}.${k} 1`);
    return `HSET epoch:own ${some.join(" ")}`;
  });
  await pipeToValkey(stack, fields);
  expect(await raise("1.2.4")).toBe(true);
  expect(Number(await askValkey(stack, "GET", "epoch"))).toBe(before + 1);
  expect(Number(await askValkey(stack, "HLEN", "epoch:own"))).toBeLessThan(10);
});

/** What a planted key holds: long, so that few keys fill Valkey, and its tables do not double on the way. */
const LOAD = "1".repeat(4000);
const SAMPLE = 1000;

/** Fills Valkey up to a percentage with what `command` gives for numbers, while the gateway can give nothing back. */
async function fill(percentage: number, command: (n: number) => string): Promise<void> {
  const gateway = `${stack.project}-gateway-1`;
  const plant = async (from: number, count: number): Promise<void> =>
    pipeToValkey(
      stack,
      Array.from({ length: count }, (_, n) => command(from + n)),
    );
  await docker("pause", gateway);
  try {
    // In two goes: what a key takes with all that goes with it is measured by the first.
    const empty = await used();
    await plant(0, SAMPLE);
    const each = ((await used()) - empty) / SAMPLE;
    await plant(SAMPLE, Math.ceil((percentage - (await used())) / each));
  } finally {
    await docker("unpause", gateway);
  }
}

test("state filled with epochs by earlier versions is cleaned up and logged, and people get in meanwhile", async () => {
  const person = await makePerson(stack, "viewer");
  await fill(84, (n) => `SET epoch:1.2.826.0.1.3680043.8.498.4470.${n} ${LOAD} EX 7776000`);
  expect(await worksFor(person)).toEqual(WORKS);
  await until("the log to say it", async () => {
    const { stderr } = await docker("logs", `${stack.project}-gateway-1`);
    return stderr.includes("the state's memory is nearly full") ? true : undefined;
  });
  await until("room", async () => ((await used()) < 80 ? true : undefined));
  expect(await worksFor(person)).toEqual(WORKS);
  await until("no warning", async () => ((await readyz())["details"] === undefined ? true : undefined));
});

test("state nearly full of people's own keys is reported, and keeps the rest for people", async () => {
  const person = await makePerson(stack, "viewer");
  await fill(94, (n) => `SET session:planted-${n} ${LOAD} EX 600`);
  const said = /\{"state":"9\d % of its memory is used: raise VALKEY_MEMORY"\}/;
  await until("readyz to say it", async () => said.test(JSON.stringify((await readyz())["details"])) || undefined);
  const length = Number(await askValkey(stack, "HLEN", "epoch:own"));
  await callLuaAt(runtime.url, [{ module: "gateway.state.memory", fn: "measureMemory", args: [] }], "utf8");
  for (let n = 0; n < 20; n += 1) expect(await raise(`1.2.5.${n}`)).toBe(true);
  expect(Number(await askValkey(stack, "HLEN", "epoch:own"))).toBeLessThanOrEqual(Math.max(1, length));
  expect(await worksFor(person)).toEqual(WORKS);
});

test("names of no account fill at most 16,384 counters", async () => {
  const names = Array.from({ length: 3000 }, (_, n) => ({ fn: "admit", args: [`nobody-${n}`, {}, 2_000_000_000] }));
  const calls = names.map((call) => ({ module: "gateway.throttle.admit", ...call }));
  for (let at = 0; at < calls.length; at += 500) await callLuaAt(runtime.url, calls.slice(at, at + 500), "utf8");
  const keys = await askValkey(stack, "--scan", "--pattern", "tries:names:*");
  const numbers = keys.split("\n").map((key) => Number(key.split(":")[2]));
  expect(Math.max(...numbers)).toBeLessThan(16_384);
  expect(await askValkey(stack, "--scan", "--pattern", "tries:user:*")).toBe("");
});
