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
    final(this: Digest, data: string): string;
  }
  function create(algorithm: "sha256"): Digest;
  export { create as new };
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
