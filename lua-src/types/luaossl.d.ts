/** @noSelfInFile */
/** The part of luaossl that is used: https://25thandclement.com/~william/projects/luaossl.html */

/** @noResolution */
declare module "openssl.rand" {
  /** Cryptographically strong random bytes. */
  export function bytes(count: number): string;
}

interface OpensslDigest {
  update(this: OpensslDigest, data: string): void;
  final(this: OpensslDigest, data: string): string;
}

/** @noResolution */
declare module "openssl.digest" {
  function create(algorithm: "md5" | "sha256" | "sha384" | "sha512"): OpensslDigest;
  type Digest = OpensslDigest;
  export { create as new, type Digest };
}

interface OpensslKey {
  type(this: OpensslKey): string;
  toPEM(this: OpensslKey, which: "public" | "private"): string;
  /** Of an RSA key: its modulus and more. */
  getParameters(this: OpensslKey): { readonly n: { toBinary(this: unknown): string } };
  /**
   * Whether `signature` is this key's over what the digest was given. RSA: PKCS#1 v1.5, of the modulus's length; EC: in
   * DER. Throws where OpenSSL cannot say, for example for a signature that is no DER.
   */
  verify(this: OpensslKey, signature: string, digest: OpensslDigest): boolean;
}

/** @noResolution */
declare module "openssl.pkey" {
  /**
   * Makes a key, or reads one: PEM, or with "DER" and "public" a SubjectPublicKeyInfo. Throws where the text is none, or
   * its point is not on its curve.
   */
  function create(
    source: string | { readonly type: "EC"; readonly curve: "prime256v1" },
    format?: "DER",
    part?: "public",
  ): OpensslKey;
  type PublicKey = OpensslKey;
  export { create as new, type PublicKey };
}

/** @noResolution */
declare module "openssl.kdf" {
  export function derive(
    options:
      | { type: "PBKDF2"; pass: string; salt: string; iter: number; md: "sha256"; outlen: number }
      /** Extracts and expands (RFC 5869). Throws where the key is empty. */
      | { type: "HKDF"; key: string; salt: string; info: string; md: "sha256"; outlen: number },
  ): string;
}

interface OpensslCipher {
  encrypt(this: OpensslCipher, key: string, nonce: string): OpensslCipher;
  decrypt(this: OpensslCipher, key: string, nonce: string): OpensslCipher;
  /** nil where the tag does not fit. */
  final(this: OpensslCipher, data: string): LuaMultiReturn<[data: string] | [data: undefined, err: string]>;
  /** After `final`. */
  getTag(this: OpensslCipher, bytes: number): string;
  /** Before `final`. Throws where it is empty. */
  setTag(this: OpensslCipher, tag: string): void;
}

/** @noResolution */
declare module "openssl.cipher" {
  function create(name: "aes-256-gcm"): OpensslCipher;
  export { create as new };
}
