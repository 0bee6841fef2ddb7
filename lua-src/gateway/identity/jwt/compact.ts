import { decodeBase64url } from "./base64url";
import type { JwsRefusal } from "./refusal";
import { decodeStrictObject, type JsonObject } from "./strict-json";

/** A JWS in compact serialisation (RFC 7515, section 7.1), taken apart; nothing of it is verified yet. */
export interface CompactJws {
  readonly header: JsonObject;
  /** The payload's bytes. */
  readonly payload: string;
  readonly signature: string;
  /** What is signed: the first two parts as they came (section 5.2, step 8). */
  readonly signingInput: string;
}

/** Providers with many groups write tokens of some kB; nginx takes 16 kB of headers. */
const MAX_BYTES = 16384;

/**
 * Takes a token apart: at most 16 kB, three parts, each in strict base64url, the header a JSON object (RFC 7515,
 * section 5.2, steps 1 to 7). The payload stays bytes until its signature is verified.
 */
export function parseCompact(token: string): LuaMultiReturn<[CompactJws] | [undefined, JwsRefusal]> {
  if (token.length > MAX_BYTES) return $multi(undefined, "jws-size");
  const [signingInput, headerPart, payloadPart, signaturePart] = string.match(token, "^(([^.]*)%.([^.]*))%.([^.]*)$");
  if (
    signingInput === undefined ||
    headerPart === undefined ||
    payloadPart === undefined ||
    signaturePart === undefined
  ) {
    return $multi(undefined, "jws-form");
  }
  const headerText = decodeBase64url(headerPart);
  const payload = decodeBase64url(payloadPart);
  const signature = decodeBase64url(signaturePart);
  if (headerText === undefined || payload === undefined || signature === undefined) {
    return $multi(undefined, "jws-base64url");
  }
  const [header, refusal] = decodeStrictObject(headerText);
  if (header === undefined) return $multi(undefined, refusal);
  return $multi({ header, payload, signature, signingInput });
}
