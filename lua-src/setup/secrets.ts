import { bytes as randomBytes } from "openssl.rand";

import { encodeBase64 } from "../shared/base64";
import { SCOPES, type Scope } from "../shared/policy/scopes";
import { randomText } from "../shared/random-password";
import { readFile } from "../shared/read-file";
import { removeFile, writeFile, places } from "./files";

/** The secret in a file, made at the first run and kept from then on. 200 bits. */
export function keptSecret(path: string): string {
  return kept(path, 40, () => randomText(40));
}

/** What the gateway's keys for what it seals come from: 256 bits in base64, 44 characters. */
export function keptSealingSecret(): string {
  return kept(`${places.gateway}/sealing-secret`, 44, () => encodeBase64(randomBytes(32)));
}

function kept(path: string, length: number, make: () => string): string {
  const known = readFile(path);
  if (known !== undefined && known.length === length) return known;
  const made = make();
  writeFile(path, made);
  return made;
}

/** A password of Orthanc's and the scope whose user has it. */
export interface ScopeSecret {
  readonly scope: Scope;
  readonly password: string;
}

/** The passwords of the gateway's users in Orthanc, in the order of the scopes. */
export function orthancSecrets(): ScopeSecret[] {
  // Until 0.1.0 there was one user, who might do everything.
  removeFile(`${places.orthanc}/password`);
  return SCOPES.map((scope) => ({ scope, password: keptSecret(`${places.orthanc}/password-${scope}`) }));
}
