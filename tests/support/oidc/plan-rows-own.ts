import { passed, plan, type PlanRow } from "./plan-row";

const REFUSED = "the callback shows a page that says so, and there is no session";
const UNASKED = "the provider's token endpoint is not asked, and there is no session";

const tokens = plan(
  "beyond the plans: tokens",
  passed("id-token-hs256-by-public-key", "refuse HS256 with the published RSA key as the secret", REFUSED),
  passed("id-token-hs256-by-secret", "refuse HS256 with the client secret", REFUSED),
  passed("id-token-wrong-kid", "refuse a `kid` that is not published", `${REFUSED}; the keys were fetched anew`),
  passed("id-token-own-key", "refuse a key that the token brings along", REFUSED),
  passed("id-token-wrong-azp", "refuse a token made for another party", REFUSED),
  passed("id-token-many-audiences", "refuse many audiences without `azp`", REFUSED),
  passed("id-token-expired", "refuse a token whose time is over", REFUSED),
  passed("id-token-from-the-future", "refuse a token of tomorrow", REFUSED),
  passed("id-token-missing-nonce", "refuse a token without `nonce`", REFUSED),
  passed("id-token-of-another-login", "refuse the ID token of an earlier login", REFUSED),
  passed("id-token-logout-token", "refuse a logout token in its place", REFUSED),
  passed("id-token-absent", "refuse an answer without an ID token", REFUSED),
  passed("token-type", "refuse an access token that is no bearer token", REFUSED),
  passed("token-error", "show that the provider refused the code", REFUSED),
);

const callbacks = plan(
  "beyond the plans: callbacks",
  passed(
    "code-reuse",
    "use no code twice: the same callback again",
    "the second time the token endpoint is not asked, and no session begins",
  ),
  passed("state-missing", "refuse a callback without `state`", UNASKED),
  passed("state-changed", "refuse a changed `state`", UNASKED),
  passed("state-of-another-browser", "refuse a login that another browser began", UNASKED),
  passed("iss-wrong", "notice a mix-up of providers (RFC 9207)", UNASKED),
  passed("iss-missing", "want `iss` where the metadata promises it", UNASKED),
  passed("parameter-twice", "refuse a parameter that comes twice", UNASKED),
  passed("code-and-error", "refuse a callback that says both", UNASKED),
  passed("error-answer", "show that the provider refused the login", `a page says so, without its words; ${UNASKED}`),
  passed("error-markup", "show nothing that an error answer brings along", `no markup and no line of it; ${UNASKED}`),
);

/** What the plans leave out. */
export const ownRows: readonly PlanRow[] = [...tokens, ...callbacks];
