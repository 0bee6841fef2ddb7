import type { JwsHeader } from "../jwt/header";
import type { JwsPolicy } from "../jwt/policy";
import type { JsonObject } from "../jwt/strict-json";
import { verifyJws } from "../jwt/verify";
import type { FlowError } from "./error";
import { providerKeys, renewedKeys } from "./provider";

/**
 * Verifies a token by the provider's keys, and looks for newer keys where it may be signed by one (OpenID Connect Core
 * 1.0, section 10.1.1). `anybody`: it was sent by somebody who has to show first that the provider made it. Of a token
 * straight from the provider, a signature that is wrong by a key without a name is a reason to look as well.
 */
export function verifyProviderToken(
  token: string,
  policy: JwsPolicy,
  anybody: boolean,
): LuaMultiReturn<[JsonObject, JwsHeader] | [undefined, FlowError]> {
  const [known, failure] = providerKeys();
  if (known === undefined) return $multi(undefined, failure);
  const [claims, header] = verifyJws(token, known.keys, policy);
  if (claims !== undefined) return $multi(claims, header);
  const refusal = header;
  if (refusal !== "key-unknown" && (anybody || refusal !== "signature")) return $multi(undefined, refusal);
  const [renewed, none] = renewedKeys(known.version, anybody);
  if (renewed === undefined) return $multi(undefined, none);
  if (renewed.version === known.version) return $multi(undefined, refusal);
  const [again, more] = verifyJws(token, renewed.keys, policy);
  if (again === undefined) return $multi(undefined, more);
  return $multi(again, more);
}
