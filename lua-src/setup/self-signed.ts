import * as bignum from "openssl.bignum";
import * as pkey from "openssl.pkey";
import * as rand from "openssl.rand";
import * as x509 from "openssl.x509";
import * as altname from "openssl.x509.altname";
import * as extension from "openssl.x509.extension";
import * as name from "openssl.x509.name";

import { isIpv4, isIpv6 } from "../shared/settings/network";

const DAY = 86400;
/** No browser takes a certificate of a public authority for longer; the same holds here. */
const LIFETIME = 397 * DAY;
/** A clock that is an hour behind takes it too. */
const BEFORE = 3600;

/** A certificate and its key, in PEM. */
export interface Made {
  readonly certificate: string;
  readonly key: string;
}

/**
 * A certificate for a host that signs itself (RFC 5280): P-256, no authority, for servers only, so that whoever takes
 * it into their trust store trusts nothing else by it.
 *
 * @param now seconds since 1970
 */
export function makeSelfSigned(host: string, now: number): Made {
  const key = pkey.new({ type: "EC", curve: "prime256v1" });
  const certificate = x509.new();
  const subject = name.new();
  // A CN has at most 64 characters; what counts is subjectAltName.
  subject.add("CN", string.sub(host, 1, 64));
  const names = altname.new();
  names.add(isIpv4(host) || isIpv6(host) ? "IP" : "DNS", host);
  certificate.setVersion(3);
  // Positive and 127 bits long: the first byte is from 64 to 127.
  certificate.setSerial(bignum.fromBinary(string.char(64 + (string.byte(rand.bytes(1)) % 64)) + rand.bytes(15)));
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setLifetime(now - BEFORE, now - BEFORE + LIFETIME);
  certificate.setSubjectAlt(names);
  certificate.setPublicKey(key);
  certificate.addExtension(extension.new("basicConstraints", "critical,CA:FALSE"));
  certificate.addExtension(extension.new("keyUsage", "critical,digitalSignature"));
  certificate.addExtension(extension.new("extendedKeyUsage", "serverAuth"));
  certificate.sign(key, "sha256");
  return { certificate: certificate.toPEM(), key: key.toPEM("private") };
}
