import type { OutboundFailure } from "../outbound/fetch";
import type { ClaimRefusal, JwsRefusal } from "../jwt/refusal";
import type { OidcTrouble } from "./trouble";

/** Why a login by the provider, a refresh or a logout did not succeed: stable names, which docs/single-sign-on.md lists. */
export type FlowTrouble =
  | OidcTrouble
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
