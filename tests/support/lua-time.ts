import { inject } from "vitest";
import { type LuaCall, luaResult } from "./lua-calls";

/** CPU times of a call, in milliseconds; of several runs, the best. */
export interface LuaTime {
  /** From beginning to end. */
  readonly ms: number;
  /** The longest stretch without a sleep, in which the worker could do nothing else. */
  readonly slice: number;
}

/** An argument for a call: a text so many times, repeated in Lua, so that megabytes need not be sent there. */
export function repeated(text: string, times: number): unknown {
  return luaResult({ module: "string", fn: "rep", args: [text, times] });
}

/** An argument for a call: texts that are joined in Lua. */
export function joined(...texts: readonly unknown[]): unknown {
  return luaResult({ module: "table", fn: "concat", args: [texts] });
}

/** How long calls take in the real nginx, each run up to `runs` times. */
export async function timeLua(calls: readonly LuaCall[], runs: number): Promise<LuaTime[]> {
  if (calls.length === 0) return [];
  const body = JSON.stringify(calls.map((call) => ({ ...call, count: call.args.length, runs })));
  const response = await fetch(`${inject("luaUrl")}/time`, { method: "POST", body });
  if (!response.ok) throw new Error(`the Lua harness answered ${response.status}`);
  const times = (await response.json()) as { readonly seconds: number; readonly slice: number }[];
  return times.map(({ seconds, slice }) => ({ ms: seconds * 1000, slice: slice * 1000 }));
}
