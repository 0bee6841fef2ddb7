import { inject } from "vitest";

/** One call of a transpiled function. */
export interface LuaCall {
  readonly module: string;
  readonly fn: string;
  readonly args: readonly unknown[];
}

interface LuaAnswer {
  readonly results?: unknown[];
  readonly error?: string;
}

/**
 * Runs many calls in the real nginx in one request; the answers come in order. A Lua error is thrown.
 * `undefined` goes in as nil; nil comes back as null.
 */
export async function callLuaMany(calls: readonly LuaCall[]): Promise<unknown[][]> {
  const body = calls.map((call) => ({
    ...call,
    count: call.args.length,
    args: call.args.map((argument) => argument ?? null),
  }));
  const response = await fetch(`${inject("luaUrl")}/call`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the Lua harness answered ${response.status}`);
  const answers = (await response.json()) as LuaAnswer[];
  return answers.map((answer) => {
    if (answer.results === undefined) throw new Error(`Lua: ${answer.error ?? "no answer"}`);
    return answer.results;
  });
}

/** Calls `module.fn(...args)` in the real nginx and returns all its results. */
export async function callLua(module: string, fn: string, ...args: unknown[]): Promise<unknown[]> {
  const [results] = await callLuaMany([{ module, fn, args }]);
  return results ?? [];
}
