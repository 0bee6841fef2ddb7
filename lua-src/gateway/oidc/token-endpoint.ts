import { report } from "../log";
import { fetch } from "../outbound/fetch";
import type { FlowError } from "./error";
import type { Metadata } from "./metadata";
import type { TokenRequest } from "./token-request";
import { readTokenResponse, type TokenResponse } from "./token-response";
import { viaOf } from "./via";

/**
 * Sends a request to the token endpoint (RFC 6749, section 3.2). What the provider says of a refusal stands in the log:
 * a wrong client secret is the operator's to mend. For "exchange-refused" the third result is the provider's word for it.
 */
export function callTokenEndpoint(
  { tokenEndpoint }: Metadata,
  { headers, body }: TokenRequest,
): LuaMultiReturn<[TokenResponse] | [undefined, FlowError, error?: string | undefined]> {
  const via = viaOf(tokenEndpoint);
  const [answer, failure] = fetch({ method: "POST", url: tokenEndpoint, headers, body, via });
  if (answer === undefined) {
    report(`provider: token endpoint: ${failure}`);
    return $multi(undefined, failure);
  }
  const [response, trouble, error] = readTokenResponse(answer.status, answer.headers, answer.body);
  if (response === undefined) {
    report(`provider: token endpoint: ${trouble} ${error ?? ""}`);
    return $multi(undefined, trouble, error);
  }
  return $multi(response);
}
