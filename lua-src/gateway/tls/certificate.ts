import * as ssl from "ngx.ssl";

interface Presented {
  readonly chain: ssl.Parsed;
  readonly key: ssl.Parsed;
}

/** The newest good certificate, parsed; until there is one, nginx's own of the start is presented. */
let current: Presented | undefined;

/**
 * Takes a chain and its key, in PEM, for all handshakes from now on; open connections and resumed sessions stay.
 *
 * @returns why it cannot be used; the one before stays then
 */
export function useCertificate(chainPem: string, keyPem: string): string | undefined {
  const [chain, badChain] = ssl.parse_pem_cert(chainPem);
  if (chain === undefined) return badChain ?? "tls.crt cannot be parsed";
  const [key, badKey] = ssl.parse_pem_priv_key(keyPem);
  if (key === undefined) return badKey ?? "tls.key cannot be parsed";
  current = { chain, key };
  return undefined;
}

/** ssl_certificate phase. Where it fails half-way there is no certificate, and the handshake fails. */
export function presentCertificate(): void {
  if (current === undefined) return;
  ssl.clear_certs();
  const [chainSet, badChain] = ssl.set_cert(current.chain);
  if (chainSet !== true) error(`certificate: ${badChain ?? "unknown cause"}`);
  const [keySet, badKey] = ssl.set_priv_key(current.key);
  if (keySet !== true) error(`key: ${badKey ?? "unknown cause"}`);
}
