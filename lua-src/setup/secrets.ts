import { SCOPES, type Scope } from "../shared/policy/scopes";
import { randomText } from "../shared/random-password";
import { readFile } from "../shared/read-file";
import { removeFile, writeFile } from "./files";
import { places } from "./places";

/** The secret in a file, made at the first run and kept from then on. 200 bits. */
export function keptSecret(path: string): string {
  const kept = readFile(path);
  if (kept !== undefined && kept.length === 40) return kept;
  const made = randomText(40);
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
