import type { Algorithm } from "./algorithms";
import type { JwsPolicy } from "./policy";
import type { ForbiddenMember, JwsRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

/** A JOSE header that keeps a policy; it is still the sender's word until the signature is verified. */
export interface JwsHeader {
  readonly alg: Algorithm;
  readonly kid: string | undefined;
}

/**
 * Members that bring a key or its address (RFC 8725, sections 3.10 and 2.9), ask for an extension, of which none is known
 * here (RFC 7515, section 4.1.11; `b64`: RFC 7797), or for decompression (RFC 8725, section 3.6).
 */
const FORBIDDEN: readonly ForbiddenMember[] = ["crit", "jku", "jwk", "x5u", "x5c", "zip", "b64"];

const MAX_KID_BYTES = 255;

/** Holds a header against a policy: the algorithm by allow-list (RFC 8725, section 3.1), `typ` by kind of token. */
export function checkHeader(
  header: JsonObject,
  policy: JwsPolicy,
): LuaMultiReturn<[JwsHeader] | [undefined, JwsRefusal]> {
  for (const member of FORBIDDEN) {
    if (header[member] !== undefined) return $multi(undefined, `header-${member}` as const);
  }
  const { alg, kid, typ } = header;
  if (!policy.algorithms.includes(alg as Algorithm)) return $multi(undefined, "header-alg");
  if (kid !== undefined && !(type(kid) === "string" && (kid as string).length <= MAX_KID_BYTES)) {
    return $multi(undefined, "header-kid");
  }
  if (!isTyped(typ, policy)) return $multi(undefined, "header-typ");
  return $multi({ alg: alg as Algorithm, kid: kid as string | undefined });
}

/** Media types are compared without case, and `application/` may be left out (RFC 7515, section 4.1.9). */
function isTyped(typ: unknown, policy: JwsPolicy): boolean {
  if (typ === undefined) return policy.untyped;
  if (type(typ) !== "string") return false;
  const [name] = string.gsub(string.lower(typ as string), "^application/", "");
  return policy.types.includes(name);
}
