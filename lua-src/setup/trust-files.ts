import { readFile } from "../shared/read-file";
import { problem, type Problem } from "../shared/settings/problems";
import type { Environment } from "../shared/settings/setting";
import type { Settings } from "../shared/settings/settings";
import { shown } from "../shared/settings/text";
import { contains } from "../shared/text";
import { writeFile, places } from "./files";

const BEGIN = "-----BEGIN CERTIFICATE-----";

/** The certificates of EXTRA_CA_CERTS, read; problems where they are needed and cannot be used. */
export interface TrustInput {
  readonly problems: readonly Problem[];
  /** PEM, or "". */
  readonly extra: string;
}

/**
 * Reads the certificates of EXTRA_CA_CERTS. Builds read them as root, so that a file which only root may read is a
 * problem where the gateway itself has to trust it, and nowhere else.
 */
export function readTrustInput(settings: Settings, environment: Environment): TrustInput {
  const given = environment.EXTRA_CA_CERTS ?? "";
  const extra = readFile(places.extraCa) ?? "";
  if (contains(extra, BEGIN)) return { problems: [], extra };
  if (given === "" || settings.oidc === undefined) return { problems: [], extra: "" };
  const said = `is ${shown(given)}; with OIDC_ISSUER it must be a file with PEM certificates that user id 10001 may read.`;
  return { problems: [problem("CFG-018", "EXTRA_CA_CERTS", said)], extra: "" };
}

/** Writes whom the gateway trusts when it asks others: Debian's authorities, and those of EXTRA_CA_CERTS. */
export function writeTrustFile({ extra }: TrustInput): void {
  const system = readFile(places.systemCa) ?? error(`${places.systemCa} cannot be read`, 0);
  writeFile(`${places.gateway}/ca.pem`, `${system}\n${extra}`);
}
