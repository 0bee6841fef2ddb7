/**
 * The signature algorithms that are taken (RFC 7518, section 3.1), and what each asks of a key. No `none`, nothing
 * symmetric, and no RSASSA-PSS, which luaossl cannot verify.
 */

export type Algorithm = "RS256" | "RS384" | "RS512" | "ES256" | "ES384";
export type Curve = "P-256" | "P-384";
export type Hash = "sha256" | "sha384" | "sha512";

export interface AlgorithmParts {
  readonly kty: "RSA" | "EC";
  /** For EC only: each algorithm has one curve (section 3.4). */
  readonly crv: Curve | undefined;
  readonly hash: Hash;
}

export const ALGORITHMS: Readonly<Record<Algorithm, AlgorithmParts>> = {
  RS256: { kty: "RSA", crv: undefined, hash: "sha256" },
  RS384: { kty: "RSA", crv: undefined, hash: "sha384" },
  RS512: { kty: "RSA", crv: undefined, hash: "sha512" },
  ES256: { kty: "EC", crv: "P-256", hash: "sha256" },
  ES384: { kty: "EC", crv: "P-384", hash: "sha384" },
};

/** Bytes of a coordinate, and of each half of a signature (RFC 7518, sections 3.4 and 6.2.1.2). */
export const COORDINATE_BYTES: Readonly<Record<Curve, number>> = { "P-256": 32, "P-384": 48 };

/** Whether a name from outside is one of these algorithms; names are case-sensitive (RFC 7515, section 4.1.1). */
export function isAlgorithm(name: unknown): name is Algorithm {
  return (
    type(name) === "string" && (ALGORITHMS as Record<string, AlgorithmParts | undefined>)[name as string] !== undefined
  );
}
