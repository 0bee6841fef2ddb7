import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { accessToken, hs256Token } from "../support/oidc/access-tokens";
import { providerKey } from "../support/oidc/bent-provider";
import { type Json, seconds, unsigned } from "../support/oidc/bent-tokens";
import { newBrowser } from "../support/oidc/browser";
import { type OwnSite, startOwnSite } from "../support/oidc/own-site";
import { somebody } from "../support/oidc/plan-site";
import { RELYING } from "../support/oidc/relying";
import { signOn } from "../support/oidc/sign-on";
import { statusOf } from "../support/people";
import { bearer, INVALID } from "../support/tokens";

const lab = inject("lab");
let site: OwnSite;
let studies: string;

beforeAll(async () => {
  site = await startOwnSite(inject("stack"), lab, {});
  studies = `${site.origin}/pacs/studies?limit=1`;
});
afterAll(async () => site.stop());

const token = (more: Json = {}, header: Json = {}): string => accessToken(site.provider, more, header);

test("a valid access token opens the archive", async () => {
  expect(await statusOf(studies, bearer(token()))).toBe(200);
});

const idToken = async (): Promise<string> => {
  let seen = "";
  const keep = (answer: Json): Json => {
    seen = String(answer["id_token"]);
    return answer;
  };
  Object.assign(site.provider, { who: somebody(), bend: { token: keep } });
  await signOn(newBrowser(lab.ca), site.origin, "/account", "");
  site.provider.bend = {};
  return seen;
};

function ofAnother(): string {
  const [published] = site.provider.keys;
  return accessToken(site.provider, {}, { kid: published?.jwk.kid }, providerKey());
}

/** Other claims under the same signature. */
function changed(text: string): string {
  const [header, , signature] = text.split(".");
  const [, claims] = token({ groups: ["pacs-admins"] }).split(".");
  return `${header}.${claims}.${signature}`;
}

test.each([
  ["for another audience", () => token({ aud: "https://elsewhere.collimator.test" }), "claim-aud"],
  ["for the client of the logins", () => token({ aud: RELYING.clientId }), "claim-aud"],
  ["without an audience", () => token({ aud: undefined }), "claim-aud"],
  ["of another issuer", () => token({ iss: "https://op.elsewhere.test" }), "claim-iss"],
  ["of the issuer with a slash more", () => token({ iss: `${site.provider.issuer}/` }), "claim-iss"],
  ["without a type", () => token({}, { typ: undefined }), "header-typ"],
  ["of an ID token's type", () => token({}, { typ: "JWT" }), "header-typ"],
  ["that is an ID token", idToken, "header-typ"],
  ["that is over", () => token({ exp: seconds() - 61, iat: seconds() - 300 }), "expired"],
  ["without an end", () => token({ exp: undefined }), "claim-exp"],
  ["of tomorrow", () => token({ nbf: seconds() + 86_400 }), "not-yet"],
  ["without a client", () => token({ client_id: undefined }), "claim-client_id"],
  ["without a subject", () => token({ sub: undefined }), "claim-sub"],
  ["without an identifier", () => token({ jti: undefined }), "claim-jti"],
  ["with a scope that is a list", () => token({ scope: ["view"] }), "claim-scope"],
  ["by a key that is not published", () => token({}, { kid: "nobody" }), "key-unknown"],
  ["by HS256 with the published key", () => hs256Token(site.provider), "header-alg"],
  ["without a signature", () => unsigned({ typ: "at+jwt" }, {}).replace(/$/, "AA"), "header-alg"],
  ["by another's key under a published name", ofAnother, "signature"],
  ["with critical headers", () => token({}, { crit: ["b64"], b64: true }), "header-crit"],
  ["that has been changed", () => changed(token()), "signature"],
] as [string, () => string | Promise<string>, string][])(
  "an access token %s is refused with a problem document and a challenge",
  async (_, make, reason) => {
    const answer = await fetch(studies, { headers: bearer(await make()) });
    const problem = (await answer.json()) as Json;
    const type = answer.headers.get("content-type");
    expect([answer.status, type, problem["status"]]).toEqual([401, "application/problem+json", 401]);
    expect([problem["reason"], answer.headers.get("www-authenticate")]).toEqual([`token-${reason}`, INVALID]);
  },
);

test("tokens with unknown keys are refused, and ask the provider at most once in ten seconds", async () => {
  const { received } = site.provider;
  const before = received.length;
  // Requests that come while the provider is asked wait for the same answer: round after round they would not.
  for (let round = 0; round < 5; round += 1) {
    const many = Array.from({ length: 6 }, () => token({}, { kid: randomUUID() }));
    const statuses = await Promise.all(many.map(async (text) => statusOf(studies, bearer(text))));
    expect([...new Set(statuses)]).toEqual([401]);
  }
  expect(received.length - before).toBeLessThanOrEqual(1);
});
