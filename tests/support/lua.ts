import { inject } from "vitest";
import { callLuaAt, type LuaCall } from "./lua-calls";

/** Runs many calls in the real nginx in one request; see `callLuaAt`. */
export async function callLuaMany(calls: readonly LuaCall[]): Promise<unknown[][]> {
  return callLuaAt(inject("luaUrl"), calls, "utf8");
}

/** Calls `module.fn(...args)` in the real nginx and returns all its results. */
export async function callLua(module: string, fn: string, ...args: unknown[]): Promise<unknown[]> {
  const [results] = await callLuaMany([{ module, fn, args }]);
  return results ?? [];
}
