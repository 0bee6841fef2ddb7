/** @noSelfInFile */
/** The part of luaossl that certificates need: https://25thandclement.com/~william/projects/luaossl.html */

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
