/** @noSelfInFile */
/** The part of luaossl that is used: https://25thandclement.com/~william/projects/luaossl.html */

/** @noResolution */
declare module "openssl.rand" {
  /** Cryptographically strong random bytes. */
  export function bytes(count: number): string;
}

/** @noResolution */
declare module "openssl.digest" {
  interface Digest {
    update(this: Digest, data: string): void;
    final(this: Digest, data: string): string;
  }
  function create(algorithm: "sha256" | "sha384" | "sha512"): Digest;
  export { create as new, type Digest };
}

/** @noResolution */
declare module "openssl.pkey" {
  import type { Digest } from "openssl.digest";
  interface PublicKey {
    /**
     * Whether `signature` is this key's over what the digest was given. RSA: PKCS#1 v1.5, of the modulus's length; EC: in
     * DER. Throws where OpenSSL cannot say, for example for a signature that is no DER.
     */
    verify(this: PublicKey, signature: string, digest: Digest): boolean;
  }
  /** Reads a SubjectPublicKeyInfo; throws where it is none or its point is not on its curve. */
  function create(der: string, format: "DER", part: "public"): PublicKey;
  export { create as new, type PublicKey };
}

/** @noResolution */
declare module "openssl.kdf" {
  export function derive(options: {
    type: "PBKDF2";
    pass: string;
    salt: string;
    iter: number;
    md: "sha256";
    outlen: number;
  }): string;
}
