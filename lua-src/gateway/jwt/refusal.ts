/**
 * The names under which tokens and keys are refused. They are stable: logs, tests and callers use them. None of them
 * holds anything of the token.
 */

/** A JSON text that is not taken, be it a token's header, its claims or a key set. */
export type JsonRefusal = "json-syntax" | "json-encoding" | "json-depth" | "json-duplicate-name";

/** A JSON Web Key, or a set of them, that is not taken. */
export type JwkRefusal =
  | "jwk-form"
  | "jwk-type"
  | "jwk-private"
  | "jwk-use"
  | "jwk-algorithm"
  | "jwk-curve"
  | "jwk-point"
  | "jwk-modulus"
  | "jwk-exponent"
  | "jwk-set-form"
  | "jwk-set-size";

/** Header members that let a token bring its own key or its own rules. */
export type ForbiddenMember = "crit" | "jku" | "jwk" | "x5u" | "x5c" | "zip" | "b64";

/** A token that is not what its signature and header would have to be. */
export type JwsRefusal =
  | JsonRefusal
  | "jws-size"
  | "jws-form"
  | "jws-base64url"
  | `header-${ForbiddenMember}`
  | "header-alg"
  | "header-kid"
  | "header-typ"
  | "key-unknown"
  | "key-ambiguous"
  | "signature";

/** A claim that is missing, of the wrong type, or not what was expected. */
export type ClaimRefusal =
  | "claim-iss"
  | "claim-aud"
  | "claim-azp"
  | "claim-exp"
  | "claim-iat"
  | "claim-nbf"
  | "claim-sub"
  | "claim-nonce"
  | "claim-at_hash"
  | "claim-acr"
  | "claim-auth_time"
  | "claim-sid"
  | "claim-jti"
  | "claim-events"
  | "claim-client_id"
  | "claim-scope"
  | "token-expired"
  | "token-not-yet";
