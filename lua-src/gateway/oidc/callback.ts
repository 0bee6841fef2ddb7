import { matches } from "../../shared/text";
import { cleanError, type OidcError } from "./error";

/** What the provider sent the browser back with. */
export type Callback =
  | { readonly kind: "code"; readonly code: string }
  /** `error` is what `cleanError` leaves. */
  | { readonly kind: "refused"; readonly error: string };

/** Codes of real providers have 20 to 2000 bytes. */
const MAX_CODE_BYTES = 4096;

/**
 * Reads an authorization response (RFC 6749, section 4.1.2). Its `iss` has to be the issuer where there is one, and has to
 * be there where the metadata says so, also beside an error (RFC 9207, section 2.4): else another provider's answer could
 * be taken for this one's. `state` is not looked at here.
 */
export function readCallback(
  query: Readonly<Record<string, string | undefined>>,
  issuer: string,
  issParameter: boolean,
): LuaMultiReturn<[Callback] | [undefined, OidcError]> {
  const { iss, code, error: refusal } = query;
  if (iss === undefined ? issParameter : iss !== issuer) return $multi(undefined, "callback-issuer");
  if (code !== undefined && refusal !== undefined) return $multi(undefined, "callback-form");
  if (refusal !== undefined) return $multi({ kind: "refused", error: cleanError(refusal) });
  if (code === undefined || !isCode(code)) return $multi(undefined, "callback-form");
  return $multi({ kind: "code", code });
}

/** RFC 6749, appendix A.11. */
function isCode(code: string): boolean {
  return code.length <= MAX_CODE_BYTES && matches(code, "^[ -~]+$");
}
