import fc from "fast-check";
import { type Alg, CLIENT, EVENT, GOOD, ISSUER, NONCE, NOW, type Provider } from "./good-tokens";
import { encode, signature } from "../../../support/jwt/tokens";
import type { Kind } from "../../../support/jwt/verify";

/** One change of a good token. All randomness is in it, so that a failure can be shown and run again. */
export interface Mutation {
  readonly kind: Kind;
  readonly alg: Alg;
  readonly change: Change;
}

type Change =
  /** In the text, after signing. */
  | {
      readonly of: "text";
      readonly edit: "replace" | "insert" | "delete" | "cut";
      readonly at: number;
      readonly character: string;
    }
  | { readonly of: "bit"; readonly part: number; readonly at: number }
  | { readonly of: "spare-bits"; readonly part: number }
  | { readonly of: "parts"; readonly order: readonly number[] }
  /** In the header or the claims, then signed by the right key. */
  | { readonly of: "header" | "claims"; readonly name: string; readonly value: unknown }
  | { readonly of: "raw"; readonly part: "header" | "claims"; readonly from: string; readonly to: string }
  /** Signed by another key, or by another algorithm than the header says. */
  | { readonly of: "stranger" }
  | { readonly of: "signed-as"; readonly alg: Alg | "PS256" };

const ALGS: readonly Alg[] = ["RS256", "RS384", "RS512", "ES256", "ES384"];
const KINDS: readonly Kind[] = ["ID_TOKEN", "LOGOUT_TOKEN", "ACCESS_TOKEN"];
const CHARACTERS = [...Array.from("AEQgwz09-_+/=. \n"), "é", "\u0000"];

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  "x",
  0,
  1,
  -1,
  true,
  [],
  {},
  ["x"],
  { a: [1] },
  "x".repeat(300),
);

const headerChange = fc.oneof(
  fc.record({
    name: fc.constantFrom("alg"),
    value: fc.constantFrom<unknown>(...ALGS, "none", "None", "HS256", "PS256", "EdDSA", undefined, null, ["RS256"]),
  }),
  fc.record({
    name: fc.constantFrom("typ"),
    value: fc.constantFrom<unknown>(
      "JWT",
      "jwt",
      "at+jwt",
      "application/at+jwt",
      "AT+JWT",
      "logout+jwt",
      "application/logout+jwt",
      "x",
      undefined,
      null,
      1,
    ),
  }),
  fc.record({
    name: fc.constantFrom("kid"),
    value: fc.oneof(fc.constantFrom<unknown>("rsa", "rs512", "es256", "es384", "ES256", "es256 "), odd),
  }),
  fc.record({
    name: fc.constantFrom("crit", "jku", "jwk", "x5u", "x5c", "zip", "b64", "cty", "x5t", "enc", "typ2"),
    value: odd,
  }),
);

const time = fc.oneof(
  fc.integer({ min: -400, max: 400 }).map((seconds): unknown => NOW + seconds),
  fc.constantFrom<unknown>(NOW + 0.5, NOW - 60, NOW - 59, NOW + 60, NOW + 61, String(NOW), NOW * 1000, 1e300),
  odd,
);
const party = fc.oneof(
  fc.constantFrom<unknown>(
    ISSUER,
    CLIENT,
    "other",
    [CLIENT],
    [CLIENT, "other"],
    ["other"],
    [CLIENT, 1],
    [CLIENT, CLIENT],
    "Collimator",
  ),
  odd,
);
const claimChange = fc.oneof(
  fc.record({ name: fc.constantFrom("exp", "iat", "nbf", "auth_time"), value: time }),
  fc.record({ name: fc.constantFrom("iss", "aud", "azp", "client_id"), value: party }),
  fc.record({ name: fc.constantFrom("sub", "sid", "jti", "acr", "scope", "unknown"), value: odd }),
  fc.record({ name: fc.constant("nonce"), value: fc.oneof(fc.constant<unknown>(NONCE), odd) }),
  fc.record({
    name: fc.constant("events"),
    value: fc.oneof(fc.constant<unknown>({ [EVENT]: {}, x: 1 }), fc.constant<unknown>({ [EVENT]: 1 }), odd),
  }),
);

/** Texts in the JSON for others: names twice, other ways to write the same, what only some parsers read. */
const raw = fc
  .record({
    part: fc.constantFrom<"header" | "claims">("header", "claims"),
    from: fc.constantFrom("{", "}"),
    to: fc.constantFrom(
      " { ",
      "\r\n{\t",
      '{"\\u0061lg":"RS256",',
      '{"alg":"none",',
      '{"iss":"x",',
      '{"x":1,"x":1,',
      '{"x":"\\ud800",',
      '{"x":NaN,',
      '{"x":0x1,',
      '{"x":"\t",',
      "\ufeff{",
      "{,",
      "} ",
      "},",
      "}}",
      ',"exp":1}',
      ',"e\\u0078p":9999999999}',
      ',"x":[[[]]]}',
      `,"x":${"[".repeat(20)}${"]".repeat(20)}}`,
    ),
  })
  .filter(({ from, to }) => to.includes(from));

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    of: fc.constant("text" as const),
    edit: fc.constantFrom("replace", "insert", "delete", "cut"),
    at: fc.nat(),
    character: fc.constantFrom(...CHARACTERS),
  }),
  fc.record({ of: fc.constant("bit" as const), part: fc.nat(2), at: fc.nat() }),
  fc.record({ of: fc.constant("spare-bits" as const), part: fc.nat(2) }),
  fc.record({ of: fc.constant("parts" as const), order: fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }) }),
  { weight: 2, arbitrary: headerChange.map((each) => ({ of: "header" as const, ...each })) },
  { weight: 4, arbitrary: claimChange.map((each) => ({ of: "claims" as const, ...each })) },
  { weight: 2, arbitrary: raw.map((each) => ({ of: "raw" as const, ...each })) },
  fc.constant({ of: "stranger" as const }),
  fc.record({ of: fc.constant("signed-as" as const), alg: fc.constantFrom(...ALGS, "PS256" as const) }),
);

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  alg: fc.constantFrom(...ALGS),
  change,
});

function editText(jws: string, { edit, at, character }: Change & { of: "text" }): string {
  const place = at % jws.length;
  if (edit === "cut") return jws.slice(0, place);
  const rest = jws.slice(edit === "insert" ? place : place + 1);
  return jws.slice(0, place) + (edit === "delete" ? "" : character) + rest;
}

function turnBit(jws: string, { part, at }: Change & { of: "bit" }): string {
  const parts = jws.split(".").map((text) => Buffer.from(text, "base64url"));
  const bytes = parts[part] ?? Buffer.alloc(1);
  const byte = (at >> 3) % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << (at & 7)), byte);
  return parts.map((each) => each.toString("base64url")).join(".");
}

/** The last character of a part with a bit set that no byte takes up, where there is one. */
function setSpareBit(jws: string, part: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const parts = jws.split(".");
  const text = parts[part] ?? "";
  if (text.length % 4 !== 0) parts[part] = text.slice(0, -1) + (alphabet[alphabet.indexOf(text.slice(-1)) | 1] ?? "");
  return parts.join(".");
}

/** The changed token. */
export function mutate({ kind, alg, change }: Mutation, { signers, strangers }: Provider): string {
  const { typ, claims } = GOOD[kind];
  const signer = (change.of === "stranger" ? strangers : signers)[alg];
  const changed = (of: "header" | "claims", object: object): string => {
    const edited = change.of === of ? { ...object, [change.name]: change.value } : object;
    const text = JSON.stringify(edited);
    if (change.of !== "raw" || change.part !== of) return text;
    return change.from === "{" ? text.replace("{", change.to) : text.slice(0, -1) + change.to;
  };
  const input = `${encode(changed("header", { alg, typ, kid: signer.jwk.kid }))}.${encode(changed("claims", claims))}`;
  const signedAs = change.of === "signed-as" ? change.alg : alg;
  const key = change.of === "signed-as" && change.alg !== "PS256" ? signers[change.alg].privateKey : signer.privateKey;
  const usable = change.of !== "signed-as" || change.alg !== "PS256" || alg.startsWith("RS");
  const jws = `${input}.${encode(signature(usable ? signedAs : alg, key, input))}`;
  if (change.of === "text") return editText(jws, change);
  if (change.of === "bit") return turnBit(jws, change);
  if (change.of === "spare-bits") return setSpareBit(jws, change.part);
  if (change.of === "parts") return change.order.map((part) => jws.split(".")[part]).join(".");
  return jws;
}
