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

interface OpensslName {
  add(this: OpensslName, type: "CN", value: string): void;
}

interface OpensslAltName {
  add(this: OpensslAltName, type: "DNS" | "IP", value: string): void;
}

interface OpensslCertificate {
  setVersion(this: OpensslCertificate, version: 3): void;
  setSerial(this: OpensslCertificate, serial: unknown): void;
  setSubject(this: OpensslCertificate, name: OpensslName): void;
  setIssuer(this: OpensslCertificate, name: OpensslName): void;
  setLifetime(this: OpensslCertificate, from: number, to: number): void;
  setSubjectAlt(this: OpensslCertificate, names: OpensslAltName): void;
  setPublicKey(this: OpensslCertificate, key: OpensslKey): void;
  addExtension(this: OpensslCertificate, extension: unknown): void;
  sign(this: OpensslCertificate, key: OpensslKey, digest: "sha256"): void;
  toPEM(this: OpensslCertificate): string;
  getLifetime(this: OpensslCertificate): LuaMultiReturn<[from: number, to: number]>;
  getPublicKey(this: OpensslCertificate): OpensslKey;
  getSubjectAlt(this: OpensslCertificate): OpensslAltName | undefined;
  getSignatureName(this: OpensslCertificate): string;
  /** Hexadecimal digits. */
  digest(this: OpensslCertificate, algorithm: "sha256", format: "x"): string;
}

/** @noResolution */
declare module "openssl.x509" {
  /** Throws where the text is no certificate. */
  function create(pem?: string): OpensslCertificate;
  export { create as new };
}

/** @noResolution */
declare module "openssl.x509.name" {
  function create(): OpensslName;
  export { create as new };
}

/** @noResolution */
declare module "openssl.x509.altname" {
  function create(): OpensslAltName;
  export { create as new };
}

/** @noResolution */
declare module "openssl.x509.extension" {
  function create(name: string, value: string): unknown;
  export { create as new };
}

/** @noResolution */
declare module "openssl.bignum" {
  export function fromBinary(bytes: string): unknown;
}
