import { callLuaMany } from "../lua";
import { type LuaCall, luaConstant, luaResult } from "../lua-calls";

const JWT = "gateway.jwt";

/** The policies of `jwt/policy.ts`. */
export type Kind = "ID_TOKEN" | "LOGOUT_TOKEN" | "ACCESS_TOKEN";

/** The keys of a JWK Set, as an argument. */
export function importedKeys(set: string): unknown {
  return luaResult({ module: `${JWT}.jwk-set`, fn: "importJwkSet", args: [set] }, "keys");
}

/** The call that verifies a token with a JWK Set. */
export function verifyCall(token: string, set: string, kind: Kind = "ID_TOKEN"): LuaCall {
  return {
    module: `${JWT}.verify`,
    fn: "verifyJws",
    args: [token, importedKeys(set), luaConstant(`${JWT}.policy`, kind)],
  };
}

/** A JSON text's object, as an argument: only so does null stay what it is there. */
export function decoded(text: string): unknown {
  return luaResult({ module: `${JWT}.strict-json`, fn: "decodeStrictObject", args: [text] });
}

/** The names under which things are refused, in their order; "accepted" where they are not. */
export async function verdicts(calls: readonly LuaCall[]): Promise<string[]> {
  const results = await callLuaMany(calls);
  return results.map(([value, refusal]) => (value === null ? String(refusal) : "accepted"));
}

export async function verdict(token: string, set: string, kind?: Kind): Promise<string> {
  const [only = "no answer"] = await verdicts([verifyCall(token, set, kind)]);
  return only;
}
