import { settings, type OidcSettings } from "../config/settings";
import { importJwkSet } from "../jwt/jwk-set";
import type { VerificationKey } from "../jwt/jwk";
import type { FlowError } from "./error";
import { cachedDocument, renewedDocument, type Cached, type CachedDocument } from "./cached-document";
import { discoveryUrl, givenMetadata, readMetadata, type Metadata } from "./metadata";
import type { JwsHeader } from "../jwt/header";
import type { JwsPolicy } from "../jwt/policy";
import type { JsonObject } from "../jwt/strict-json";
import { verifyJws } from "../jwt/verify";

/**
 * The provider as it describes itself: metadata by discovery or by settings, and its keys. Each worker keeps them
 * parsed, by the version of the text that all share.
 *
 * @module
 */
type Result<T> = LuaMultiReturn<[T] | [undefined, FlowError]>;

/** The provider's settings, where there is a provider: routes without one are not open. */
export function provider(): OidcSettings {
  return settings().oidc ?? error("there is no provider");
}

const METADATA: CachedDocument = {
  name: "metadata",
  freshSeconds: 3600,
  check: (text) => {
    const [read, failure] = readMetadata(text, provider().issuer);
    return read === undefined ? failure : undefined;
  },
};

const KEYS: CachedDocument = {
  name: "keys",
  freshSeconds: 900,
  check: (text) => {
    const [set] = importJwkSet(text);
    // Not by its own name: that could be the name of what is wrong with a token.
    if (set === undefined) return "keys-form";
    return set.keys.length === 0 ? "keys-none" : undefined;
  },
};

let metadata: Metadata | undefined;
let metadataVersion = "";
let keys: readonly VerificationKey[] = [];
let keysVersion = "";

/** The provider's addresses, and what it can do. */
export function providerMetadata(): Result<Metadata> {
  const given = givenMetadata(provider());
  if (given !== undefined) return $multi(given);
  const [cached, failure] = cachedDocument(METADATA, discoveryUrl(provider().issuer), metadataVersion);
  if (cached === undefined) return $multi(undefined, failure);
  if (metadata === undefined || cached.version !== metadataVersion) {
    const [read, wrong] = readMetadata(cached.text, provider().issuer);
    if (read === undefined) return $multi(undefined, wrong);
    metadata = read;
    metadataVersion = cached.version;
  }
  return $multi(metadata);
}

/** Keys, and the version of the set that they are of. */
export interface ProviderKeys {
  readonly keys: readonly VerificationKey[];
  readonly version: string;
}

/** How long a worker goes by the keys it has before it looks whether they are still those that all share. */
const LOOK_EVERY_SECONDS = 0.1;
let looked: ProviderKeys | undefined;
let lookAgainAt = 0;

function parsed({ text, version }: Cached): Result<ProviderKeys> {
  if (version !== keysVersion) {
    const [set] = importJwkSet(text);
    if (set === undefined) return $multi(undefined, "keys-form");
    ({ keys } = set);
    keysVersion = version;
    looked = undefined;
  }
  return $multi({ keys, version });
}

/** The keys by which the provider signs. Newer ones may be in force a tenth of a second later, unless one is missed. */
export function providerKeys(): Result<ProviderKeys> {
  const now = ngx.now();
  if (looked !== undefined && now < lookAgainAt) return $multi(looked);
  const [current, failure] = lookForKeys();
  if (current === undefined) return $multi(undefined, failure);
  looked = current;
  lookAgainAt = now + LOOK_EVERY_SECONDS;
  return $multi(current);
}

function lookForKeys(): Result<ProviderKeys> {
  const [found, failure] = providerMetadata();
  if (found === undefined) return $multi(undefined, failure);
  const [cached, none] = cachedDocument(KEYS, found.jwksUri, keysVersion);
  if (cached === undefined) return $multi(undefined, none);
  return parsed(cached);
}

/**
 * The keys as they are now at the provider, where a token names one that is not in the set of version `seen`; see
 * `renewedDocument` for `anybody`.
 */
export function renewedKeys(seen: string, anybody: boolean): Result<ProviderKeys> {
  const [found, failure] = providerMetadata();
  if (found === undefined) return $multi(undefined, failure);
  const [cached, none] = renewedDocument(KEYS, found.jwksUri, seen, anybody);
  if (cached === undefined) return $multi(undefined, none);
  return parsed(cached);
}

/** Where the provider sends the browser back: from PUBLIC_URL, never from a request (RFC 9700, section 4.1). */
export function redirectUri(): string {
  return `${settings().publicUrl}/oidc/callback`;
}

/** Where the provider sends the browser after a logout (RP-Initiated Logout 1.0, section 3). */
export function loggedOutUri(): string {
  return `${settings().publicUrl}/oidc/logged-out`;
}

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
