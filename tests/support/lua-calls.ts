/** One call of a transpiled function. */
export interface LuaCall {
  readonly module: string;
  readonly fn: string;
  readonly args: readonly unknown[];
}

/**
 * An argument that is what another call returns first, or a field of it: for values that have no JSON, such as keys of
 * OpenSSL. The call's arguments must not end with `undefined`.
 */
export function luaResult(call: LuaCall, field?: string): unknown {
  return { $result: call, field };
}

/** An argument that is a module's constant. */
export function luaConstant(module: string, field: string): unknown {
  return { $module: module, field };
}

interface LuaAnswer {
  readonly results?: unknown[];
  readonly error?: string;
}

/** How strings become bytes: `utf8` text, or `latin1`, where each character is one byte and any byte can be said. */
export type Encoding = "utf8" | "latin1";

/**
 * Runs many calls in the nginx at `url` in one request; the answers come in order. A Lua error is thrown.
 * `undefined` goes in as nil; nil comes back as null.
 */
export async function callLuaAt(url: string, calls: readonly LuaCall[], encoding: Encoding): Promise<unknown[][]> {
  const json = JSON.stringify(
    calls.map((call) => ({
      ...call,
      count: call.args.length,
      args: call.args.map((argument) => argument ?? null),
    })),
  );
  const response = await fetch(`${url}/call`, { method: "POST", body: Buffer.from(json, encoding) });
  if (!response.ok) throw new Error(`the Lua harness answered ${response.status}`);
  const answers = JSON.parse(Buffer.from(await response.arrayBuffer()).toString(encoding)) as LuaAnswer[];
  return answers.map((answer) => {
    if (answer.results === undefined) throw new Error(`Lua: ${answer.error ?? "no answer"}`);
    return answer.results;
  });
}
