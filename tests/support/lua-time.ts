import { inject } from "vitest";
import { type LuaCall, luaResult } from "./lua-calls";

/** CPU time, in milliseconds, of the quickest of some runs; `slice`: the longest in which nothing else could run. */
export interface LuaTime {
  readonly ms: number;
  readonly slice: number;
}

/** A text so many times, made in Lua: megabytes need not go there. */
export function repeated(text: string, times: number): unknown {
  return luaResult({ module: "string", fn: "rep", args: [text, times] });
}

/** Texts one behind the other, made in Lua. */
export function joined(...texts: readonly unknown[]): unknown {
  return luaResult({ module: "table", fn: "concat", args: [texts] });
}

/** How long calls take in the real nginx. */
export async function timeLua(calls: readonly LuaCall[], runs: number): Promise<LuaTime[]> {
  if (calls.length === 0) return [];
  const body = JSON.stringify(calls.map((call) => ({ ...call, count: call.args.length, runs })));
  const response = await fetch(`${inject("luaUrl")}/time`, { method: "POST", body });
  if (!response.ok) throw new Error(`the Lua harness answered ${response.status}`);
  const times = (await response.json()) as { readonly seconds: number; readonly slice: number }[];
  return times.map(({ seconds, slice }) => ({ ms: seconds * 1000, slice: slice * 1000 }));
}
