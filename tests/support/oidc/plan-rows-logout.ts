import { passed, plan, type PlanRow } from "./plan-row";

const KEPT = "the answer is 400, it may not be cached, and the session goes on";

const rpInitiated = plan(
  "oidcc-client-rp-initiated-logout-rp-basic",
  passed(
    "oidcc-client-test-rp-init-logout",
    "send the browser to the provider's logout, and take it back",
    "it goes there with the ID token and a way back, and ends at the login page, which says so",
  ),
  passed(
    "oidcc-client-test-rp-init-logout-other-state",
    "take the browser back with another `state`",
    "it ends at the login page, without a session",
  ),
  passed(
    "oidcc-client-test-rp-init-logout-no-state",
    "take the browser back without `state`",
    "it ends at the login page, without a session",
  ),
);

const backChannel = plan(
  "oidcc-client-back-channel-logout-rp-basic",
  passed(
    "oidcc-client-test-rp-backchannel-rpinitlogout",
    "end the session that a logout token names",
    "the answer is 200, it may not be cached, and the session is over within a second",
  ),
  passed("oidcc-client-test-rp-backchannel-rpinitlogout-alg-none", "refuse an unsigned logout token", KEPT),
  passed("oidcc-client-test-rp-backchannel-rpinitlogout-no-event", "refuse one without `events`", KEPT),
  passed("oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce", "refuse one with a `nonce`", KEPT),
  passed(
    "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg",
    "refuse one by another algorithm than the ID token's, though a published key verifies it",
    KEPT,
  ),
  passed("oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud", "refuse one for another client", KEPT),
  passed("oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event", "refuse one of another event", KEPT),
  passed("oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss", "refuse one of another issuer", KEPT),
);

const own = plan(
  "beyond the plans: logout",
  passed("logout-replayed", "refuse a logout token that has been used", "the second answer is 400"),
  passed("logout-expired", "refuse one whose time is over", KEPT),
  passed(
    "logout-untyped",
    "take one whose header does not say what it is, and one without `exp`, as providers in use send them",
    "the answer is 200, and the session is over",
  ),
  passed("logout-other-type", "refuse one whose header says that it is an access token", KEPT),
  passed("logout-id-token", "refuse an ID token in its place", KEPT),
  passed("logout-nobody", "refuse one with neither `sub` nor `sid`", KEPT),
  passed("logout-wrong-key", "refuse one by a key that the provider has not published", KEPT),
  passed("logout-other-session", "leave other sessions of the person alone", "only the one with the `sid` is over"),
  passed("logout-whole-person", "end all sessions of a person where there is no `sid`", "all of them are over"),
  passed("logout-form", "refuse what is no form with a logout token", KEPT),
);

/** Logouts, begun here and at the provider. */
export const logoutRows: readonly PlanRow[] = [...rpInitiated, ...backChannel, ...own];
