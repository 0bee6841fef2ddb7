import * as pkey from "openssl.pkey";
import * as x509 from "openssl.x509";
import type { Code } from "../settings/problems";
import { contains, find, pieces, matches } from "../text";

/** The names in a certificate's subjectAltName (RFC 5280, section 4.2.1.6): DNS names in lower case, and addresses. */
export function namesOf(certificate: OpensslCertificate): string[] {
  const alt = certificate.getSubjectAlt();
  if (alt === undefined) return [];
  // luaossl gives no other way, and LuaJIT's pairs does not ask for it.
  const walk = getmetatable(alt) as unknown as Walk;
  const names: string[] = [];
  for (const [kind, name] of walk.__pairs(alt)) {
    if (kind === "DNS" || kind === "IP") names.push(string.lower(name));
  }
  return names;
}

/** @noSelf */
interface Walk {
  __pairs(alt: OpensslAltName): LuaIterable<LuaMultiReturn<[kind: string, name: string]>>;
}

/**
 * Whether browsers take a certificate with these names for a host (RFC 9525, section 6.3): the host itself, or `*` in
 * place of its first label. The subject's CN counts no longer.
 *
 * @param host as in an address; an IPv6 address without its brackets
 */
export function covers(names: readonly string[], host: string): boolean {
  const [parent] = string.match(host, "^[^.]+(%..+)$");
  const isAddress = matches(host, "^[%d.]+$") || contains(host, ":");
  return names.some((name) => name === host || (!isAddress && parent !== undefined && name === `*${parent}`));
}

/** What a good certificate says of itself. */
export interface Facts {
  /** Seconds since 1970. */
  readonly notAfter: number;
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string;
}

/** Why a certificate and its key cannot be used; `said` goes on a sentence that names the folder or file. */
export interface Fault {
  readonly code: Code;
  readonly said: string;
}

/** A certificate with its chain, and its key, both as they are in their files; undefined: cannot be read. */
export interface PairFiles {
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

type Inspected = LuaMultiReturn<[Facts] | [undefined, Fault]>;

const fault = (code: Code, said: string): Inspected => $multi(undefined, { code, said });

/** Browsers take no shorter RSA key, and neither does Debian's OpenSSL. */
const LEAST_RSA_BITS = 2048;

/**
 * Checks that a server can use a certificate (PEM, RFC 7468: its own first, then the chain) with a key for a host.
 *
 * @param now seconds since 1970
 */
export function inspectPair(files: PairFiles, host: string, now: number): Inspected {
  const { certificate, key } = files;
  if (certificate === undefined) return fault("CFG-033", "tls.crt cannot be read; user id 10001 has to be able to");
  if (key === undefined) return fault("CFG-033", "tls.key cannot be read; user id 10001 has to be able to");
  const chain = readChain(certificate);
  const leaf = chain?.[0];
  if (leaf === undefined) return fault("CFG-033", "tls.crt is not one or more certificates in PEM");
  if (contains(key, "ENCRYPTED")) {
    return fault("CFG-033", "tls.key has a passphrase, which nobody is there to type");
  }
  const [readable, secret] = pcall(pkey.new, key);
  // A public key would be read too, and fit.
  if (!readable || !contains(key, "PRIVATE KEY-----")) return fault("CFG-033", "tls.key is not a private key in PEM");
  if (leaf.getPublicKey().toPEM("public") !== secret.toPEM("public")) {
    return fault("CFG-034", "tls.key is not the key of the first certificate in tls.crt");
  }
  return inspectLeaf(leaf, host, now);
}

function inspectLeaf(leaf: OpensslCertificate, host: string, now: number): Inspected {
  const weakness = weaknessOf(leaf);
  if (weakness !== undefined) return fault("CFG-037", `the certificate in tls.crt ${weakness}`);
  const [from, to] = leaf.getLifetime();
  if (now < from) return fault("CFG-035", `the certificate in tls.crt is valid from ${day(from)} on, and not yet`);
  if (now >= to) return fault("CFG-035", `the certificate in tls.crt ended on ${day(to)}`);
  const names = namesOf(leaf);
  if (!covers(names, host)) {
    const given = names.length === 0 ? "no name in subjectAltName" : names.slice(0, 5).join(", ");
    return fault("CFG-036", `the certificate in tls.crt is for ${given}, and not for ${host}`);
  }
  return $multi({ notAfter: to, fingerprint: grouped(leaf.digest("sha256", "x")) });
}

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/** Every certificate in the text; undefined where one of them is none. */
function readChain(text: string): OpensslCertificate[] | undefined {
  const chain: OpensslCertificate[] = [];
  for (const behind of pieces(text, BEGIN).slice(1)) {
    const [end] = find(behind, END, 1, true);
    if (end === undefined) continue;
    const pem = `${BEGIN}${string.sub(behind, 1, end - 1)}${END}`;
    const [readable, certificate] = pcall(() => x509.new(pem));
    if (!readable) return undefined;
    chain.push(certificate);
  }
  return chain;
}

function weaknessOf(leaf: OpensslCertificate): string | undefined {
  const signature = string.upper(leaf.getSignatureName());
  for (const broken of ["SHA1", "MD5", "MD4", "MD2"]) {
    if (contains(signature, broken)) return `is signed by ${signature}`;
  }
  const key = leaf.getPublicKey();
  const kind = key.type();
  if (kind === "id-ecPublicKey") return undefined;
  if (kind !== "rsaEncryption") return `has a key of type ${kind}, which browsers do not take`;
  const bits = key.getParameters().n.toBinary().length * 8;
  return bits < LEAST_RSA_BITS ? `has an RSA key of ${bits} bits instead of ${LEAST_RSA_BITS} or more` : undefined;
}

/** A day as `2026-11-30`, in UTC. */
export function day(seconds: number): string {
  return os.date("!%Y-%m-%d", seconds);
}

function grouped(hex: string): string {
  const [pairs] = string.gsub(string.upper(hex), "%x%x", "%0:");
  return string.sub(pairs, 1, -2);
}
