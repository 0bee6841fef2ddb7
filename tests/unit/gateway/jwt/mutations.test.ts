import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { CLIENT, GOOD, ISSUER, NONCE, NOW, provider } from "./good-tokens";
import { jwkSet } from "../../../support/jwt/keys";
import { mutate, type Mutation, mutation } from "./mutations";
import { oracle } from "./oracle";
import { token } from "../../../support/jwt/tokens";
import { type Kind, verdicts, verifyCall } from "../../../support/jwt/verify";
import { luaResult } from "../../../support/lua-calls";

const JWT = "gateway.jwt";
const CHECKS: Readonly<Record<Kind, readonly [module: string, fn: string, expected: object]>> = {
  ID_TOKEN: ["id-token", "checkIdToken", { issuer: ISSUER, clientId: CLIENT, nonce: NONCE, now: NOW, alg: "RS256" }],
  LOGOUT_TOKEN: ["logout-token", "checkLogoutToken", { issuer: ISSUER, clientId: CLIENT, now: NOW }],
  ACCESS_TOKEN: ["access-token", "checkAccessToken", { issuer: ISSUER, audience: CLIENT, now: NOW }],
};

/** Where this verifier is stricter than jose on purpose. */
const STRICTER = [
  // jose ignores these members; here nothing a token brings along is looked at in silence.
  ...["header-jku", "header-jwk", "header-x5u", "header-x5c", "header-zip", "header-b64"],
  // Of two members with one name, JSON.parse takes the last.
  "json-duplicate-name",
  "json-depth",
  // A byte order mark, and escapes that are half a character.
  "json-syntax",
  // Bits behind the last byte, and so two texts for one token.
  "jws-base64url",
];

const keys = provider();
const published = [...new Set(Object.values(keys.signers))];
const set = jwkSet(...published);

/** The name of the refusal by signature and header, else by claims; "accepted" by both. */
async function judge(tokens: readonly { readonly jws: string; readonly kind: Kind }[]): Promise<string[]> {
  const verified = await verdicts(tokens.map(({ jws, kind }) => verifyCall(jws, set, kind)));
  const good = tokens.filter((_, i) => verified[i] === "accepted");
  const checked = await verdicts(
    good.map(({ jws, kind }) => {
      const [module, fn, expected] = CHECKS[kind];
      return { module: `${JWT}.${module}`, fn, args: [luaResult(verifyCall(jws, set, kind)), expected] };
    }),
  );
  return verified.map((verdict) => (verdict === "accepted" ? (checked.shift() ?? "no answer") : verdict));
}

interface Judged {
  readonly mutation: Mutation;
  readonly jose: boolean;
  readonly verdict: string;
}

const judged: Judged[] = [];

beforeAll(async () => {
  const mutations = fc.sample(mutation, { numRuns: 3000, seed: 4 });
  const tokens = mutations.map((each) => ({ jws: mutate(each, keys), kind: each.kind }));
  const takes = oracle(set);
  const verdictsHere = await judge(tokens);
  for (const [i, { jws, kind }] of tokens.entries()) {
    judged.push({ mutation: mutations[i] as Mutation, jose: await takes(jws, kind), verdict: verdictsHere[i] ?? "" });
  }
});

test("the valid tokens are accepted, by jose too", async () => {
  const takes = oracle(set);
  for (const kind of Object.keys(GOOD) as Kind[]) {
    for (const [alg, { privateKey, jwk }] of Object.entries(keys.signers)) {
      const { typ, claims } = GOOD[kind];
      const jws = token(privateKey, { alg, typ, kid: jwk.kid } as { alg: string }, claims);
      expect([kind, alg, await takes(jws, kind), ...(await judge([{ jws, kind }]))]).toEqual([
        kind,
        alg,
        true,
        "accepted",
      ]);
    }
  }
});

test("of 3000 mutations of valid tokens, none is accepted that jose refuses", () => {
  expect(judged.length).toBe(3000);
  expect(judged.filter(({ jose, verdict }) => verdict === "accepted" && !jose)).toEqual([]);
  expect(judged.filter(({ jose }) => !jose).length).toBeGreaterThan(1500);
});

test("no mutated token is refused that jose accepts, except where the gateway is stricter on purpose", () => {
  const refused = judged.filter(({ jose, verdict }) => verdict !== "accepted" && jose);
  expect(refused.filter(({ verdict }) => !STRICTER.includes(verdict))).toEqual([]);
  expect(new Set(refused.map(({ verdict }) => verdict))).toEqual(new Set(STRICTER));
  expect(judged.filter(({ verdict }) => verdict === "accepted").length).toBeGreaterThan(300);
});
