import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../docker";
import { makeLabCa } from "../lab-ca";

/** The providers' host, as gateways and people know it. */
export const PROVIDER_HOST = "op.collimator.test";

/** A certificate and its key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Where the tests' providers stand, and by which certificates they are known. */
export interface OidcLab {
  /** Ports of this machine, and of the providers' host in a stack. */
  readonly ports: { readonly certified: number; readonly bent: number };
  /** The authority that gateways and people trust: its certificate, in PEM and as a file. */
  readonly ca: string;
  readonly caFile: string;
  /** For the providers' host: a good one, one whose time is over, and one of another host. */
  readonly certificates: { readonly good: KeyPair; readonly expired: KeyPair; readonly foreign: KeyPair };
}

declare module "vitest" {
  interface ProvidedContext {
    lab: OidcLab;
  }
}

/** An issuer's identifier at one of the lab's ports. */
export function issuerAt(port: number): string {
  return `https://${PROVIDER_HOST}:${port}`;
}

/** Makes the authority and the certificates, and chooses the ports. */
export async function makeOidcLab(): Promise<{ lab: OidcLab; remove: () => void }> {
  const authority = makeLabCa();
  const issue = (host: string, sign?: string): KeyPair => {
    const folder = authority.issue(`DNS:${host}`, { mode: "644", ...(sign === undefined ? {} : { sign }) });
    return { cert: readFileSync(join(folder, "tls.crt"), "utf8"), key: readFileSync(join(folder, "tls.key"), "utf8") };
  };
  const expired = "-not_before 20240101000000Z -not_after 20240201000000Z";
  const caFile = join(authority.folder, "ca.crt");
  const certificates = {
    good: issue(PROVIDER_HOST),
    expired: issue(PROVIDER_HOST, expired),
    foreign: issue("elsewhere.collimator.test"),
  };
  const ports = { certified: await freePort(), bent: await freePort() };
  return { lab: { ports, ca: authority.certificate, caFile, certificates }, remove: authority.remove };
}
