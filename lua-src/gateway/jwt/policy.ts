import type { Algorithm } from "./algorithms";

/** What a token's header has to be; one for each kind of token, so that none passes for another (RFC 8725, 3.11). */
export interface JwsPolicy {
  readonly algorithms: readonly Algorithm[];
  /** Media types for `typ`, in lower case and without `application/`. */
  readonly types: readonly string[];
  /** Whether `typ` may be missing. */
  readonly untyped: boolean;
}

const ALL: readonly Algorithm[] = ["RS256", "RS384", "RS512", "ES256", "ES384"];

/** ID tokens: `typ` is not asked for, but another kind's is refused. */
export const ID_TOKEN: JwsPolicy = { algorithms: ALL, types: ["jwt"], untyped: true };

/**
 * Logout tokens: a type of their own is only recommended (OpenID Connect Back-Channel Logout 1.0, section 2.4), and
 * providers that are in use do without; the event, and no nonce, tell them from ID tokens.
 */
export const LOGOUT_TOKEN: JwsPolicy = { algorithms: ALL, types: ["logout+jwt", "jwt"], untyped: true };

/** Access tokens (RFC 9068, sections 2.1 and 4): explicitly typed. */
export const ACCESS_TOKEN: JwsPolicy = { algorithms: ALL, types: ["at+jwt"], untyped: false };
