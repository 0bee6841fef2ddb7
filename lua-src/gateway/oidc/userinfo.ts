import { fetch } from "../outbound/fetch";
import { decodeStrictObject, type JsonObject } from "../jwt/strict-json";
import type { FlowError } from "./error";
import type { Metadata } from "./metadata";
import { viaOf } from "./endpoint";

const NONE: JsonObject = {};

/**
 * The claims of the userinfo endpoint (OpenID Connect Core 1.0, section 5.3), none where the provider has no such
 * endpoint. They have to be of the person whom the ID token is of (section 5.3.2), and in plain JSON: signed ones are
 * not asked for.
 */
export function fetchUserinfo(
  { userinfoEndpoint }: Metadata,
  accessToken: string,
  subject: string,
): LuaMultiReturn<[JsonObject] | [undefined, FlowError]> {
  if (userinfoEndpoint === undefined) return $multi(NONE);
  const headers = { Accept: "application/json", Authorization: `Bearer ${accessToken}` };
  const via = viaOf(userinfoEndpoint);
  const [answer, failure] = fetch({ method: "GET", url: userinfoEndpoint, headers, via });
  if (answer === undefined) return $multi(undefined, failure);
  if (answer.status !== 200) return $multi(undefined, "userinfo-status");
  const [claims] = decodeStrictObject(answer.body);
  if (claims === undefined) return $multi(undefined, "userinfo-form");
  if (claims["sub"] !== subject) return $multi(undefined, "userinfo-sub");
  return $multi(claims);
}
