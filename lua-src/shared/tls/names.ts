import { contains, matches } from "../text";

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
