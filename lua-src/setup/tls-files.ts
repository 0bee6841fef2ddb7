import { readFile } from "../shared/read-file";
import { problem, type Problem } from "../shared/settings/problems";
import type { Settings } from "../shared/settings/settings";
import { shown } from "../shared/settings/text";
import { day, type Facts, inspectPair, type PairFiles } from "../shared/tls/pair";
import { certificateHost, startPair, TLS_FOLDER } from "../shared/tls/places";
import { removeFile, writeFile, places } from "./files";
import { makeSelfSigned } from "./self-signed";
import type { Environment } from "../shared/settings/setting";
import { contains } from "../shared/text";

/** A certificate is renewed, or asked for, when it has less than this left. */
const RENEWAL_SECONDS = 30 * 86400;

const place = (name: string): string => `${places.gateway}/${name}`;
const ownFiles = (): PairFiles => read(place(startPair["self-signed"]));

function read(path: string): PairFiles {
  return { certificate: readFile(`${path}.crt`), key: readFile(`${path}.key`) };
}

/** The certificate of TLS_DIR, read; problems where it cannot be used. */
export interface TlsInput {
  readonly problems: readonly Problem[];
  readonly files?: PairFiles;
}

/** Reads and checks the certificate of TLS_DIR where TLS_MODE is `files`. */
export function readTlsInput(settings: Settings): TlsInput {
  if (settings.tlsMode !== "files") return { problems: [] };
  const files = read(`${TLS_FOLDER}/tls`);
  const [facts, fault] = inspectPair(files, certificateHost(settings.publicUrl), os.time());
  if (facts !== undefined) return { problems: [], files };
  const said = `is ${shown(settings.tlsDir)}; ${fault.said}.`;
  return { problems: [problem(fault.code, "TLS_DIR", said)] };
}

/**
 * Writes the certificate that nginx starts with, makes or renews the self-signed one, and leaves no copy of a key that
 * is not used.
 *
 * @returns what the log of `setup` says about it
 */
export function writeTlsFiles(settings: Settings, input: TlsInput): string[] {
  if (input.files === undefined) removePair(startPair.files);
  else writePair(startPair.files, input.files);
  const host = certificateHost(settings.publicUrl);
  if (input.files !== undefined) return notes(inspectPair(input.files, host, os.time())[0]);
  // One that nobody uses now stays: people may trust it already.
  if (settings.tlsMode !== "self-signed") return [];
  const facts = keptSelfSigned(host) ?? newSelfSigned(host);
  return [`The certificate signs itself; its SHA-256 fingerprint is`, `  ${facts?.fingerprint ?? ""}`];
}

function keptSelfSigned(host: string): Facts | undefined {
  const [facts] = inspectPair(ownFiles(), host, os.time());
  return facts !== undefined && facts.notAfter - os.time() >= RENEWAL_SECONDS ? facts : undefined;
}

function newSelfSigned(host: string): Facts | undefined {
  writePair(startPair["self-signed"], makeSelfSigned(host, os.time()));
  return inspectPair(ownFiles(), host, os.time())[0];
}

function writePair(name: string, { certificate, key }: PairFiles): void {
  writeFile(place(`${name}.key`), key ?? "");
  writeFile(place(`${name}.crt`), certificate ?? "");
}

function removePair(name: string): void {
  removeFile(place(`${name}.key`));
  removeFile(place(`${name}.crt`));
}

function notes(facts: Facts | undefined): string[] {
  if (facts === undefined || facts.notAfter - os.time() >= RENEWAL_SECONDS) return [];
  return [`The certificate in TLS_DIR ends on ${day(facts.notAfter)}.`];
}

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
