import { parseCompact } from "./compact";
import { checkHeader, type JwsHeader } from "./header";
import type { VerificationKey } from "./jwk";
import { selectKey } from "./jwk-set";
import type { JwsPolicy } from "./policy";
import type { JwsRefusal } from "./refusal";
import { isSignatureOf } from "./signature";
import { decodeStrictObject, type JsonObject } from "./strict-json";

/**
 * Verifies a token (RFC 7515, section 5.2; RFC 7519, section 7.2) and returns its claims and header. The claims are the
 * issuer's words then, but not yet checked: `checkIdToken`, `checkLogoutToken` and `checkAccessToken` do that.
 *
 * It never throws, whatever the token holds. On refusal it returns a name without any of the token's content.
 */
export function verifyJws(
  token: string,
  keys: readonly VerificationKey[],
  policy: JwsPolicy,
): LuaMultiReturn<[claims: JsonObject, header: JwsHeader] | [claims: undefined, refusal: JwsRefusal]> {
  const [jws, malformed] = parseCompact(token);
  if (jws === undefined) return $multi(undefined, malformed);
  const [header, unfit] = checkHeader(jws.header, policy);
  if (header === undefined) return $multi(undefined, unfit);
  const [key, keyless] = selectKey(keys, header);
  if (key === undefined) return $multi(undefined, keyless);
  if (!isSignatureOf(key, header.alg, jws.signingInput, jws.signature)) return $multi(undefined, "signature");
  const [claims, unreadable] = decodeStrictObject(jws.payload);
  if (claims === undefined) return $multi(undefined, unreadable);
  return $multi(claims, header);
}
