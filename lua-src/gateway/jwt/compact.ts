import * as lrucache from "resty.lrucache";

import { decodeBase64url } from "../base64url";
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

/** Headers of providers have some hundred bytes. */
const MAX_KEPT_BYTES = 512;

/** A provider's headers are few, one for each key: those that came last, decoded. Nobody changes what is kept. */
const MOST_HEADERS = 32;
const HEADER_SECONDS = 60;
const [made] = lrucache.new<JsonObject>(MOST_HEADERS);
const headers = made ?? error("no memory");

function readHeader(part: string): LuaMultiReturn<[JsonObject] | [undefined, JwsRefusal]> {
  const [known] = headers.get(part);
  if (known !== undefined) return $multi(known);
  const text = decodeBase64url(part);
  if (text === undefined) return $multi(undefined, "jws-base64url");
  const [header, refusal] = decodeStrictObject(text);
  if (header === undefined) return $multi(undefined, refusal);
  if (part.length <= MAX_KEPT_BYTES) headers.set(part, header, HEADER_SECONDS);
  return $multi(header);
}

function dot(token: string, from: number): number | undefined {
  const [at] = string.find(token, ".", from, true);
  return at;
}

/**
 * Takes a token apart: at most 16 kB, three parts, each in strict base64url, the header a JSON object (RFC 7515,
 * section 5.2, steps 1 to 7). The payload stays bytes until its signature is verified.
 */
export function parseCompact(token: string): LuaMultiReturn<[CompactJws] | [undefined, JwsRefusal]> {
  if (token.length > MAX_BYTES) return $multi(undefined, "jws-size");
  const first = dot(token, 1);
  const second = first === undefined ? undefined : dot(token, first + 1);
  if (first === undefined || second === undefined || dot(token, second + 1) !== undefined) {
    return $multi(undefined, "jws-form");
  }
  const headerPart = string.sub(token, 1, first - 1);
  const payloadPart = string.sub(token, first + 1, second - 1);
  const signaturePart = string.sub(token, second + 1);
  const signingInput = string.sub(token, 1, second - 1);
  const payload = decodeBase64url(payloadPart);
  const signature = decodeBase64url(signaturePart);
  if (payload === undefined || signature === undefined) return $multi(undefined, "jws-base64url");
  const [header, refusal] = readHeader(headerPart);
  if (header === undefined) return $multi(undefined, refusal);
  return $multi({ header, payload, signature, signingInput });
}
