import type { OutboundFailure } from "../outbound/fetch";
import type { ClaimRefusal, JwsRefusal } from "../jwt/refusal";

/**
 * The names under which a login with the provider fails. They are stable: the log, pages, tests and the documentation use
 * them. None of them holds anything that came from outside.
 */
export type OidcError =
  | StateError
  | "metadata-size"
  | "metadata-json"
  | "metadata-form"
  | "metadata-issuer"
  | "metadata-endpoint"
  | "metadata-flow"
  | "metadata-pkce"
  | "metadata-algorithms"
  | "callback-form"
  | "callback-issuer"
  | "exchange-size"
  | "exchange-status"
  | "exchange-refused"
  | "exchange-json"
  | "exchange-form"
  | "exchange-type";

/** A `state` that this gateway has not given to this browser, or too long ago. */
export type StateError = "state-unknown" | "state-expired";

/** A known error code in its form, or "other": what else a provider writes goes into no log and no page. */
export function cleanError(error: unknown): string {
  if (type(error) !== "string") return "other";
  const text = error as string;
  const [word] = string.match(text, "^[a-z_]+$");
  return word !== undefined && text.length <= 40 ? text : "other";
}

/** Why a login by the provider, a refresh or a logout did not succeed: stable names, which docs/single-sign-on.md lists. */
export type FlowError =
  | OidcError
  | OutboundFailure
  | JwsRefusal
  | ClaimRefusal
  /** The session store does not answer. */
  | "state-unavailable"
  /** So many wait for the provider that no more are let in. */
  | "provider-waits"
  /** The provider's answer has another status than 200. */
  | "provider-status"
  /** Userinfo has another status than 200, is no JSON object, or is another person's. */
  | "userinfo-status"
  | "userinfo-form"
  | "userinfo-sub"
  /** What came in place of the keys is no set of keys; it holds none that can be used. */
  | "keys-form"
  | "keys-none"
  /** This login has been finished already. */
  | "state-used"
  /** Another person than the one who is logged in has confirmed. */
  | "confirm-other"
  /** The provider has not authenticated the person anew, or not as OIDC_CONFIRM_ACR asks. */
  | "confirm-auth_time"
  | "confirm-acr"
  /** A logout token that was used before, or is older than a day. */
  | "logout-replay"
  | "logout-old";

/** Errors of the provider's or the way to it, which pass: a session does not end for them. */
export function isPassing(failure: FlowError): boolean {
  for (const kind of [
    "outbound-",
    "provider-",
    "metadata-",
    "exchange-status",
    "userinfo-status",
    // A proxy's page in place of the provider's answer.
    "userinfo-form",
    "keys-",
  ]) {
    if (failure.startsWith(kind)) return true;
  }
  return failure === "state-unavailable";
}
